/*
 * Published ports, as docker-proxy does it: the agent listens on the guest and copies each TCP connection, or the datagrams of
 * each UDP sender, to an address behind a bridge. All in the agent's own loop.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "agent.h"
#include "socket.h"

#define PIPE_SIZE 65536
/* UDP knows no end: a sender is forgotten when this many newer ones came, or when it was silent for so long (docker-proxy's time). */
#define PEERS_MAX 64
#define PEER_SECONDS 90

struct forward {
	struct object object;
	struct watch listener;
	union address to;
	socklen_t to_size;
	time_t since;
	struct pair *pairs;
	struct peer *peers;
};

/* ---- TCP ---- */

struct pair;

struct end {
	struct watch watch;
	struct pair *pair;
	/* Read from here, not yet written to the other end. */
	uint8_t *bytes;
	size_t start, size;
	bool read_ended, write_ended;
};

struct pair {
	struct pair *next;
	struct forward *forward;
	struct end ends[2]; /* the client's, the container's */
	bool connected;
	/* Refused: the container's end is a timer until it is tried again. */
	bool waiting;
};

/*
 * A server takes longer to start here than on a PC, and `docker run -d -p 8080:80 httpd && curl localhost:8080` should find it: while a
 * forward is young, a connection that is refused is tried again before the client is told.
 */
#define RETRY_MILLISECONDS 100
#define YOUNG_SECONDS 20

static time_t now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec;
}

static void pair_close(struct pair *p)
{
	for (struct pair **at = &p->forward->pairs; *at; at = &(*at)->next)
		if (*at == p) {
			*at = p->next;
			break;
		}
	for (int i = 0; i < 2; i++) {
		watch_close(&p->ends[i].watch);
		free(p->ends[i].bytes);
	}
	free_later(p);
}

/* From one end to the other, until neither can go on. False when the pair is broken. */
static bool pump(struct end *from, struct end *to)
{
	static uint8_t bytes[PIPE_SIZE];
	for (;;) {
		const uint8_t *at = from->bytes ? from->bytes + from->start : bytes;
		if (!from->bytes) {
			if (from->read_ended)
				return true;
			ssize_t n = recv(from->watch.fd, bytes, sizeof bytes, 0);
			if (n < 0)
				return errno == EAGAIN || errno == EINTR;
			if (n == 0) {
				from->read_ended = to->write_ended = true;
				shutdown(to->watch.fd, SHUT_WR);
				return true;
			}
			from->size = n;
		}
		while (from->size > 0) {
			ssize_t n = send(to->watch.fd, at, from->size, MSG_NOSIGNAL);
			if (n < 0 && errno == EINTR)
				continue;
			if (n < 0 && errno == EAGAIN) {
				if (!from->bytes) {
					from->bytes = memcpy(must_alloc(from->size), at, from->size);
					from->start = 0;
				}
				return true;
			}
			if (n < 0)
				return false;
			at += n;
			from->size -= n;
			from->start += n;
		}
		free(from->bytes);
		from->bytes = NULL;
	}
}

static void pair_watch(struct pair *p)
{
	for (int i = 0; i < 2; i++) {
		struct end *self = &p->ends[i], *other = &p->ends[1 - i];
		uint32_t in = !self->bytes && !self->read_ended ? EPOLLIN : 0;
		watch_set(&self->watch, in | (other->bytes ? EPOLLOUT : 0));
	}
}

static void on_end(struct watch *watch, uint32_t events);

/* Puts another descriptor in the place of the container's end. False when there is none. */
static bool replace_server(struct pair *p, int fd, uint32_t events)
{
	struct watch *watch = &p->ends[1].watch;
	watch_close(watch);
	if (fd < 0)
		return false;
	*watch = (struct watch){.fd = fd, .ready = on_end};
	watch_set(watch, events);
	return true;
}

static bool wait_to_retry(struct pair *p)
{
	struct itimerspec soon = {.it_value.tv_nsec = RETRY_MILLISECONDS * 1000000L};
	int timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	if (timer >= 0)
		timerfd_settime(timer, 0, &soon, NULL);
	p->waiting = true;
	return replace_server(p, timer, EPOLLIN);
}

static bool retry(struct pair *p)
{
	p->waiting = false;
	return replace_server(p, socket_connect(&p->forward->to, p->forward->to_size, SOCK_STREAM), EPOLLOUT);
}

static void on_end(struct watch *watch, uint32_t events)
{
	struct end *self = (struct end *)watch;
	struct pair *p = self->pair;
	if (!p->connected) {
		if (self != &p->ends[1])
			return;
		if (p->waiting) {
			if (!retry(p))
				pair_close(p);
			return;
		}
		int error = socket_error(watch->fd);
		if (error == ECONNREFUSED && now() - p->forward->since < YOUNG_SECONDS && wait_to_retry(p))
			return;
		if (error) {
			pair_close(p);
			return;
		}
		p->connected = true;
	} else if (events & EPOLLERR) {
		pair_close(p);
		return;
	}
	if (!pump(&p->ends[0], &p->ends[1]) || !pump(&p->ends[1], &p->ends[0])) {
		pair_close(p);
		return;
	}
	if (p->ends[0].read_ended && p->ends[1].read_ended && !p->ends[0].bytes && !p->ends[1].bytes)
		pair_close(p);
	else
		pair_watch(p);
}

