/* Spawned programs, as the agent sees them: made by one clone3, followed until their exit and the end of their output. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "agent.h"
#include "container.h"

struct process {
	struct object object;
	struct child child;
	struct watch status; /* open until the program was executed */
	uint32_t waiting;    /* the request to answer when it was: REQ_SPAWN or REQ_RELEASE; 0: none */
	bool held, starting, exited;
	int exit_status;
	int terminal; /* the master, for sizes and groups; -1 without */
	bool failed;
	struct report failure;
};

static struct process *process_of(struct object *o);

static void process_close(struct process *p)
{
	watch_close(&p->status);
	if (p->terminal >= 0)
		close(p->terminal);
	child_remove(&p->child);
	object_free(&p->object);
}

static void process_changed(struct object *o)
{
	struct process *p = process_of(o);
	if (!p->exited || p->status.fd >= 0)
		return;
	if (!source_is_open(o, 1) && !source_is_open(o, 2))
		process_close(p);
}

static struct process *process_of(struct object *o)
{
	return o && o->changed == process_changed ? (struct process *)o : NULL;
}

static void tell_exit(struct process *p)
{
	struct buffer items = {0};
	/* What it wrote comes before the news of its end. */
	source_drain(&p->object.out[0]);
	source_drain(&p->object.out[1]);
	if (WIFSIGNALED(p->exit_status))
		put_u32(&items, TAG_SIGNAL, WTERMSIG(p->exit_status));
	else
		put_u32(&items, TAG_CODE, WEXITSTATUS(p->exit_status));
	send_frame(EVENT_EXITED, 0, p->object.id, items.bytes, items.size);
	buffer_free(&items);
	process_changed(&p->object);
}

/* The start is over one way or another. */
static void started(struct process *p)
{
	uint32_t id = p->waiting;
	bool lift = p->starting;
	p->waiting = 0;
	p->starting = false;
	if (id && p->failed)
		reply_error(id, p->failure.error, p->failure.step, p->failure.path);
	else if (id == p->object.id) {
		struct buffer items = {0};
		put_u32(&items, TAG_PID, p->child.pid);
		reply_with(id, &items);
	} else if (id)
		reply(id);
	if (p->failed && id == p->object.id)
		process_close(p);
	if (lift)
		barrier_lift();
}

static int receive_report(struct process *p, struct report *r, int *fd)
{
	struct iovec part = {r, sizeof *r};
	char control[CMSG_SPACE(sizeof(int))];
	struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
	int n = recvmsg(p->status.fd, &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
	struct cmsghdr *c = n > 0 ? CMSG_FIRSTHDR(&message) : NULL;
	*fd = -1;
	if (c && c->cmsg_type == SCM_RIGHTS)
		memcpy(fd, CMSG_DATA(c), sizeof *fd);
	return n;
}

static void on_status(struct watch *watch, uint32_t events)
{
	struct process *p = (struct process *)((char *)watch - offsetof(struct process, status));
	struct report r;
	int fd, n = receive_report(p, &r, &fd);
	(void)events;
	if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
		if (p->exited)
			watch_close(&p->status);
		return;
	}
	if (n == sizeof r && r.kind == REPORT_TERMINAL && fd >= 0) {
		p->terminal = fd;
		source_open(&p->object, 1, fcntl(fd, F_DUPFD_CLOEXEC, 0));
		sink_open(&p->object, fcntl(fd, F_DUPFD_CLOEXEC, 0), false);
		return;
	}
	if (n == sizeof r && r.kind == REPORT_READY) {
		p->held = true;
		started(p);
		return;
	}
	watch_close(&p->status);
	if (n == sizeof r && r.kind == REPORT_ERROR) {
		p->failed = true;
		p->failure = r;
		/* Told when it is reaped: then nothing of it is left, no mount and no process in its cgroup. */
		if (!p->exited)
			return;
	}
	started(p);
}

