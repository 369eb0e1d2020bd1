#include "frame.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static uint32_t load32(const uint8_t *p)
{
	uint32_t v;
	memcpy(&v, p, sizeof v);
	return v;
}

static void finish(struct parser *p)
{
	p->frame.payload = p->frame.size > FRAME_MAX ? NULL : p->frame.payload;
	p->have = 0;
	p->deliver(p->context, &p->frame);
	free(p->body);
	p->body = NULL;
}

void parser_feed(struct parser *p, const uint8_t *bytes, size_t n)
{
	while (n > 0) {
		if (p->have == 0) {
			while (n > 0 && *bytes == 0)
				bytes++, n--;
			if (n == 0)
				return;
		}
		if (p->have < FRAME_HEADER) {
			size_t take = FRAME_HEADER - p->have;
			if (take > n)
				take = n;
			memcpy(p->header + p->have, bytes, take);
			p->have += take;
			bytes += take;
			n -= take;
			if (p->have < FRAME_HEADER)
				return;
			p->frame.type = p->header[0];
			p->frame.channel = p->header[1];
			p->frame.id = load32(p->header + 4);
			p->frame.size = load32(p->header + 8);
			p->filled = 0;
			if (p->frame.size <= n && p->frame.size <= FRAME_MAX) {
				p->frame.payload = bytes;
				bytes += p->frame.size;
				n -= p->frame.size;
				finish(p);
				continue;
			}
			if (p->frame.size <= FRAME_MAX)
				p->frame.payload = p->body = must_alloc(p->frame.size);
		}
		size_t take = p->frame.size - p->filled;
		if (take > n)
			take = n;
		if (p->body)
			memcpy(p->body + p->filled, bytes, take);
		p->filled += take;
		bytes += take;
		n -= take;
		if (p->filled == p->frame.size)
			finish(p);
	}
}

static bool valid(const uint8_t *at, size_t n, int depth)
{
	const uint8_t *end = at + n;
	while (at != end) {
		if (end - at < 4)
			return false;
		uint32_t word = load32(at), size = word >> 8;
		uint8_t tag = word & 0xff;
		at += 4;
		if (size > (size_t)(end - at) || tag == 0)
			return false;
		if (tag < ITEM_U32 ? size == 0 || at[size - 1] != 0
		    : tag < ITEM_U64 ? size != 4
		    : tag < ITEM_BYTES ? size != 8
		    : tag < ITEM_NESTED ? false
		    : depth == 0 || !valid(at, size, depth - 1))
			return false;
		at += size;
	}
	return true;
}

bool items_valid(const uint8_t *bytes, size_t n)
{
	return valid(bytes, n, 3);
}

struct items items_of(const struct frame *frame)
{
	return (struct items){frame->payload, frame->payload + frame->size};
}

struct items items_in(const struct item *nested)
{
	return (struct items){nested->data, nested->data + nested->size};
}

bool items_next(struct items *items, struct item *item)
{
	if (items->at == items->end)
		return false;
	uint32_t word = load32(items->at);
	item->tag = word & 0xff;
	item->size = word >> 8;
	item->data = items->at + 4;
	items->at = item->data + item->size;
	return true;
}

bool items_find(struct items *items, uint8_t tag, struct item *item)
{
	while (items_next(items, item))
		if (item->tag == tag)
			return true;
	return false;
}

const char *item_string(const struct item *item)
{
	return (const char *)item->data;
}

uint32_t item_u32(const struct item *item)
{
	return load32(item->data);
}

uint64_t item_u64(const struct item *item)
{
	uint64_t v;
	memcpy(&v, item->data, sizeof v);
	return v;
}

const char *get_string(struct items items, uint8_t tag)
{
	struct item item;
	return items_find(&items, tag, &item) ? item_string(&item) : NULL;
}

uint32_t get_u32(struct items items, uint8_t tag, uint32_t otherwise)
{
	struct item item;
	return items_find(&items, tag, &item) ? item_u32(&item) : otherwise;
}

uint64_t get_u64(struct items items, uint8_t tag, uint64_t otherwise)
{
	struct item item;
	return items_find(&items, tag, &item) ? item_u64(&item) : otherwise;
}

bool has_item(struct items items, uint8_t tag)
{
	struct item item;
	return items_find(&items, tag, &item);
}

void *must_realloc(void *p, size_t n)
{
	for (;;) {
		void *q = realloc(p, n ? n : 1);
		if (q)
			return q;
		usleep(100000);
	}
}

void *must_alloc(size_t n)
{
	return must_realloc(NULL, n);
}

uint8_t *buffer_extend(struct buffer *b, size_t n)
{
	if (b->capacity - b->size < n) {
		size_t capacity = b->capacity ? b->capacity : 256;
		while (capacity - b->size < n)
			capacity *= 2;
		b->bytes = must_realloc(b->bytes, capacity);
		b->capacity = capacity;
	}
	b->size += n;
	return b->bytes + b->size - n;
}

void buffer_free(struct buffer *b)
{
	free(b->bytes);
	*b = (struct buffer){0};
}

void put_bytes(struct buffer *b, uint8_t tag, const void *bytes, size_t n)
{
	uint32_t word = n << 8 | tag;
	uint8_t *at = buffer_extend(b, 4 + n);
	memcpy(at, &word, 4);
	if (n)
		memcpy(at + 4, bytes, n);
}

void put_string(struct buffer *b, uint8_t tag, const char *s)
{
	put_bytes(b, tag, s, strlen(s) + 1);
}

void put_u32(struct buffer *b, uint8_t tag, uint32_t value)
{
	put_bytes(b, tag, &value, sizeof value);
}

void put_u64(struct buffer *b, uint8_t tag, uint64_t value)
{
	put_bytes(b, tag, &value, sizeof value);
}

size_t put_open(struct buffer *b, uint8_t tag)
{
	put_bytes(b, tag, NULL, 0);
	return b->size;
}

void put_close(struct buffer *b, size_t mark)
{
	uint32_t word = (b->size - mark) << 8 | b->bytes[mark - 4];
	memcpy(b->bytes + mark - 4, &word, 4);
}

void header_write(uint8_t *at, uint8_t type, uint8_t channel, uint32_t id, uint32_t size)
{
	at[0] = type;
	at[1] = channel;
	at[2] = at[3] = 0;
	memcpy(at + 4, &id, 4);
	memcpy(at + 8, &size, 4);
}
