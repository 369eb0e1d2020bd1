/* The agent's own parts: one epoll loop, one outgoing buffer, objects with streams. */
#ifndef AGENT_H
#define AGENT_H

#include <sys/types.h>

#include "frame.h"

/* ---- loop.c: file descriptors that are waited for ---- */

struct watch {
	int fd;
	uint32_t events; /* what is waited for now; 0: not in the epoll set */
	void (*ready)(struct watch *watch, uint32_t events);
};

void loop_init(void);
/* Runs for ever. `turn` is called after each round of events. */
void loop_run(void (*turn)(void));
void watch_set(struct watch *watch, uint32_t events);
/* Out of the epoll set and closed. */
void watch_close(struct watch *watch);
/* Frees memory at the end of the turn: events of it may still be at hand. */
void free_later(void *memory);

/* ---- channel.c: the engine ---- */

/* Reads frames from `rx` (in a thread of its own) and writes to `tx`. */
void channel_start(int rx, int tx, void (*deliver)(void *context, const struct frame *frame));
void send_frame(uint8_t type, uint8_t channel, uint32_t id, const void *payload, size_t size);
/* Where up to `*room` bytes of DATA can be read to; then `send_commit`. */
uint8_t *send_reserve(size_t *room);
void send_commit(uint8_t channel, uint32_t id, size_t size);
void send_flush(void);

void reply(uint32_t id);
/* Takes the buffer. */
void reply_with(uint32_t id, struct buffer *items);
void reply_error(uint32_t id, int error, const char *step, const char *path);

/* ---- stream.c: objects and their byte streams ---- */

struct object;

/* Descriptor to DATA frames. */
struct source {
	struct watch watch;
	struct object *object;
	uint8_t channel;
	uint32_t credit;
};

/* DATA frames to descriptor. */
struct sink {
	struct watch watch;
	struct object *object;
	struct buffer pending;
	size_t written;   /* of `pending` */
	uint32_t granted; /* written bytes not yet given back as credit */
	bool ended, socket;
};

struct object {
	struct object *next;
	uint32_t id;
	struct sink in;
	struct source out[2]; /* channels 1 and 2 */
	/* A stream ended or broke off; NULL: nothing to do. May free the object. */
	void (*changed)(struct object *object);
	/* Frames of the session kind, REQ_CLOSE as well; NULL: not for this object. */
	void (*control)(struct object *object, const struct frame *frame);
	void (*close)(struct object *object);
};

/* `size` bytes that begin with a struct object, zeroed and known by `id`. */
void *object_new(size_t size, uint32_t id);
uint32_t object_fresh_id(void);
struct object *object_find(uint32_t id);
/* Closes its streams too. */
void object_free(struct object *object);

void sink_open(struct object *object, int fd, bool socket);
void source_open(struct object *object, uint8_t channel, int fd);
bool sink_is_open(const struct object *object);
bool source_is_open(const struct object *object, uint8_t channel);
/* Closes without a word to the engine. */
void sink_close(struct sink *sink);
void source_close(struct source *source);
/* Sends on what is there now, as far as credit goes. */
void source_drain(struct source *source);
/* One of the four STREAM_ types. */
void object_stream(struct object *object, const struct frame *frame);

/* ---- requests.c: the order of things ---- */

void requests_deliver(void *context, const struct frame *frame);
/* While the barrier holds, further requests wait; so do the streams of the object that is being made (0: of none). */
void barrier_hold(uint32_t object);
void barrier_lift(void);

/* Each answers its request, now or later. */
typedef void request_handler(const struct frame *frame);
request_handler request_spawn, request_release, request_signal, request_resize;
request_handler request_mkdir, request_read_file, request_write_file, request_stat, request_readlink, request_symlink, request_rename,
	request_remove, request_readdir, request_statfs, request_mount, request_unmount;
request_handler request_pack, request_unpack;
request_handler request_listen, request_dial, request_forward, request_receive;
request_handler request_net_namespace, request_net_remove_namespace, request_net_bridge, request_net_remove_link, request_net_endpoint,
	request_net_loopback, request_net_gateway;
request_handler request_processes, request_set_clock, request_reseed;

/* ---- children.c: reaping, and work in forked children ---- */

struct child {
	struct child *next;
	pid_t pid;
	/* The child is gone: `status` as of waitpid. */
	void (*exited)(struct child *child, int status);
};

void children_init(void);
void child_add(struct child *child);
void child_remove(struct child *child);
void children_reap(void);

/* In a forked child: signals as a program expects them. */
void signals_reset(void);

/* What a forked helper says at its end: error 0 is success. */
struct verdict {
	int error;
	char step[24];
	char path[228];
};

/* In a forked helper: says it and exits. */
_Noreturn void verdict_exit(int fd, int error, const char *step, const char *path);

/* ---- others ---- */

int pidfd_of(pid_t pid);
/* Sockets and links in a named network namespace; NULL or "" is the guest's own. -1 with errno. */
int netns_enter(const char *name);
void netns_leave(void);
void sessions_listen(const char *path);

#endif