static void on_exited(struct child *child, int status)
{
	struct process *p = (struct process *)((char *)child - offsetof(struct process, child));
	uint32_t id = p->object.id;
	p->exited = true;
	p->exit_status = status;
	/* Its last report may still lie there. */
	while (p->status.fd >= 0)
		on_status(&p->status, 0);
	if (p->failed && p->starting)
		started(p);
	if (object_find(id) == &p->object) /* otherwise it never started */
		tell_exit(p);
}

static int clone_child(uint64_t flags, int cgroup)
{
	struct clone_args args = {
		.flags = flags | (cgroup >= 0 ? CLONE_INTO_CGROUP : 0),
		.exit_signal = SIGCHLD,
		.cgroup = cgroup >= 0 ? cgroup : 0,
	};
	return syscall(SYS_clone3, &args, sizeof args);
}

/* With the PID namespace of `target` for the child: then the child needs no second fork, and its pid is told in ours. */
static int clone_into(uint64_t flags, int cgroup, int target)
{
	static int own = -1;
	if (target < 0)
		return clone_child(flags, cgroup);
	if (own < 0 && (own = open("/proc/self/ns/pid", O_RDONLY | O_CLOEXEC)) < 0)
		return -1;
	if (setns(target, CLONE_NEWPID) < 0)
		return -1;
	pid_t pid = clone_child(flags, cgroup);
	if (pid == 0)
		return 0;
	int error = errno;
	setns(own, CLONE_NEWPID);
	errno = error;
	return pid;
}

/* pidfds of the processes whose namespaces are joined; `*pid_namespace` is that of the one for CLONE_NEWPID. */
static bool open_joins(struct items spec, int joins[JOINS_MAX], int *pid_namespace)
{
	struct item item;
	*pid_namespace = -1;
	for (int i = 0; i < JOINS_MAX; i++) {
		if (!items_find(&spec, TAG_JOIN, &item))
			break;
		struct items join = items_in(&item);
		if ((joins[i] = pidfd_of(get_u32(join, TAG_PID, 0))) < 0)
			return false;
		if (get_u32(join, TAG_NEW_NAMESPACES, 0) & CLONE_NEWPID)
			*pid_namespace = joins[i];
	}
	return true;
}

static bool make_files(int files[3][2], uint32_t flags)
{
	for (int i = 0; i < 3; i++)
		files[i][0] = files[i][1] = -1;
	if (flags & SPAWN_TERMINAL)
		return true;
	if (flags & SPAWN_STDIN) {
		if (pipe2(files[0], O_CLOEXEC) < 0)
			return false;
	} else if ((files[0][0] = open("/dev/null", O_RDONLY | O_CLOEXEC)) < 0)
		return false;
	return pipe2(files[1], O_CLOEXEC) == 0 && pipe2(files[2], O_CLOEXEC) == 0;
}

/* Descriptors that only live while a child is made. */
struct making {
	int files[3][2], status[2], joins[JOINS_MAX], cgroup;
};

static void making_close(struct making *m)
{
	for (int *fd = (int *)m; fd < (int *)(m + 1); fd++)
		if (*fd >= 0)
			close(*fd);
}

/* NULL, or the step that failed, with errno. */
static const char *make_child(struct items spec, struct making *m, pid_t *pid)
{
	uint32_t flags = get_u32(spec, TAG_FLAGS, 0), namespaces = get_u32(spec, TAG_NEW_NAMESPACES, 0);
	const char *cgroup = get_string(spec, TAG_CGROUP);
	int pid_namespace;
	memset(m, -1, sizeof *m);
	if (cgroup && (m->cgroup = open(cgroup, O_PATH | O_DIRECTORY | O_CLOEXEC)) < 0)
		return "cgroup";
	if (!open_joins(spec, m->joins, &pid_namespace))
		return "namespaces";
	if (!make_files(m->files, flags) || socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, m->status) < 0)
		return "spawn";
	*pid = clone_into(namespaces & ~CLONE_NEWCGROUP, m->cgroup, pid_namespace);
	if (*pid == 0) {
		struct start start = {
			.spec = spec,
			.flags = flags,
			.namespaces = namespaces,
			.status = m->status[1],
			.files = {m->files[0][0], m->files[1][1], m->files[2][1]},
		};
		memcpy(start.joins, m->joins, sizeof start.joins);
		container_start(&start);
	}
	return *pid < 0 ? "clone" : NULL;
}

