/* Reading a tar stream from the pipe of an unpacking child. What fails ends the child. */
#ifndef TAR_READ_H
#define TAR_READ_H

#include <time.h>

#include "tar.h"
#include "transfer.h"

/* What a header and the extended ones before it say. */
struct entry {
	char *path, *link;
	struct buffer attributes; /* "name\0" u32 size, value; again */
	int64_t size;
	struct timespec mtime;
	uint32_t uid, gid, mode;
	uint32_t major, minor;
	char type;
	/* Set by an extended header. */
	bool has_path, has_link, has_size, has_mtime, has_uid, has_gid;
};

void tar_read_begin(const struct work *work);
/* The next entry's header; its content follows in the stream. False at the end of the archive. */
bool tar_next(struct entry *entry);
/* A piece of at most `size` bytes, in place until the next call. */
const uint8_t *tar_take(size_t size, size_t *piece);
void tar_skip(uint64_t size);
/* From the end of a content of `size` bytes to the next block. */
uint64_t tar_padding(uint64_t size);
/* All that follows the archive. */
void tar_drain(void);

#endif
