#define _GNU_SOURCE
#include "remove.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int remove_below(int dir, const char *name, dev_t device)
{
	if (unlinkat(dir, name, 0) == 0 || errno == ENOENT)
		return 0;
	if (errno != EISDIR && errno != EPERM)
		return errno;
	int error = errno, fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOTDIR ? error : errno;
	struct stat st;
	if (fstat(fd, &st) < 0 || st.st_dev != device) {
		close(fd);
		return EBUSY;
	}
	DIR *entries = fdopendir(fd);
	if (!entries) {
		close(fd);
		return ENOMEM;
	}
	error = 0;
	for (struct dirent *e; (e = readdir(entries));)
		if (strcmp(e->d_name, ".") && strcmp(e->d_name, "..")) {
			int failed = remove_below(fd, e->d_name, device);
			error = error ? error : failed;
		}
	closedir(entries);
	if (error)
		return error;
	return unlinkat(dir, name, AT_REMOVEDIR) == 0 || errno == ENOENT ? 0 : errno;
}

int remove_tree(int dir, const char *name)
{
	struct stat st;
	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT || errno == ENOTDIR ? 0 : errno;
	return remove_below(dir, name, st.st_dev);
}