/* The descriptor is the caller's now. */
static int take(int *fd)
{
	int taken = *fd;
	*fd = -1;
	return taken;
}

void request_spawn(const struct frame *f)
{
	struct items spec = items_of(f);
	uint32_t flags = get_u32(spec, TAG_FLAGS, 0);
	const uint32_t known = CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWCGROUP | CLONE_NEWNET;
	struct making m;
	pid_t pid;

	if (f->id == 0 || object_find(f->id) || get_u32(spec, TAG_NEW_NAMESPACES, 0) & ~known) {
		reply_error(f->id, EINVAL, "spawn", "");
		return;
	}
	const char *failed = make_child(spec, &m, &pid);
	if (failed) {
		int error = errno;
		making_close(&m);
		reply_error(f->id, error, failed, get_string(spec, TAG_CGROUP));
		return;
	}
	struct process *p = object_new(sizeof *p, f->id);
	p->object.changed = process_changed;
	p->child = (struct child){.pid = pid, .exited = on_exited};
	child_add(&p->child);
	p->terminal = -1;
	p->waiting = f->id;
	p->starting = true;
	p->status = (struct watch){.fd = take(&m.status[0]), .ready = on_status};
	watch_set(&p->status, EPOLLIN);
	if (!(flags & SPAWN_TERMINAL)) {
		if (m.files[0][1] >= 0)
			sink_open(&p->object, take(&m.files[0][1]), false);
		source_open(&p->object, 1, take(&m.files[1][0]));
		source_open(&p->object, 2, take(&m.files[2][0]));
	}
	making_close(&m);
	barrier_hold(f->id);
}

static struct process *target_of(const struct frame *f, const char *step)
{
	struct process *p = process_of(object_find(get_u32(items_of(f), TAG_OBJECT, 0)));
	if (!p || p->exited) {
		reply_error(f->id, ESRCH, step, "");
		return NULL;
	}
	return p;
}

void request_release(const struct frame *f)
{
	struct process *p = target_of(f, "release");
	if (!p)
		return;
	if (!p->held) {
		reply(f->id);
		return;
	}
	p->held = false;
	p->waiting = f->id;
	p->starting = true;
	barrier_hold(0);
	(void)!send(p->status.fd, "", 1, MSG_NOSIGNAL);
}

void request_signal(const struct frame *f)
{
	struct process *p = target_of(f, "signal");
	if (!p)
		return;
	int number = get_u32(items_of(f), TAG_SIGNAL, 0);
	pid_t target = p->child.pid, group;
	if (get_u32(items_of(f), TAG_FLAGS, 0) & SIGNAL_GROUP)
		target = p->terminal >= 0 && ioctl(p->terminal, TIOCGPGRP, &group) == 0 && group > 0 ? -group : -target;
	if (kill(target, number) < 0)
		reply_error(f->id, errno, "signal", "");
	else
		reply(f->id);
}

void request_resize(const struct frame *f)
{
	struct process *p = target_of(f, "resize");
	if (!p)
		return;
	struct winsize size = {.ws_row = get_u32(items_of(f), TAG_ROWS, 24), .ws_col = get_u32(items_of(f), TAG_COLS, 80)};
	if (p->terminal < 0)
		reply_error(f->id, ENOTTY, "resize", "");
	else if (ioctl(p->terminal, TIOCSWINSZ, &size) < 0)
		reply_error(f->id, errno, "resize", "");
	else
		reply(f->id);
}
