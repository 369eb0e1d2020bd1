/*
 * Commands that the engine answers. A client program (client.c) connects and speaks the same frames as the engine does; the
 * agent only puts the session's id in and passes them on, each direction within its credit.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "agent.h"

struct session {
	struct object object;
	struct watch client;
	struct parser parser;
	struct buffer pending; /* to the client */
	size_t written;
	uint32_t credit; /* bytes of stdin that the engine wants */
	bool greeted, broken;
};

static struct watch listener;

static void session_close(struct object *o)
{
	struct session *s = (struct session *)o;
	watch_close(&s->client);
	buffer_free(&s->pending);
	free(s->parser.body);
	s->parser.body = NULL;
	if (s->greeted)
		send_frame(EVENT_CLOSED, 0, o->id, NULL, 0);
	object_free(o);
}

static void on_greeting(struct session *s, const struct frame *f)
{
	struct buffer items = {0};
	if (s->greeted) {
		s->broken = true;
		return;
	}
	put_u32(&items, TAG_OBJECT, s->object.id);
	memcpy(buffer_extend(&items, f->size), f->payload, f->size);
	/* Not the session's id: the engine does not know it yet. */
	send_frame(EVENT_COMMAND, 0, 0, items.bytes, items.size);
	buffer_free(&items);
	s->greeted = true;
}

static void from_client(void *context, const struct frame *f)
{
	struct session *s = context;
	bool items = f->payload && items_valid(f->payload, f->size);
	if (s->broken)
		return;
	if (f->type == EVENT_COMMAND && items) {
		on_greeting(s, f);
		return;
	}
	bool known = ((f->type == EVENT_SIGNAL || f->type == EVENT_SIZE) && items) ||
		     (f->type == STREAM_CREDIT && f->size == 4 && (f->channel == 1 || f->channel == 2)) ||
		     (f->type == STREAM_END && f->channel == 0) ||
		     (f->type == STREAM_DATA && f->payload && f->channel == 0 && f->size <= s->credit);
	if (!known || !s->greeted) {
		s->broken = true;
		return;
	}
	if (f->type == STREAM_DATA)
		s->credit -= f->size;
	send_frame(f->type, f->channel, s->object.id, f->payload, f->size);
}

static bool write_client(struct session *s)
{
	while (s->written < s->pending.size) {
		ssize_t n = send(s->client.fd, s->pending.bytes + s->written, s->pending.size - s->written, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN) {
			watch_set(&s->client, EPOLLIN | EPOLLOUT);
			return true;
		}
		if (n < 0)
			return false;
		s->written += n;
	}
	/* The memory stays for the next frame, unless it was a burst. */
	if (s->pending.capacity > 8192)
		buffer_free(&s->pending);
	s->pending.size = s->written = 0;
	watch_set(&s->client, EPOLLIN);
	return true;
}

/* All of the client's waiting frames. False when it is gone. */
static bool read_client(struct session *s)
{
	static uint8_t bytes[65536];
	for (;;) {
		ssize_t n = recv(s->client.fd, bytes, sizeof bytes, MSG_DONTWAIT);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno == EAGAIN;
		if (n == 0)
			return false;
		parser_feed(&s->parser, bytes, n);
		if (s->broken)
			return false;
		if ((size_t)n < sizeof bytes)
			return true;
	}
}

static void on_client(struct watch *watch, uint32_t events)
{
	struct session *s = (struct session *)((char *)watch - offsetof(struct session, client));
	if (events & (EPOLLIN | EPOLLHUP | EPOLLERR) && !read_client(s)) {
		session_close(&s->object);
		return;
	}
	if (events & EPOLLOUT && !write_client(s))
		session_close(&s->object);
}

static void to_client(struct object *o, const struct frame *f)
{
	struct session *s = (struct session *)o;
	if (f->type == STREAM_CREDIT && f->channel == 0 && f->size == 4) {
		uint32_t more;
		memcpy(&more, f->payload, 4);
		s->credit = more > UINT32_MAX - s->credit ? UINT32_MAX : s->credit + more;
	}
	header_write(buffer_extend(&s->pending, FRAME_HEADER), f->type, f->channel, 0, f->size);
	memcpy(buffer_extend(&s->pending, f->size), f->payload, f->size);
	if (s->pending.size - s->written > 4 * WINDOW_SESSION + FRAME_MAX || !write_client(s))
		session_close(o);
}

static void on_connection(struct watch *watch, uint32_t events)
{
	(void)events;
	int fd = accept4(watch->fd, NULL, NULL, SOCK_CLOEXEC);
	if (fd < 0)
		return;
	struct session *s = object_new(sizeof *s, object_fresh_id());
	s->object.control = to_client;
	s->object.close = session_close;
	s->parser.deliver = from_client;
	s->parser.context = s;
	s->client = (struct watch){.fd = fd, .ready = on_client};
	watch_set(&s->client, EPOLLIN);
}

void sessions_listen(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
	unlink(path);
	listener = (struct watch){.fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), .ready = on_connection};
	if (bind(listener.fd, (struct sockaddr *)&address, sizeof address) == 0 && listen(listener.fd, 64) == 0)
		watch_set(&listener, EPOLLIN);
}
