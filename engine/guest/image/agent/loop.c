#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "agent.h"

static int epoll = -1;
static void **dead;
static size_t dead_count, dead_capacity;

void loop_init(void)
{
	epoll = epoll_create1(EPOLL_CLOEXEC);
}

void watch_set(struct watch *watch, uint32_t events)
{
	if (events == watch->events)
		return;
	int op = events == 0 ? EPOLL_CTL_DEL : watch->events == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;
	struct epoll_event event = {.events = events, .data.ptr = watch};
	/* EPERM: a descriptor that is always ready, a plain file. None of those is watched. */
	epoll_ctl(epoll, op, watch->fd, &event);
	watch->events = events;
}

void watch_close(struct watch *watch)
{
	if (watch->fd < 0)
		return;
	/* Explicitly: a child may hold a copy, and with it the epoll entry, until it has executed its program. */
	watch_set(watch, 0);
	close(watch->fd);
	watch->fd = -1;
}

void free_later(void *memory)
{
	if (dead_count == dead_capacity) {
		dead_capacity = dead_capacity ? dead_capacity * 2 : 16;
		dead = must_realloc(dead, dead_capacity * sizeof *dead);
	}
	dead[dead_count++] = memory;
}

void loop_run(void (*turn)(void))
{
	struct epoll_event events[32];
	for (;;) {
		turn();
		while (dead_count > 0)
			free(dead[--dead_count]);
		int n = epoll_wait(epoll, events, 32, -1);
		for (int i = 0; i < n; i++) {
			struct watch *watch = events[i].data.ptr;
			/* Closed or switched off by an event before it in this round. */
			if (watch->fd >= 0 && watch->events != 0)
				watch->ready(watch, events[i].events);
		}
	}
}
