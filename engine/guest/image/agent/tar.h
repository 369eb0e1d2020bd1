/* The tar format: POSIX pax Interchange Format over ustar, with what GNU tar adds on reading. */
#ifndef TAR_H
#define TAR_H

#include <stdbool.h>
#include <stdint.h>

#define TAR_BLOCK 512

struct tar_header {
	char name[100];
	char mode[8];
	char uid[8];
	char gid[8];
	char size[12];
	char mtime[12];
	char checksum[8];
	char type;
	char link[100];
	char magic[6];
	char version[2];
	char uname[32];
	char gname[32];
	char major[8];
	char minor[8];
	char prefix[155];
	char padding[12];
};

_Static_assert(sizeof(struct tar_header) == TAR_BLOCK, "a header is one block");

/* The sum of the header's bytes with the checksum field as spaces. */
uint32_t tar_checksum(const struct tar_header *header);
/* Octal, or GNU's base 256. */
int64_t tar_number(const char *field, unsigned size);
/* Octal with a final NUL; false when it does not fit. */
bool tar_put_number(char *field, unsigned size, uint64_t value);
bool utf8_valid(const char *text);

#endif
