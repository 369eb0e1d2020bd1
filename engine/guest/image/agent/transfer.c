#define _GNU_SOURCE
#include "transfer.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent.h"
#include "path.h"

struct transfer {
	struct object object;
	struct child child;
	struct verdict result;
	int verdict; /* read end */
	bool exited;
};

void work_failed(const struct work *work, int error, const char *step, const char *path)
{
	verdict_exit(work->verdict, error, step, path);
}

/* The reply means: the child is done and all it wrote was sent. */
static void transfer_changed(struct object *o)
{
	struct transfer *t = (struct transfer *)o;
	if (!t->exited || source_is_open(o, 1))
		return;
	if (t->result.error)
		reply_error(o->id, t->result.error, t->result.step, t->result.path);
	else
		reply(o->id);
	object_free(o);
}

static void on_exited(struct child *child, int status)
{
	struct transfer *t = (struct transfer *)((char *)child - offsetof(struct transfer, child));
	(void)status;
	t->exited = true;
	if (read(t->verdict, &t->result, sizeof t->result) != sizeof t->result)
		t->result = (struct verdict){.error = EPIPE, .step = "tar"};
	close(t->verdict);
	source_drain(&t->object.out[0]);
	transfer_changed(&t->object);
}

/* What the request's path is seen from; -1 with errno. */
static int open_view(struct items items)
{
	char path[32] = "/";
	const char *root = get_string(items, TAG_ROOT);
	if (has_item(items, TAG_PID))
		/* This link leads into the process's own mount namespace. */
		snprintf(path, sizeof path, "/proc/%u/root", get_u32(items, TAG_PID, 0));
	int fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 || !root)
		return fd;
	int inner = open_in_root(fd, root, O_PATH | O_DIRECTORY), error = errno;
	close(fd);
	errno = error;
	return inner;
}

static void transfer(const struct frame *f, const char *step, int base_flags, bool reads, void (*run)(const struct work *work))
{
	struct items items = items_of(f);
	const char *dir = get_string(items, TAG_PATH);
	int tar[2] = {-1, -1}, verdict[2] = {-1, -1};
	if (object_find(f->id)) {
		reply_error(f->id, EINVAL, step, "");
		return;
	}
	int root = open_view(items), base = root < 0 ? -1 : open_in_root(root, dir ? dir : "/", O_PATH | base_flags);
	if (base < 0) {
		int error = errno;
		if (root >= 0)
			close(root);
		reply_error(f->id, error, step, dir);
		return;
	}
	pid_t pid = -1;
	if (pipe2(tar, O_CLOEXEC) == 0 && pipe2(verdict, O_CLOEXEC) == 0)
		pid = fork();
	if (pid == 0) {
		signals_reset();
		struct work work = {.items = items, .root = root, .base = base, .tar = tar[reads ? 0 : 1], .verdict = verdict[1]};
		/* Its own end only, so that the end of the other is noticed. */
		close(tar[reads ? 1 : 0]);
		umask(0);
		run(&work);
		verdict_exit(verdict[1], 0, "", "");
	}
	int error = errno;
	close(root);
	close(base);
	if (pid < 0) {
		for (int i = 0; i < 2; i++) {
			close(tar[i]);
			close(verdict[i]);
		}
		reply_error(f->id, error, step, dir);
		return;
	}
	close(verdict[1]);
	struct transfer *t = object_new(sizeof *t, f->id);
	t->object.changed = transfer_changed;
	t->child = (struct child){.pid = pid, .exited = on_exited};
	t->verdict = verdict[0];
	child_add(&t->child);
	close(tar[reads ? 0 : 1]);
	if (reads)
		sink_open(&t->object, tar[1], false);
	else
		source_open(&t->object, 1, tar[0]);
}

void request_pack(const struct frame *f)
{
	transfer(f, "pack", O_NOFOLLOW, false, pack_run);
}

void request_unpack(const struct frame *f)
{
	transfer(f, "unpack", O_DIRECTORY, true, unpack_run);
}
