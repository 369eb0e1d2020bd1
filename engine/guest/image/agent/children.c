#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "agent.h"

static struct child *children;
static struct watch signals;

void child_add(struct child *c)
{
	c->next = children;
	children = c;
}

void child_remove(struct child *c)
{
	for (struct child **p = &children; *p; p = &(*p)->next)
		if (*p == c) {
			*p = c->next;
			return;
		}
}

void children_reap(void)
{
	int status;
	pid_t pid;
	/* As PID 1 the agent also gets orphans: reaped, and nobody asks for them. */
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		for (struct child *c = children; c; c = c->next)
			if (c->pid == pid) {
				child_remove(c);
				c->exited(c, status);
				break;
			}
}

static void on_signal(struct watch *watch, uint32_t events)
{
	struct signalfd_siginfo info;
	(void)events;
	while (read(watch->fd, &info, sizeof info) > 0)
		;
	children_reap();
}

void children_init(void)
{
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	signals = (struct watch){.fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK), .ready = on_signal};
	watch_set(&signals, EPOLLIN);
}

void signals_reset(void)
{
	sigset_t none;
	sigemptyset(&none);
	signal(SIGPIPE, SIG_DFL);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

void verdict_exit(int fd, int error, const char *step, const char *path)
{
	struct verdict v = {.error = error};
	strncpy(v.step, step, sizeof v.step - 1);
	strncpy(v.path, path ? path : "", sizeof v.path - 1);
	(void)!write(fd, &v, sizeof v);
	_exit(error ? 1 : 0);
}

int pidfd_of(pid_t pid)
{
	return syscall(SYS_pidfd_open, pid, 0);
}
