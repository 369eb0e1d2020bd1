#include "tar.h"

#include <stddef.h>

uint32_t tar_checksum(const struct tar_header *header)
{
	const uint8_t *bytes = (const uint8_t *)header;
	uint32_t sum = 0;
	for (unsigned i = 0; i < TAR_BLOCK; i++)
		sum += i >= offsetof(struct tar_header, checksum) && i < offsetof(struct tar_header, type) ? ' ' : bytes[i];
	return sum;
}

int64_t tar_number(const char *field, unsigned size)
{
	uint64_t value = 0;
	if ((uint8_t)field[0] & 0x80) {
		/* Two's complement of the remaining bits. */
		value = (uint8_t)field[0] & 0x40 ? ~(uint64_t)0x3f | ((uint8_t)field[0] & 0x3f) : (uint8_t)field[0] & 0x3f;
		for (unsigned i = 1; i < size; i++)
			value = value << 8 | (uint8_t)field[i];
		return value;
	}
	unsigned i = 0;
	while (i < size && (field[i] == ' ' || field[i] == 0))
		i++;
	for (; i < size && field[i] >= '0' && field[i] <= '7'; i++)
		value = value << 3 | (uint64_t)(field[i] - '0');
	return value;
}

bool tar_put_number(char *field, unsigned size, uint64_t value)
{
	field[size - 1] = 0;
	for (unsigned i = size - 1; i-- > 0; value >>= 3)
		field[i] = '0' + (value & 7);
	return value == 0;
}

bool utf8_valid(const char *text)
{
	const uint8_t *p = (const uint8_t *)text;
	while (*p) {
		unsigned more = *p < 0x80 ? 0 : *p >= 0xc2 && *p < 0xe0 ? 1 : (*p & 0xf0) == 0xe0 ? 2 : *p >= 0xf0 && *p < 0xf5 ? 3 : 4;
		if (more == 4 || (*p == 0xe0 && p[1] < 0xa0) || (*p == 0xed && p[1] > 0x9f) || (*p == 0xf0 && p[1] < 0x90) ||
		    (*p == 0xf4 && p[1] > 0x8f))
			return false;
		p++;
		while (more-- > 0)
			if ((*p++ & 0xc0) != 0x80)
				return false;
	}
	return true;
}
