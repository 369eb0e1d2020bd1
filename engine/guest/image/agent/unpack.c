/* A tar stream to a tree. Every path is resolved inside the directory, links and all; the rules are moby's pkg/archive. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "agent.h"
#include "path.h"
#include "remove.h"
#include "tar_read.h"

static const struct work *work;

static _Noreturn void failed(int error, const char *path)
{
	work_failed(work, error, "unpack", path);
}

/* ---- entries ---- */

/* Directories get their times last: what is made in them changes them. */
struct later {
	struct later *next;
	struct timespec mtime;
	char path[];
};

static struct later *directories;
static char parent_path[PATH_MAX];
static int parent_fd = -1;

/*
 * The directory of `path`, made when missing, and the name in it. Neighbours share the look-up; whatever could make it stale
 * is an entry with another parent.
 */
static int parent_of(const char *path, char name[256])
{
	const char *slash = strrchr(path, '/');
	size_t n = slash ? slash - path : 0;
	if (parent_fd >= 0 && strlen(parent_path) == n && !memcmp(parent_path, path, n) && strlen(path + n) < 255) {
		strcpy(name, slash ? slash + 1 : path);
		if (strcmp(name, "") && strcmp(name, ".") && strcmp(name, ".."))
			return parent_fd;
	}
	if (parent_fd >= 0)
		close(parent_fd);
	parent_fd = open_parent_in_root(work->base, path, true, name);
	if (parent_fd < 0 || n >= sizeof parent_path)
		failed(errno, path);
	memcpy(parent_path, path, n);
	parent_path[n] = 0;
	return parent_fd;
}

static void write_content(int fd, const struct entry *e)
{
	for (uint64_t left = e->size; left > 0;) {
		size_t piece;
		const uint8_t *bytes = tar_take(left < 65536 ? left : 65536, &piece);
		for (size_t at = 0; at < piece;) {
			ssize_t n = write(fd, bytes + at, piece - at);
			if (n < 0 && errno == EINTR)
				continue;
			if (n < 0)
				failed(errno, e->path);
			at += n;
		}
		left -= piece;
	}
	tar_skip(tar_padding(e->size));
}

static void set_attributes(const struct entry *e, int dir, const char *name)
{
	const uint8_t *at = e->attributes.bytes, *end = at + e->attributes.size;
	if (e->attributes.size == 0)
		return;
	if (fchdir(dir) < 0)
		failed(errno, e->path);
	while (at < end) {
		const char *key = (const char *)at;
		uint32_t size;
		at += strlen(key) + 1;
		memcpy(&size, at, 4);
		at += 4;
		/* Not every file system keeps every one. */
		if (lsetxattr(name, key, at, size, 0) < 0 && errno != EOPNOTSUPP && errno != EPERM)
			failed(errno, e->path);
		at += size;
	}
}

static void set_metadata(const struct entry *e, int dir, const char *name)
{
	struct timespec times[2] = {e->mtime, e->mtime};
	uint32_t uid = get_u32(work->items, TAG_UID, e->uid), gid = get_u32(work->items, TAG_GID, e->gid);
	if (fchownat(dir, name, uid, gid, AT_SYMLINK_NOFOLLOW) < 0)
		failed(errno, e->path);
	if (e->type != '2' && fchmodat(dir, name, e->mode, 0) < 0)
		failed(errno, e->path);
	set_attributes(e, dir, name);
	if (e->type == '5') {
		struct later *l = must_alloc(sizeof *l + strlen(e->path) + 1);
		*l = (struct later){.next = directories, .mtime = e->mtime};
		strcpy(l->path, e->path);
		directories = l;
	} else if (utimensat(dir, name, times, AT_SYMLINK_NOFOLLOW) < 0)
		failed(errno, e->path);
}

/* Makes room: true when a directory stays. */
static bool replace(const struct entry *e, int dir, const char *name)
{
	struct stat st;
	bool keep_kind = get_u32(work->items, TAG_FLAGS, 0) & UNPACK_NO_OVERWRITE_DIR_NON_DIR;
	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return false;
	if (S_ISDIR(st.st_mode) && e->type == '5')
		return true;
	if (keep_kind && S_ISDIR(st.st_mode))
		failed(EISDIR, e->path);
	if (keep_kind && e->type == '5')
		failed(ENOTDIR, e->path);
	int error = remove_tree(dir, name);
	if (error)
		failed(error, e->path);
	return false;
}

static void make_link(const struct entry *e, int dir, const char *name)
{
	char target_name[256];
	int target = open_parent_in_root(work->base, e->link, false, target_name);
	if (target < 0 || linkat(target, target_name, dir, name, 0) < 0)
		failed(errno, e->link);
	close(target);
}

static void unpack_entry(struct entry *e)
{
	char name[256];
	int dir, fd, result = 0;
	const char *path = e->path;
	for (size_t n = strlen(path); n > 0 && path[n - 1] == '/'; n--)
		e->path[n - 1] = 0;
	while (*path == '/' || (path[0] == '.' && (path[1] == '/' || path[1] == 0)))
		path++;
	if (*path == 0) {
		/* The directory itself: "./". */
		if (e->type == '5')
			set_metadata(e, work->base, ".");
		return;
	}
	dir = parent_of(path, name);
	bool stays = replace(e, dir, name);
	switch (e->type) {
	case '0':
		if ((fd = openat(dir, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600)) < 0)
			failed(errno, path);
		write_content(fd, e);
		close(fd);
		break;
	case '1':
		make_link(e, dir, name);
		return;
	case '2':
		result = symlinkat(e->link, dir, name);
		break;
	case '3':
	case '4':
		result = mknodat(dir, name, (e->type == '3' ? S_IFCHR : S_IFBLK) | 0600, makedev(e->major, e->minor));
		break;
	case '5':
		result = stays ? 0 : mkdirat(dir, name, 0700);
		break;
	case '6':
		result = mkfifoat(dir, name, 0600);
		break;
	default:
		failed(EOPNOTSUPP, path);
	}
	if (result < 0)
		failed(errno, path);
	set_metadata(e, dir, name);
}

void unpack_run(const struct work *w)
{
	struct entry entry = {0};
	work = w;
	tar_read_begin(w);
	while (tar_next(&entry)) {
		unpack_entry(&entry);
		if (entry.type != '0')
			tar_skip(entry.size + tar_padding(entry.size));
	}
	tar_drain();
	for (struct later *l = directories; l; l = l->next) {
		struct timespec times[2] = {l->mtime, l->mtime};
		int fd = open_in_root(work->base, l->path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
		if (fd >= 0) {
			futimens(fd, times);
			close(fd);
		}
	}
}
