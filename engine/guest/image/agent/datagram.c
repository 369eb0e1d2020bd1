/* A UDP socket of the guest, or of a named network namespace: each datagram goes to the engine, and the engine's answers to where it says. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "agent.h"
#include "socket.h"

struct receiver {
	struct object object;
	struct watch watch;
};

static void receiver_close(struct object *o)
{
	watch_close(&((struct receiver *)o)->watch);
	object_free(o);
}

static void put_address(struct buffer *items, const union address *address)
{
	char host[INET6_ADDRSTRLEN] = "";
	bool six = address->any.sa_family == AF_INET6;
	inet_ntop(address->any.sa_family, six ? (const void *)&address->in6.sin6_addr : &address->in.sin_addr, host, sizeof host);
	put_string(items, TAG_HOST, host);
	put_u32(items, TAG_PORT, ntohs(six ? address->in6.sin6_port : address->in.sin_port));
}

static void on_datagram(struct watch *watch, uint32_t events)
{
	static uint8_t bytes[65536];
	struct receiver *r = (struct receiver *)((char *)watch - offsetof(struct receiver, watch));
	union address from = {0};
	socklen_t size = sizeof from;
	struct buffer items = {0};
	(void)events;
	ssize_t n = recvfrom(watch->fd, bytes, sizeof bytes, 0, &from.any, &size);
	if (n < 0)
		return;
	put_address(&items, &from);
	put_bytes(&items, TAG_BYTES, bytes, n);
	send_frame(STREAM_DATAGRAM, 0, r->object.id, items.bytes, items.size);
	buffer_free(&items);
}

static void receiver_control(struct object *o, const struct frame *f)
{
	struct receiver *r = (struct receiver *)o;
	union address to;
	socklen_t size;
	struct item bytes;
	if (f->type != STREAM_DATAGRAM || !items_valid(f->payload, f->size))
		return;
	struct items items = items_of(f);
	const char *host = get_string(items, TAG_HOST);
	if (host && address_parse(host, get_u32(items, TAG_PORT, 0), &to, &size) && items_find(&items, TAG_BYTES, &bytes))
		sendto(r->watch.fd, bytes.data, bytes.size, MSG_NOSIGNAL | MSG_DONTWAIT, &to.any, size);
}

void request_receive(const struct frame *f)
{
	struct items items = items_of(f);
	const char *host = get_string(items, TAG_HOST);
	union address address;
	socklen_t size;
	int one = 1;
	if (object_find(f->id) || !host || !address_parse(host, get_u32(items, TAG_PORT, 0), &address, &size)) {
		reply_error(f->id, EINVAL, "receive", host);
		return;
	}
	if (netns_enter(get_string(items, TAG_NAMESPACE)) < 0) {
		reply_error(f->id, errno, "receive", host);
		return;
	}
	int fd = socket_listen(&address, size, SOCK_DGRAM);
	netns_leave();
	if (fd < 0) {
		reply_error(f->id, errno, "receive", host);
		return;
	}
	/* A server of the namespace's own may have the port on all other addresses. */
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	struct receiver *r = object_new(sizeof *r, f->id);
	r->object.close = receiver_close;
	r->object.control = receiver_control;
	r->watch = (struct watch){.fd = fd, .ready = on_datagram};
	watch_set(&r->watch, EPOLLIN);
	reply(f->id);
}
