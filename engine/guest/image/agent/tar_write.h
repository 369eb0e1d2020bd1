/* Writing a PAX tar stream to the pipe of a packing child. What fails ends the child. */
#ifndef TAR_WRITE_H
#define TAR_WRITE_H

#include <sys/stat.h>

#include "tar.h"
#include "transfer.h"

void tar_write_begin(const struct work *work);
/* NULL: zero bytes. */
void tar_emit(const void *bytes, size_t n);
/* Up to the next block after `size` bytes. */
void tar_emit_padding(uint64_t size);
void tar_flush(void);

/* Records of the extended header before the next entry. */
void tar_record_number(const char *key, uint64_t value);
/* The extended attributes of the current directory's `name`. */
void tar_record_attributes(const char *name);

/* Into the header's field, and as a record when it does not fit there as it is. */
void tar_put_name(char *field, size_t size, const char *key, const char *name);
void tar_put_time(struct tar_header *header, const struct stat *st);
void tar_put_id(char *field, const char *key, uint32_t id);
/* The extended header, if there are records, then this one. */
void tar_finish_header(struct tar_header *header);

#endif