static void on_accept(struct watch *watch, uint32_t events)
{
	struct forward *f = (struct forward *)((char *)watch - offsetof(struct forward, listener));
	int client = accept4(watch->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	(void)events;
	if (client < 0)
		return;
	int server = socket_connect(&f->to, f->to_size, SOCK_STREAM);
	if (server < 0) {
		close(client);
		return;
	}
	struct pair *p = must_alloc(sizeof *p);
	*p = (struct pair){.forward = f, .next = f->pairs};
	f->pairs = p;
	p->ends[0] = (struct end){.watch = {.fd = client, .ready = on_end}, .pair = p};
	p->ends[1] = (struct end){.watch = {.fd = server, .ready = on_end}, .pair = p};
	watch_set(&p->ends[1].watch, EPOLLOUT);
}

/* ---- UDP ---- */

struct peer {
	struct peer *next;
	struct watch watch; /* connected to the container */
	struct forward *forward;
	union address from;
	socklen_t from_size;
	time_t seen;
};

static uint8_t datagram[65536];

static void on_answer(struct watch *watch, uint32_t events)
{
	struct peer *p = (struct peer *)((char *)watch - offsetof(struct peer, watch));
	(void)events;
	ssize_t n = recv(watch->fd, datagram, sizeof datagram, 0);
	if (n >= 0) {
		p->seen = now();
		sendto(p->forward->listener.fd, datagram, n, MSG_NOSIGNAL, &p->from.any, p->from_size);
	}
}

static void peers_trim(struct forward *f)
{
	unsigned count = 0;
	time_t oldest = now() - PEER_SECONDS;
	for (struct peer **at = &f->peers; *at;) {
		struct peer *p = *at;
		if (++count < PEERS_MAX && p->seen >= oldest) {
			at = &p->next;
			continue;
		}
		*at = p->next;
		watch_close(&p->watch);
		free_later(p);
	}
}

static struct peer *peer_of(struct forward *f, const union address *from, socklen_t size)
{
	for (struct peer *p = f->peers; p; p = p->next)
		if (p->from_size == size && !memcmp(&p->from, from, size))
			return p;
	peers_trim(f);
	int fd = socket_connect(&f->to, f->to_size, SOCK_DGRAM);
	if (fd < 0)
		return NULL;
	struct peer *p = must_alloc(sizeof *p);
	*p = (struct peer){.next = f->peers, .forward = f, .from = *from, .from_size = size, .watch = {.fd = fd, .ready = on_answer}};
	f->peers = p;
	watch_set(&p->watch, EPOLLIN);
	return p;
}

static void on_datagram(struct watch *watch, uint32_t events)
{
	struct forward *f = (struct forward *)((char *)watch - offsetof(struct forward, listener));
	union address from = {0};
	socklen_t size = sizeof from;
	(void)events;
	ssize_t n = recvfrom(watch->fd, datagram, sizeof datagram, 0, &from.any, &size);
	struct peer *p = n >= 0 ? peer_of(f, &from, size) : NULL;
	if (p) {
		p->seen = now();
		send(p->watch.fd, datagram, n, MSG_NOSIGNAL);
	}
}

/* ---- request ---- */

static void forward_close(struct object *o)
{
	struct forward *f = (struct forward *)o;
	watch_close(&f->listener);
	while (f->pairs)
		pair_close(f->pairs);
	while (f->peers) {
		struct peer *p = f->peers;
		f->peers = p->next;
		watch_close(&p->watch);
		free_later(p);
	}
	object_free(o);
}

void request_forward(const struct frame *request)
{
	struct items items = items_of(request);
	const char *protocol = get_string(items, TAG_PROTOCOL), *host = get_string(items, TAG_HOST), *to = get_string(items, TAG_TO_HOST);
	bool udp = protocol && !strcmp(protocol, "udp");
	union address address, target;
	socklen_t size, target_size;
	struct buffer answer = {0};
	if (object_find(request->id) || !host || !to || !address_parse(host, get_u32(items, TAG_PORT, 0), &address, &size) ||
	    !address_parse(to, get_u32(items, TAG_TO_PORT, 0), &target, &target_size)) {
		reply_error(request->id, EINVAL, "forward", host);
		return;
	}
	int fd = socket_listen(&address, size, udp ? SOCK_DGRAM : SOCK_STREAM);
	if (fd < 0) {
		reply_error(request->id, errno, "forward", host);
		return;
	}
	struct forward *f = object_new(sizeof *f, request->id);
	f->since = now();
	f->object.close = forward_close;
	f->to = target;
	f->to_size = target_size;
	f->listener = (struct watch){.fd = fd, .ready = udp ? on_datagram : on_accept};
	watch_set(&f->listener, EPOLLIN);
	getsockname(fd, &address.any, &size);
	put_u32(&answer, TAG_PORT, ntohs(address.any.sa_family == AF_INET6 ? address.in6.sin6_port : address.in.sin_port));
	reply_with(request->id, &answer);
}
