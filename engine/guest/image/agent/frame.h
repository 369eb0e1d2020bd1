/* Frames and items: parsing what comes, building what goes. Pure: knows no file descriptor. */
#ifndef FRAME_H
#define FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "wire.h"

struct frame {
	uint8_t type, channel;
	uint32_t id, size;
	const uint8_t *payload;
};

/* Puts frames together from chunks of any size. A frame beyond FRAME_MAX is skipped and comes with `payload` NULL. */
struct parser {
	uint8_t header[FRAME_HEADER];
	size_t have;       /* bytes of the header */
	struct frame frame;
	uint8_t *body;     /* of a frame that came in several chunks */
	size_t filled;     /* bytes of the payload that came */
	void (*deliver)(void *context, const struct frame *frame);
	void *context;
};

void parser_feed(struct parser *p, const uint8_t *bytes, size_t n);

struct items {
	const uint8_t *at, *end;
};

struct item {
	uint8_t tag;
	uint32_t size;
	const uint8_t *data;
};

/* Every item whole, every string ended, every number of its size: after this the accessors below can trust the bytes. */
bool items_valid(const uint8_t *bytes, size_t n);
struct items items_of(const struct frame *frame);
struct items items_in(const struct item *nested);
bool items_next(struct items *items, struct item *item);
/* The next item with this tag. */
bool items_find(struct items *items, uint8_t tag, struct item *item);

const char *item_string(const struct item *item);
uint32_t item_u32(const struct item *item);
uint64_t item_u64(const struct item *item);

/* The first item with this tag; otherwise NULL, or the default. */
const char *get_string(struct items items, uint8_t tag);
uint32_t get_u32(struct items items, uint8_t tag, uint32_t otherwise);
uint64_t get_u64(struct items items, uint8_t tag, uint64_t otherwise);
bool has_item(struct items items, uint8_t tag);

/* A growing payload. */
struct buffer {
	uint8_t *bytes;
	size_t size, capacity;
};

/* `n` bytes at the end, uninitialised. */
uint8_t *buffer_extend(struct buffer *b, size_t n);
void buffer_free(struct buffer *b);
void put_bytes(struct buffer *b, uint8_t tag, const void *bytes, size_t n);
void put_string(struct buffer *b, uint8_t tag, const char *s);
void put_u32(struct buffer *b, uint8_t tag, uint32_t value);
void put_u64(struct buffer *b, uint8_t tag, uint64_t value);
/* Opens a nested item; `put_close` with its result ends it. */
size_t put_open(struct buffer *b, uint8_t tag);
void put_close(struct buffer *b, size_t mark);

/* Memory that must be there: the guest is of no use without its agent, so the agent waits for some to become free. */
void *must_alloc(size_t n);
void *must_realloc(void *p, size_t n);

void header_write(uint8_t *at, uint8_t type, uint8_t channel, uint32_t id, uint32_t size);

#endif
