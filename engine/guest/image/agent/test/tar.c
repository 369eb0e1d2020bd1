#include "tar.h"

#include <string.h>

#include "check.h"

int main(void)
{
	char field[12];
	CHECK(sizeof(struct tar_header) == TAR_BLOCK);
	CHECK(tar_put_number(field, 8, 0755) && !strcmp(field, "0000755") && tar_number(field, 8) == 0755);
	CHECK(tar_put_number(field, 8, 07777777));
	CHECK(!tar_put_number(field, 8, 010000000));
	CHECK(tar_number("   644 ", 8) == 0644);
	CHECK(tar_number("\0\0\0\0\0\0\0", 8) == 0);
	/* GNU's base 256, also of times before 1970. */
	CHECK(tar_number("\x80\0\0\0\0\0\0\0\0\0\1\0", 12) == 256);
	CHECK(tar_number("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", 12) == -1);

	struct tar_header h = {.name = "x"};
	uint32_t empty = tar_checksum(&h);
	memcpy(h.checksum, "1234567", 8);
	CHECK(tar_checksum(&h) == empty && empty == 'x' + 8 * ' ');

	CHECK(utf8_valid("") && utf8_valid("plain") && utf8_valid("ümlaut €") && utf8_valid("\xf0\x9f\x90\xb3"));
	CHECK(!utf8_valid("\xff") && !utf8_valid("\xc3") && !utf8_valid("\xc0\xaf") && !utf8_valid("\xed\xa0\x80") && !utf8_valid("\xf4\x90\x80\x80"));
	return 0;
}
