/* Requests about the guest's files: each one or a few system calls. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/sysmacros.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <linux/random.h>

#include "agent.h"
#include "path.h"
#include "remove.h"

static const char *path_of(const struct frame *f)
{
	const char *path = get_string(items_of(f), TAG_PATH);
	return path ? path : "";
}

static void answer(const struct frame *f, int result, const char *step)
{
	if (result < 0)
		reply_error(f->id, errno, step, path_of(f));
	else
		reply(f->id);
}

void request_mkdir(const struct frame *f)
{
	const char *path = path_of(f);
	mode_t mode = get_u32(items_of(f), TAG_MODE, 0755);
	int result = mkdir(path, mode);
	if (result < 0 && get_u32(items_of(f), TAG_FLAGS, 0) & MKDIR_PARENTS) {
		int root = open("/", O_PATH | O_CLOEXEC), fd = make_dirs_in_root(root, path), error = errno;
		close(root);
		errno = error;
		if (fd >= 0) {
			close(fd);
			result = 0;
		}
	}
	/* mkdir(2) applies the umask. */
	if (result == 0 && has_item(items_of(f), TAG_MODE))
		result = chmod(path, mode);
	answer(f, result, "mkdir");
}

/* A piece of at most READ_MAX bytes: fewer are the end. */
void request_read_file(const struct frame *f)
{
	int fd = open(path_of(f), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct buffer items = {0};
	size_t mark = put_open(&items, TAG_BYTES), left = READ_MAX;
	off_t offset = get_u64(items_of(f), TAG_OFFSET, 0);
	ssize_t n = fd < 0 ? -1 : 1;
	while (n > 0 && left > 0) {
		size_t part = left < 16384 ? left : 16384;
		n = pread(fd, buffer_extend(&items, part), part, offset);
		if (n < 0 && errno == ESPIPE)
			n = read(fd, items.bytes + items.size - part, part);
		items.size -= part - (n > 0 ? n : 0);
		left -= n > 0 ? n : 0;
		offset += n > 0 ? n : 0;
	}
	int error = errno;
	if (fd >= 0)
		close(fd);
	if (n < 0) {
		reply_error(f->id, error, "read", path_of(f));
		buffer_free(&items);
		return;
	}
	put_close(&items, mark);
	reply_with(f->id, &items);
}

void request_write_file(const struct frame *f)
{
	struct items items = items_of(f), each = items;
	struct item item = {.size = 0};
	bool append = get_u32(items, TAG_FLAGS, 0) & WRITE_APPEND;
	mode_t mode = get_u32(items, TAG_MODE, 0644);
	int fd = open(path_of(f), O_WRONLY | O_CREAT | O_CLOEXEC | (append ? O_APPEND : O_TRUNC), mode);
	int result = fd < 0 ? -1 : 0;
	if (result == 0 && items_find(&each, TAG_BYTES, &item))
		for (size_t at = 0; at < item.size && result == 0;) {
			ssize_t n = write(fd, item.data + at, item.size - at);
			if (n >= 0)
				at += n;
			else if (errno != EINTR)
				result = -1;
		}
	if (result == 0 && has_item(items, TAG_MODE))
		result = fchmod(fd, mode);
	if (result == 0 && (has_item(items, TAG_UID) || has_item(items, TAG_GID)))
		result = fchown(fd, get_u32(items, TAG_UID, -1), get_u32(items, TAG_GID, -1));
	int error = errno;
	if (fd >= 0)
		close(fd);
	errno = error;
	answer(f, result, "write");
}

void request_stat(const struct frame *f)
{
	const char *path = path_of(f);
	bool follow = get_u32(items_of(f), TAG_FLAGS, 0) & STAT_FOLLOW;
	struct stat st;
	struct buffer items = {0};
	if ((follow ? stat(path, &st) : lstat(path, &st)) < 0) {
		if (errno == ENOENT || errno == ENOTDIR)
			reply(f->id);
		else
			answer(f, -1, "stat");
		return;
	}
	put_u32(&items, TAG_MODE, st.st_mode);
	put_u32(&items, TAG_UID, st.st_uid);
	put_u32(&items, TAG_GID, st.st_gid);
	put_u64(&items, TAG_SIZE, st.st_size);
	put_u64(&items, TAG_TIME, (uint64_t)st.st_mtim.tv_sec * 1000000000 + st.st_mtim.tv_nsec);
	put_u64(&items, TAG_INODE, st.st_ino);
	put_u32(&items, TAG_MAJOR, major(st.st_rdev));
	put_u32(&items, TAG_MINOR, minor(st.st_rdev));
	put_u32(&items, TAG_LINKS, st.st_nlink);
	if (S_ISLNK(st.st_mode)) {
		char target[PATH_MAX];
		ssize_t n = readlink(path, target, sizeof target - 1);
		target[n > 0 ? n : 0] = 0;
		put_string(&items, TAG_TARGET, target);
	}
	reply_with(f->id, &items);
}

void request_readlink(const struct frame *f)
{
	char target[PATH_MAX];
	struct buffer items = {0};
	ssize_t n = readlink(path_of(f), target, sizeof target - 1);
	if (n < 0) {
		answer(f, -1, "readlink");
		return;
	}
	target[n] = 0;
	put_string(&items, TAG_TARGET, target);
	reply_with(f->id, &items);
}

void request_symlink(const struct frame *f)
{
	const char *target = get_string(items_of(f), TAG_TARGET);
	answer(f, symlink(target ? target : "", path_of(f)), "symlink");
}

void request_rename(const struct frame *f)
{
	const char *target = get_string(items_of(f), TAG_TARGET);
	answer(f, rename(path_of(f), target ? target : ""), "rename");
}

void request_readdir(const struct frame *f)
{
	DIR *dir = opendir(path_of(f));
	struct buffer items = {0};
	if (!dir) {
		answer(f, -1, "readdir");
		return;
	}
	for (struct dirent *e; (e = readdir(dir));)
		if (strcmp(e->d_name, ".") && strcmp(e->d_name, ".."))
			put_string(&items, TAG_NAME, e->d_name);
	closedir(dir);
	reply_with(f->id, &items);
}

void request_statfs(const struct frame *f)
{
	struct statfs st;
	struct buffer items = {0};
	if (statfs(path_of(f), &st) < 0) {
		answer(f, -1, "statfs");
		return;
	}
	put_u32(&items, TAG_BLOCK_SIZE, st.f_bsize);
	put_u64(&items, TAG_BLOCKS, st.f_blocks);
	put_u64(&items, TAG_BLOCKS_FREE, st.f_bfree);
	put_u64(&items, TAG_BLOCKS_AVAILABLE, st.f_bavail);
	reply_with(f->id, &items);
}

/* ---- remove: a tree takes its time, so a child does it while the barrier holds ---- */

struct removal {
	struct child child;
	uint32_t id;
	int result; /* read end */
};

static void on_removed(struct child *child, int status)
{
	struct removal *r = (struct removal *)child;
	struct verdict v = {.error = EIO, .step = "remove"};
	(void)status;
	if (read(r->result, &v, sizeof v) == sizeof v && v.error == 0)
		reply(r->id);
	else
		reply_error(r->id, v.error, v.step, v.path);
	close(r->result);
	free(r);
	barrier_lift();
}

void request_remove(const struct frame *f)
{
	const char *path = path_of(f);
	int result[2];
	if (!(get_u32(items_of(f), TAG_FLAGS, 0) & REMOVE_RECURSIVE)) {
		int done = unlink(path);
		if (done < 0 && errno == EISDIR)
			done = rmdir(path);
		answer(f, done < 0 && (errno == ENOENT || errno == ENOTDIR) ? 0 : done, "remove");
		return;
	}
	/* A file or an empty directory needs no child. */
	if (unlink(path) == 0 || errno == ENOENT || (errno == EISDIR && rmdir(path) == 0)) {
		reply(f->id);
		return;
	}
	if (pipe2(result, O_CLOEXEC) < 0) {
		answer(f, -1, "remove");
		return;
	}
	pid_t pid = fork();
	if (pid == 0) {
		int error = remove_tree(AT_FDCWD, path);
		verdict_exit(result[1], error, "remove", path);
	}
	close(result[1]);
	if (pid < 0) {
		close(result[0]);
		answer(f, -1, "remove");
		return;
	}
	struct removal *r = must_alloc(sizeof *r);
	*r = (struct removal){.child = {.pid = pid, .exited = on_removed}, .id = f->id, .result = result[0]};
	child_add(&r->child);
	barrier_hold(0);
}

/* ---- clock and RNG ---- */

void request_set_clock(const struct frame *f)
{
	uint64_t now = get_u64(items_of(f), TAG_TIME, 0);
	struct timespec time = {.tv_sec = now / 1000000000, .tv_nsec = now % 1000000000};
	answer(f, clock_settime(CLOCK_REALTIME, &time), "clock_settime");
}

void request_reseed(const struct frame *f)
{
	struct items each = items_of(f);
	struct item item;
	struct {
		struct rand_pool_info info;
		uint8_t bytes[256];
	} pool = {0};
	int fd = open("/dev/urandom", O_RDWR | O_CLOEXEC), result = fd < 0 ? -1 : 0;
	if (result == 0 && items_find(&each, TAG_BYTES, &item)) {
		size_t n = item.size < sizeof pool.bytes ? item.size : sizeof pool.bytes;
		pool.info.entropy_count = n * 8;
		pool.info.buf_size = n;
		memcpy(pool.info.buf, item.data, n);
		result = ioctl(fd, RNDADDENTROPY, &pool);
		if (result == 0)
			result = ioctl(fd, RNDRESEEDCRNG);
	}
	int error = errno;
	if (fd >= 0)
		close(fd);
	errno = error;
	answer(f, result, "reseed");
}
