#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "agent.h"

#define BUCKETS 64

static struct object *objects[BUCKETS];

void *object_new(size_t size, uint32_t id)
{
	struct object *o = must_alloc(size);
	memset(o, 0, size);
	o->id = id;
	o->in.watch.fd = o->out[0].watch.fd = o->out[1].watch.fd = -1;
	o->next = objects[id % BUCKETS];
	objects[id % BUCKETS] = o;
	return o;
}

uint32_t object_fresh_id(void)
{
	static uint32_t last;
	do
		last = (last + 1) | 0x80000000;
	while (object_find(last));
	return last;
}

struct object *object_find(uint32_t id)
{
	struct object *o = objects[id % BUCKETS];
	while (o && o->id != id)
		o = o->next;
	return o;
}

void object_free(struct object *o)
{
	sink_close(&o->in);
	source_close(&o->out[0]);
	source_close(&o->out[1]);
	for (struct object **p = &objects[o->id % BUCKETS]; *p; p = &(*p)->next)
		if (*p == o) {
			*p = o->next;
			break;
		}
	free_later(o);
}

static void changed(struct object *o)
{
	if (o->changed)
		o->changed(o);
}

/* ---- sink ---- */

void sink_close(struct sink *s)
{
	watch_close(&s->watch);
	buffer_free(&s->pending);
}

bool sink_is_open(const struct object *o)
{
	return o->in.watch.fd >= 0;
}

static void sink_fail(struct sink *s)
{
	struct object *o = s->object;
	sink_close(s);
	send_frame(STREAM_RESET, 0, o->id, NULL, 0);
	changed(o);
}

static void sink_finish(struct sink *s)
{
	if (s->socket)
		shutdown(s->watch.fd, SHUT_WR);
	struct object *o = s->object;
	sink_close(s);
	changed(o);
}

static void grant(struct sink *s, size_t n)
{
	s->granted += n;
	/* Few grants rather than early ones: half a window keeps the writer going. */
	if (s->granted >= WINDOW_IN / 2) {
		send_frame(STREAM_CREDIT, 0, s->object->id, &s->granted, 4);
		s->granted = 0;
	}
}

static void sink_write(struct sink *s)
{
	while (s->written < s->pending.size) {
		ssize_t n = write(s->watch.fd, s->pending.bytes + s->written, s->pending.size - s->written);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN) {
			watch_set(&s->watch, EPOLLOUT);
			return;
		}
		if (n < 0) {
			sink_fail(s);
			return;
		}
		s->written += n;
		grant(s, n);
	}
	buffer_free(&s->pending);
	s->written = 0;
	watch_set(&s->watch, 0);
	if (s->ended)
		sink_finish(s);
}

static void on_sink(struct watch *watch, uint32_t events)
{
	(void)events;
	sink_write((struct sink *)watch);
}

void sink_open(struct object *o, int fd, bool socket)
{
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
	o->in = (struct sink){.watch = {.fd = fd, .ready = on_sink}, .object = o, .socket = socket};
}

static void sink_data(struct sink *s, const uint8_t *bytes, size_t size)
{
	if (s->watch.fd < 0 || s->ended)
		return;
	if (s->pending.size == 0) {
		ssize_t n = write(s->watch.fd, bytes, size);
		if (n > 0) {
			bytes += n;
			size -= n;
			grant(s, n);
			if (s->watch.fd < 0)
				return;
		} else if (n < 0 && errno != EAGAIN && errno != EINTR) {
			sink_fail(s);
			return;
		}
	}
	if (size == 0)
		return;
	if (s->pending.size - s->written + size > 4 * WINDOW_IN) {
		sink_fail(s); /* A writer without credit. */
		return;
	}
	memcpy(buffer_extend(&s->pending, size), bytes, size);
	watch_set(&s->watch, EPOLLOUT);
}

static void sink_end(struct sink *s)
{
	if (s->watch.fd < 0 || s->ended)
		return;
	s->ended = true;
	if (s->pending.size == 0)
		sink_finish(s);
}

/* ---- source ---- */

void source_close(struct source *s)
{
	watch_close(&s->watch);
}

bool source_is_open(const struct object *o, uint8_t channel)
{
	return o->out[channel - 1].watch.fd >= 0;
}

/* False when it ended. */
static bool source_read(struct source *s)
{
	struct object *o = s->object;
	while (s->credit > 0) {
		size_t room;
		uint8_t *at = send_reserve(&room);
		if (room > s->credit)
			room = s->credit;
		ssize_t n = read(s->watch.fd, at, room);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			break;
		if (n <= 0) { /* EIO: the last slave of the terminal was closed. */
			source_close(s);
			send_frame(n < 0 && errno != EIO ? STREAM_RESET : STREAM_END, s->channel, o->id, NULL, 0);
			return false;
		}
		send_commit(s->channel, o->id, n);
		s->credit -= n;
		/* A pipe that gave less than asked is empty now: what follows wakes the loop. */
		if ((size_t)n < room)
			break;
	}
	watch_set(&s->watch, s->credit > 0 ? EPOLLIN : 0);
	return true;
}

static void on_source(struct watch *watch, uint32_t events)
{
	struct source *s = (struct source *)watch;
	(void)events;
	if (!source_read(s))
		changed(s->object);
}

void source_drain(struct source *s)
{
	while (s->watch.fd >= 0 && s->credit > 0) {
		uint32_t before = s->credit;
		if (!source_read(s) || s->credit == before)
			break;
	}
}

void source_open(struct object *o, uint8_t channel, int fd)
{
	struct source *s = &o->out[channel - 1];
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
	*s = (struct source){.watch = {.fd = fd, .ready = on_source}, .object = o, .channel = channel, .credit = WINDOW_OUT};
	watch_set(&s->watch, EPOLLIN);
}

/* ---- frames ---- */

void object_stream(struct object *o, const struct frame *f)
{
	if (f->channel == 0) {
		struct sink *s = &o->in;
		if (f->type == STREAM_DATA)
			sink_data(s, f->payload, f->size);
		else if (f->type == STREAM_END)
			sink_end(s);
		else if (f->type == STREAM_RESET && s->watch.fd >= 0) {
			sink_close(s);
			changed(o);
		}
		return;
	}
	if (f->channel > 2)
		return;
	struct source *s = &o->out[f->channel - 1];
	if (s->watch.fd < 0)
		return;
	if (f->type == STREAM_RESET) {
		source_close(s);
		changed(o);
	} else if (f->type == STREAM_CREDIT && f->size == 4) {
		uint32_t more;
		memcpy(&more, f->payload, 4);
		s->credit = more > UINT32_MAX - s->credit ? UINT32_MAX : s->credit + more;
		watch_set(&s->watch, s->credit > 0 ? EPOLLIN : 0);
	}
}
