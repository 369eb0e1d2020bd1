/* Packing and unpacking run in forked children: `transfer.c` makes them, `pack.c` and `unpack.c` are what they do. */
#ifndef TRANSFER_H
#define TRANSFER_H

#include "frame.h"

/* Where the work reads or writes its tar, and how it says that it failed; neither returns an error. */
struct work {
	struct items items;
	int root;    /* O_PATH: what the path is seen from */
	int base;    /* O_PATH: the directory, or the single file to pack */
	int tar;     /* pipe */
	int verdict; /* pipe */
};

_Noreturn void work_failed(const struct work *work, int error, const char *step, const char *path);

void pack_run(const struct work *work);
void unpack_run(const struct work *work);

#endif
