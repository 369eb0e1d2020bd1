/* Requests are carried out in the order they come. One that takes its time holds the barrier. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "agent.h"

struct waiting {
	struct waiting *next;
	struct frame frame;
	uint8_t payload[];
};

static struct waiting *first, **last = &first;
static bool held, draining;
static uint32_t held_object;

static request_handler *const handlers[64] = {
	[REQ_SPAWN] = request_spawn,
	[REQ_RELEASE] = request_release,
	[REQ_SIGNAL] = request_signal,
	[REQ_RESIZE] = request_resize,
	[REQ_MKDIR] = request_mkdir,
	[REQ_READ_FILE] = request_read_file,
	[REQ_WRITE_FILE] = request_write_file,
	[REQ_STAT] = request_stat,
	[REQ_READLINK] = request_readlink,
	[REQ_SYMLINK] = request_symlink,
	[REQ_RENAME] = request_rename,
	[REQ_REMOVE] = request_remove,
	[REQ_READDIR] = request_readdir,
	[REQ_STATFS] = request_statfs,
	[REQ_MOUNT] = request_mount,
	[REQ_UNMOUNT] = request_unmount,
	[REQ_PACK] = request_pack,
	[REQ_UNPACK] = request_unpack,
	[REQ_LISTEN] = request_listen,
	[REQ_DIAL] = request_dial,
	[REQ_FORWARD] = request_forward,
	[REQ_RECEIVE] = request_receive,
	[REQ_NET_NAMESPACE] = request_net_namespace,
	[REQ_NET_REMOVE_NAMESPACE] = request_net_remove_namespace,
	[REQ_NET_BRIDGE] = request_net_bridge,
	[REQ_NET_REMOVE_LINK] = request_net_remove_link,
	[REQ_NET_ENDPOINT] = request_net_endpoint,
	[REQ_NET_LOOPBACK] = request_net_loopback,
	[REQ_NET_GATEWAY] = request_net_gateway,
	[REQ_PROCESSES] = request_processes,
	[REQ_SET_CLOCK] = request_set_clock,
	[REQ_RESEED] = request_reseed,
};

static bool is_stream(uint8_t type)
{
	return type >= STREAM_DATA && type <= STREAM_DATAGRAM;
}

static bool is_session(uint8_t type)
{
	return type >= SESSION_RAW && type <= SESSION_EXIT;
}

static void request(const struct frame *f)
{
	if (f->payload == NULL)
		reply_error(f->id, EMSGSIZE, "protocol", "");
	else if (!items_valid(f->payload, f->size))
		reply_error(f->id, EBADMSG, "protocol", "");
	else if (f->type == REQ_CLOSE) {
		struct object *o = object_find(get_u32(items_of(f), TAG_OBJECT, 0));
		if (o && o->close)
			o->close(o);
		reply(f->id);
	} else if (f->type >= 64 || handlers[f->type] == NULL)
		reply_error(f->id, ENOSYS, "protocol", "");
	else
		handlers[f->type](f);
}

static void carry_out(const struct frame *f)
{
	if (is_stream(f->type) || is_session(f->type)) {
		/* Frames for an object that is gone crossed with its end: nothing is wrong. */
		struct object *o = object_find(f->id);
		if (!o || f->payload == NULL)
			return;
		if (o->control)
			o->control(o, f);
		else if (is_stream(f->type))
			object_stream(o, f);
	} else
		request(f);
}

static bool must_wait(const struct frame *f)
{
	if (!held && first == NULL)
		return false;
	if (!is_stream(f->type) && !is_session(f->type))
		return true;
	if (f->id == held_object || object_find(f->id) == NULL)
		return true;
	for (const struct waiting *w = first; w; w = w->next)
		if (w->frame.id == f->id)
			return true; /* Its stream keeps its order. */
	return false;
}

void requests_deliver(void *context, const struct frame *f)
{
	(void)context;
	if (!must_wait(f)) {
		carry_out(f);
		return;
	}
	size_t size = f->payload ? f->size : 0;
	struct waiting *w = must_alloc(sizeof *w + size);
	w->next = NULL;
	w->frame = *f;
	if (f->payload)
		w->frame.payload = memcpy(w->payload, f->payload, size);
	*last = w;
	last = &w->next;
}

void barrier_hold(uint32_t object)
{
	held = true;
	held_object = object;
}

void barrier_lift(void)
{
	held = false;
	held_object = 0;
	if (draining)
		return;
	draining = true;
	while (!held && first) {
		struct waiting *w = first;
		first = w->next;
		if (first == NULL)
			last = &first;
		carry_out(&w->frame);
		free(w);
	}
	draining = false;
}
