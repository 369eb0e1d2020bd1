/*
 * The mount namespace of a container: mounts, device nodes, links, pivot_root, hidden paths. Before pivot_root the guest's
 * /proc is at hand; every path below the new root is opened with its links resolved inside it.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/stat.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "container.h"
#include "mounts.h"
#include "path.h"

static int root_fd = -1;

static void root_open(const char *root)
{
	int fd = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		start_failed("root", root);
	if (root_fd >= 0)
		close(root_fd);
	root_fd = fd;
}

static bool is_root(const char *path)
{
	return path[strspn(path, "/.")] == 0 && strstr(path, "..") == NULL;
}

/* The place to mount on, made when missing: a file for the bind of a file. */
static int target_open(const char *target, const char *source, uint32_t flags)
{
	int fd = open_in_root(root_fd, target, O_PATH);
	if (fd >= 0 || errno != ENOENT)
		return fd;
	struct stat st;
	if (!(flags & MS_BIND) || stat(source, &st) < 0 || S_ISDIR(st.st_mode))
		return make_dirs_in_root(root_fd, target);
	char name[256];
	int parent = open_parent_in_root(root_fd, target, true, name);
	if (parent < 0)
		return -1;
	int file = openat(parent, name, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644), error = errno;
	close(parent);
	if (file < 0) {
		errno = error;
		return -1;
	}
	close(file);
	return open_in_root(root_fd, target, O_PATH);
}

static void mount_one(struct items mount, const char *root)
{
	const char *target = get_string(mount, TAG_TARGET);
	const char *source = get_string(mount, TAG_SOURCE);
	uint32_t flags = get_u32(mount, TAG_MOUNT_FLAGS, 0);
	if (!target || !source) {
		errno = EINVAL;
		start_failed("mount", "");
	}
	if (is_root(target)) {
		if (mount_make(mount, root) < 0 || mount_finish(mount, root) < 0)
			start_failed("mount", target);
		root_open(root);
		return;
	}
	int fd = target_open(target, source, flags);
	if (fd < 0)
		start_failed("mount target", target);
	if (mount_make(mount, fd_path(fd)) < 0)
		start_failed("mount", target);
	close(fd);
	if (!mount_needs_finish(mount))
		return;
	if ((fd = open_in_root(root_fd, target, O_PATH)) < 0 || mount_finish(mount, fd_path(fd)) < 0)
		start_failed("mount", target);
	close(fd);
}

static void make_devices(struct items spec)
{
	struct item item;
	mode_t mask = umask(0);
	while (items_next(&spec, &item)) {
		if (item.tag != TAG_DEVICE && item.tag != TAG_LINK)
			continue;
		struct items entry = items_in(&item);
		const char *path = get_string(entry, TAG_PATH), *target = get_string(entry, TAG_TARGET);
		char name[256];
		int parent = open_parent_in_root(root_fd, path ? path : "", true, name);
		if (parent < 0)
			start_failed("device", path);
		int made = item.tag == TAG_LINK
				   ? symlinkat(target ? target : "", parent, name)
				   : mknodat(parent, name, get_u32(entry, TAG_MODE, 0),
					     makedev(get_u32(entry, TAG_MAJOR, 0), get_u32(entry, TAG_MINOR, 0)));
		if (made < 0 && errno != EEXIST)
			start_failed(item.tag == TAG_LINK ? "symlink" : "device", path);
		close(parent);
	}
	umask(mask);
}

static void pivot(void)
{
	/* pivot_root(2): with "." twice the old root lies on top of the new one, and is detached from there. */
	if (fchdir(root_fd) < 0 || syscall(SYS_pivot_root, ".", ".") < 0)
		start_failed("pivot_root", "");
	if (umount2(".", MNT_DETACH) < 0 || chdir("/") < 0)
		start_failed("umount", "old root");
	close(root_fd);
}

void rootfs_setup(struct items spec)
{
	const char *root = get_string(spec, TAG_ROOT);
	struct item item;
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
		start_failed("mount", "/");
	root_open(root ? root : "/");

	struct items mounts = spec;
	while (items_find(&mounts, TAG_MOUNT, &item))
		mount_one(items_in(&item), root ? root : "/");
	make_devices(spec);

	if (!root)
		return;
	struct statx st;
	if (syscall(SYS_statx, root_fd, "", AT_EMPTY_PATH, 0, &st) < 0)
		start_failed("root", root);
	if (!(st.stx_attributes & STATX_ATTR_MOUNT_ROOT)) {
		if (mount(root, root, NULL, MS_BIND | MS_REC, NULL) < 0)
			start_failed("mount", root);
		root_open(root);
	}
	pivot();
}

static bool hide(const char *path)
{
	static char empty[PATH_MAX];
	struct stat st;
	if (lstat(path, &st) < 0)
		return errno == ENOENT || errno == ENOTDIR;
	if (!S_ISDIR(st.st_mode))
		return mount("/dev/null", path, NULL, MS_BIND, NULL) == 0;
	/* One empty read-only tmpfs serves for all. */
	if (empty[0])
		return mount(empty, path, NULL, MS_BIND, NULL) == 0;
	if (mount("tmpfs", path, "tmpfs", MS_RDONLY, "size=0k,nr_inodes=1") < 0)
		return false;
	snprintf(empty, sizeof empty, "%s", path);
	return true;
}

void rootfs_hide(struct items spec)
{
	struct item item;
	struct items each = spec;
	while (items_next(&each, &item)) {
		const char *path = item_string(&item);
		if (item.tag == TAG_READONLY) {
			if (mount(path, path, NULL, MS_BIND | MS_REC, NULL) < 0) {
				if (errno != ENOENT)
					start_failed("read-only path", path);
			} else if (mount_set_attributes(path, MS_RDONLY | MS_REC) < 0)
				start_failed("read-only path", path);
		} else if (item.tag == TAG_MASKED && !hide(path))
			start_failed("masked path", path);
	}
	if (get_u32(spec, TAG_FLAGS, 0) & SPAWN_READONLY_ROOT && mount_set_attributes("/", MS_RDONLY) < 0)
		start_failed("read-only root", "/");
}
