#define _GNU_SOURCE
#include "path.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

int open_in_root(int root, const char *path, int flags)
{
	struct open_how how = {.flags = flags | O_CLOEXEC, .resolve = RESOLVE_IN_ROOT};
	/* EAGAIN: a rename or mount elsewhere made the kernel unsure about `..`. */
	int fd;
	do
		fd = syscall(SYS_openat2, root, *path ? path : ".", &how, sizeof how);
	while (fd < 0 && (errno == EAGAIN || errno == EINTR));
	return fd;
}

/* Splits at the last slash; trailing slashes do not count. */
static bool split(const char *path, char parent[PATH_MAX], char name[256])
{
	size_t end = strlen(path);
	while (end > 0 && path[end - 1] == '/')
		end--;
	size_t start = end;
	while (start > 0 && path[start - 1] != '/')
		start--;
	if (end - start > 255 || start >= PATH_MAX) {
		errno = ENAMETOOLONG;
		return false;
	}
	if (end == start) {
		errno = EEXIST;
		return false;
	}
	memcpy(name, path + start, end - start);
	name[end - start] = 0;
	memcpy(parent, path, start);
	parent[start] = 0;
	if (!strcmp(name, ".") || !strcmp(name, "..")) {
		errno = EINVAL;
		return false;
	}
	return true;
}

int make_dirs_in_root(int root, const char *path)
{
	int fd = open_in_root(root, path, O_PATH | O_DIRECTORY);
	if (fd >= 0 || errno != ENOENT)
		return fd;
	char name[256];
	int parent = open_parent_in_root(root, path, true, name);
	if (parent < 0)
		return -1;
	int made = mkdirat(parent, name, 0755), error = errno;
	close(parent);
	if (made < 0 && error != EEXIST) {
		errno = error;
		return -1;
	}
	return open_in_root(root, path, O_PATH | O_DIRECTORY);
}

int open_parent_in_root(int root, const char *path, bool make, char name[256])
{
	char parent[PATH_MAX];
	if (!split(path, parent, name))
		return -1;
	return make ? make_dirs_in_root(root, parent) : open_in_root(root, parent, O_PATH | O_DIRECTORY);
}

const char *fd_path(int fd)
{
	static char path[32];
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	return path;
}
