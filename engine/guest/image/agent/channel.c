/*
 * The channel to the engine. Reading blocks, so a thread does it; the pages it fills are parsed in place by the loop. On 9P a
 * read is one page because the kernel's direct read makes one request per page anyway, and one that is filled whole (the
 * engine pads with zeros) needs no second request to learn that nothing follows.
 */
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "agent.h"

#define PAGE 4096
#define PAGES 16
#define TX_SIZE (128 * 1024)

static _Alignas(PAGE) uint8_t ring[PAGES][PAGE];
static uint16_t lengths[PAGES];
static atomic_uint produced, consumed;
static sem_t space;
static struct watch arrived;
static struct parser parser;
static int rx_fd, tx_fd = -1;

static _Alignas(PAGE) uint8_t tx[TX_SIZE];
static size_t tx_size;

static void *read_channel(void *unused)
{
	(void)unused;
	for (;;) {
		while (sem_wait(&space) < 0)
			;
		unsigned slot = produced % PAGES;
		ssize_t n = read(rx_fd, ring[slot], PAGE);
		if (n <= 0) {
			if (n < 0 && errno == EINTR) {
				sem_post(&space);
				continue;
			}
			return NULL;
		}
		lengths[slot] = n;
		atomic_fetch_add(&produced, 1);
		eventfd_write(arrived.fd, 1);
	}
}

static void on_arrived(struct watch *watch, uint32_t events)
{
	(void)watch, (void)events;
	/* Edge triggered: the counter need not be read. */
	while (consumed != produced) {
		unsigned slot = consumed % PAGES;
		parser_feed(&parser, ring[slot], lengths[slot]);
		atomic_fetch_add(&consumed, 1);
		sem_post(&space);
	}
}

void channel_start(int rx, int tx_to, void (*deliver)(void *context, const struct frame *frame))
{
	rx_fd = rx;
	tx_fd = tx_to;
	parser.deliver = deliver;
	sem_init(&space, 0, PAGES);
	arrived = (struct watch){.fd = eventfd(0, EFD_CLOEXEC), .ready = on_arrived};
	watch_set(&arrived, EPOLLIN | EPOLLET);

	pthread_t thread;
	pthread_attr_t attributes;
	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, 16384);
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	pthread_create(&thread, &attributes, read_channel, NULL);
	pthread_attr_destroy(&attributes);
}

void send_flush(void)
{
	for (size_t at = 0; at < tx_size;) {
		ssize_t n = tx_fd < 0 ? -1 : write(tx_fd, tx + at, tx_size - at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break; /* The engine is gone: there is nobody to tell. */
		at += n;
	}
	tx_size = 0;
}

static void append(const uint8_t *bytes, size_t n)
{
	while (n > 0) {
		if (tx_size == TX_SIZE)
			send_flush();
		size_t take = TX_SIZE - tx_size;
		if (take > n)
			take = n;
		memcpy(tx + tx_size, bytes, take);
		tx_size += take;
		bytes += take;
		n -= take;
	}
}

void send_frame(uint8_t type, uint8_t channel, uint32_t id, const void *payload, size_t size)
{
	uint8_t header[FRAME_HEADER];
	header_write(header, type, channel, id, size);
	append(header, sizeof header);
	if (size)
		append(payload, size);
}

uint8_t *send_reserve(size_t *room)
{
	if (TX_SIZE - tx_size < FRAME_HEADER + 16384)
		send_flush();
	*room = TX_SIZE - tx_size - FRAME_HEADER;
	return tx + tx_size + FRAME_HEADER;
}

void send_commit(uint8_t channel, uint32_t id, size_t size)
{
	header_write(tx + tx_size, STREAM_DATA, channel, id, size);
	tx_size += FRAME_HEADER + size;
}

void reply(uint32_t id)
{
	send_frame(EVENT_REPLY, 0, id, NULL, 0);
}

void reply_with(uint32_t id, struct buffer *items)
{
	send_frame(EVENT_REPLY, 0, id, items->bytes, items->size);
	buffer_free(items);
}

void reply_error(uint32_t id, int error, const char *step, const char *path)
{
	struct buffer items = {0};
	put_u32(&items, TAG_ERRNO, error);
	put_string(&items, TAG_STEP, step);
	put_string(&items, TAG_PATH, path ? path : "");
	send_frame(EVENT_ERROR, 0, id, items.bytes, items.size);
	buffer_free(&items);
}
