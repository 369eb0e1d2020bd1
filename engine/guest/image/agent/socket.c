/* Listening and dialling for the engine: sockets of the guest, or of a named network namespace, as streams. */
#define _GNU_SOURCE
#include "socket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "agent.h"

bool address_parse(const char *host, uint32_t port, union address *address, socklen_t *size)
{
	memset(address, 0, sizeof *address);
	if (port > 65535) {
		errno = EINVAL;
		return false;
	}
	if (inet_pton(AF_INET, *host ? host : "0.0.0.0", &address->in.sin_addr) == 1) {
		address->in.sin_family = AF_INET;
		address->in.sin_port = htons(port);
		*size = sizeof address->in;
		return true;
	}
	if (inet_pton(AF_INET6, host, &address->in6.sin6_addr) == 1) {
		address->in6.sin6_family = AF_INET6;
		address->in6.sin6_port = htons(port);
		*size = sizeof address->in6;
		return true;
	}
	errno = EINVAL;
	return false;
}

int socket_listen(const union address *address, socklen_t size, int type)
{
	int one = 1, fd = socket(address->any.sa_family, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -1;
	if (type == SOCK_STREAM)
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	if (address->any.sa_family == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof one);
	if (bind(fd, &address->any, size) < 0 || (type == SOCK_STREAM && listen(fd, 128) < 0)) {
		int error = errno;
		close(fd);
		errno = error;
		return -1;
	}
	return fd;
}

int socket_connect(const union address *address, socklen_t size, int type)
{
	int one = 1, fd = socket(address->any.sa_family, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -1;
	if (type == SOCK_STREAM && address->any.sa_family != AF_UNIX)
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	if (connect(fd, &address->any, size) < 0 && errno != EINPROGRESS) {
		int error = errno;
		close(fd);
		errno = error;
		return -1;
	}
	return fd;
}

int socket_error(int fd)
{
	int error = 0;
	socklen_t size = sizeof error;
	getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
	return error;
}

/* The address of a request: unix, or host and port. */
static bool address_of(struct items items, union address *address, socklen_t *size)
{
	const char *path = get_string(items, TAG_UNIX), *host = get_string(items, TAG_HOST);
	if (!path)
		return address_parse(host ? host : "", get_u32(items, TAG_PORT, 0), address, size);
	memset(address, 0, sizeof *address);
	address->un.sun_family = AF_UNIX;
	*size = sizeof address->un;
	if (strlen(path) < sizeof address->un.sun_path) {
		strcpy(address->un.sun_path, path);
		return true;
	}
	errno = ENAMETOOLONG;
	return false;
}

static const char *name_of(struct items items)
{
	static char name[300];
	const char *path = get_string(items, TAG_UNIX), *host = get_string(items, TAG_HOST);
	if (path)
		return path;
	snprintf(name, sizeof name, "%s:%u", host ? host : "", get_u32(items, TAG_PORT, 0));
	return name;
}

/* ---- connections ---- */

struct connection {
	struct object object;
	struct watch dialling;
	uint32_t request;
};

static void connection_close(struct object *o)
{
	watch_close(&((struct connection *)o)->dialling);
	object_free(o);
}

static void connection_changed(struct object *o)
{
	if (sink_is_open(o) || source_is_open(o, 1))
		return;
	send_frame(EVENT_CLOSED, 0, o->id, NULL, 0);
	object_free(o);
}

static struct connection *connection_new(uint32_t id)
{
	struct connection *c = object_new(sizeof *c, id);
	c->dialling.fd = -1;
	c->object.close = connection_close;
	c->object.changed = connection_changed;
	return c;
}

static void connection_open(struct connection *c, int fd)
{
	sink_open(&c->object, fcntl(fd, F_DUPFD_CLOEXEC, 0), true);
	source_open(&c->object, 1, fd);
}

static void on_dialled(struct watch *watch, uint32_t events)
{
	struct connection *c = (struct connection *)((char *)watch - offsetof(struct connection, dialling));
	int fd = watch->fd, error = socket_error(fd);
	(void)events;
	if (error) {
		reply_error(c->request, error, "connect", "");
		connection_close(&c->object);
		return;
	}
	watch_set(watch, 0);
	watch->fd = -1;
	connection_open(c, fd);
	reply(c->request);
}

void request_dial(const struct frame *f)
{
	struct items items = items_of(f);
	union address address;
	socklen_t size;
	if (object_find(f->id) || !address_of(items, &address, &size) || netns_enter(get_string(items, TAG_NAMESPACE)) < 0) {
		reply_error(f->id, object_find(f->id) ? EINVAL : errno, "connect", name_of(items));
		return;
	}
	int fd = socket_connect(&address, size, SOCK_STREAM);
	netns_leave();
	if (fd < 0) {
		reply_error(f->id, errno, "connect", name_of(items));
		return;
	}
	struct connection *c = connection_new(f->id);
	c->request = f->id;
	c->dialling = (struct watch){.fd = fd, .ready = on_dialled};
	watch_set(&c->dialling, EPOLLOUT);
}

/* ---- listeners ---- */

struct listener {
	struct object object;
	struct watch watch;
	char path[108];
};

static void listener_close(struct object *o)
{
	struct listener *l = (struct listener *)o;
	watch_close(&l->watch);
	if (l->path[0])
		unlink(l->path);
	object_free(o);
}

static void on_accept(struct watch *watch, uint32_t events)
{
	struct listener *l = (struct listener *)((char *)watch - offsetof(struct listener, watch));
	struct buffer items = {0};
	int fd = accept4(watch->fd, NULL, NULL, SOCK_CLOEXEC);
	(void)events;
	if (fd < 0)
		return;
	struct connection *c = connection_new(object_fresh_id());
	put_u32(&items, TAG_OBJECT, c->object.id);
	send_frame(EVENT_ACCEPTED, 0, l->object.id, items.bytes, items.size);
	buffer_free(&items);
	connection_open(c, fd);
}

void request_listen(const struct frame *f)
{
	struct items items = items_of(f);
	const char *path = get_string(items, TAG_UNIX);
	union address address;
	socklen_t size;
	if (object_find(f->id) || !address_of(items, &address, &size) || netns_enter(get_string(items, TAG_NAMESPACE)) < 0) {
		reply_error(f->id, object_find(f->id) ? EINVAL : errno, "listen", name_of(items));
		return;
	}
	if (path)
		unlink(path);
	int fd = socket_listen(&address, size, SOCK_STREAM);
	netns_leave();
	if (fd < 0) {
		reply_error(f->id, errno, "listen", name_of(items));
		return;
	}
	if (path && has_item(items, TAG_MODE))
		chmod(path, get_u32(items, TAG_MODE, 0600));
	struct listener *l = object_new(sizeof *l, f->id);
	l->object.close = listener_close;
	if (path)
		strcpy(l->path, path);
	l->watch = (struct watch){.fd = fd, .ready = on_accept};
	watch_set(&l->watch, EPOLLIN);
	reply(f->id);
}
