#include "frame.h"

#include <stdint.h>

#include <string.h>

#include "check.h"

static struct buffer received;
static unsigned count;

/* Keeps what comes as it went: header and payload. */
static void keep(void *context, const struct frame *f)
{
	(void)context;
	header_write(buffer_extend(&received, FRAME_HEADER), f->type, f->channel, f->id, f->size);
	if (f->payload)
		memcpy(buffer_extend(&received, f->size), f->payload, f->size);
	count++;
}

static void chunks_of_any_size(void)
{
	struct buffer sent = {0};
	uint32_t state = 1;
	for (unsigned i = 0; i < 200; i++) {
		uint32_t size = i % 7 == 0 ? 0 : next_random(&state) % 9000;
		header_write(buffer_extend(&sent, FRAME_HEADER), 1 + i % 255, i, i * 77, size);
		uint8_t *payload = buffer_extend(&sent, size);
		for (uint32_t j = 0; j < size; j++)
			payload[j] = next_random(&state);
	}
	for (unsigned round = 0; round < 50; round++) {
		struct parser p = {.deliver = keep};
		received.size = count = 0;
		for (size_t at = 0; at < sent.size;) {
			size_t n = round == 0 ? 1 : 1 + next_random(&state) % (round * 400);
			if (n > sent.size - at)
				n = sent.size - at;
			/* A copy of its own: reading beyond it would be seen. */
			uint8_t *chunk = malloc(n);
			memcpy(chunk, sent.bytes + at, n);
			parser_feed(&p, chunk, n);
			free(chunk);
			at += n;
		}
		CHECK(count == 200);
		CHECK(received.size == sent.size && !memcmp(received.bytes, sent.bytes, sent.size));
	}
	buffer_free(&sent);
}

static void padding_and_oversize(void)
{
	static const uint8_t zeros[5000];
	uint8_t header[FRAME_HEADER];
	struct parser p = {.deliver = keep};
	received.size = count = 0;
	parser_feed(&p, zeros, sizeof zeros);
	header_write(header, 9, 0, 1, FRAME_MAX + 1);
	parser_feed(&p, header, sizeof header);
	for (uint32_t left = FRAME_MAX + 1; left > 0;) {
		uint32_t n = left < sizeof zeros ? left : sizeof zeros;
		parser_feed(&p, zeros, n);
		left -= n;
	}
	CHECK(count == 1 && received.size == FRAME_HEADER);
	header_write(header, 9, 0, 1, 0);
	parser_feed(&p, header, sizeof header);
	CHECK(count == 2);
}

static void items(void)
{
	struct buffer b = {0};
	put_string(&b, TAG_PATH, "/a");
	put_u32(&b, TAG_UID, 7);
	put_u64(&b, TAG_SIZE, 1ull << 40);
	size_t mark = put_open(&b, TAG_MOUNT);
	put_string(&b, TAG_TARGET, "/proc");
	put_close(&b, mark);
	put_string(&b, TAG_ARG, "");
	CHECK(items_valid(b.bytes, b.size));
	struct items all = {b.bytes, b.bytes + b.size}, each = all;
	struct item item;
	CHECK(!strcmp(get_string(all, TAG_PATH), "/a"));
	CHECK(get_u32(all, TAG_UID, 0) == 7 && get_u32(all, TAG_GID, 9) == 9);
	CHECK(get_u64(all, TAG_SIZE, 0) == 1ull << 40);
	CHECK(items_find(&each, TAG_MOUNT, &item) && !strcmp(get_string(items_in(&item), TAG_TARGET), "/proc"));
	CHECK(has_item(all, TAG_ARG) && *get_string(all, TAG_ARG) == 0);
	/* Cut anywhere but between items it is refused. */
	for (size_t n = 0; n < b.size; n++) {
		uint8_t *cut = malloc(n ? n : 1);
		memcpy(cut, b.bytes, n);
		CHECK(items_valid(cut, n) == (n == 0 || n == 7 || n == 15 || n == 27 || n == 41));
		free(cut);
	}
	buffer_free(&b);
}

/* Whatever is accepted can be walked without leaving it. */
static void nonsense(void)
{
	uint32_t state = 4711, accepted = 0;
	for (unsigned i = 0; i < 300000; i++) {
		size_t n = next_random(&state) % 40;
		uint8_t *bytes = malloc(n ? n : 1);
		for (size_t j = 0; j < n; j++)
			bytes[j] = next_random(&state) % 5 ? next_random(&state) % 12 : next_random(&state);
		if (items_valid(bytes, n)) {
			struct items all = {bytes, bytes + n};
			struct item item;
			accepted++;
			while (items_next(&all, &item)) {
				CHECK(item.data >= bytes && item.data + item.size <= bytes + n);
				CHECK(item.tag >= ITEM_U32 || strlen(item_string(&item)) < item.size);
			}
		}
		free(bytes);
	}
	CHECK(accepted > 100);
}

int main(void)
{
	chunks_of_any_size();
	padding_and_oversize();
	items();
	nonsense();
	return 0;
}
