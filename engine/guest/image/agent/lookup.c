#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "container.h"

/* 0 when it is a file that may be executed. EISDIR and EACCES as Go's exec.LookPath, which runc asks. */
static int check(const char *path)
{
	struct stat st;
	if (stat(path, &st) < 0)
		return errno;
	if (S_ISDIR(st.st_mode))
		return EISDIR;
	if (faccessat(AT_FDCWD, path, X_OK, AT_EACCESS) < 0)
		return errno;
	return 0;
}

const char *program_lookup(const char *name, char *const *env)
{
	static char found[PATH_MAX];
	const char *search = NULL;
	int error = ENOENT;

	if (strchr(name, '/')) {
		errno = check(name);
		return errno ? NULL : name;
	}
	for (; *env; env++)
		if (!strncmp(*env, "PATH=", 5))
			search = *env + 5;
	if (!search)
		search = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
	while (*name) {
		size_t n = strcspn(search, ":");
		if ((size_t)snprintf(found, sizeof found, "%.*s/%s", n ? (int)n : 1, n ? search : ".", name) < sizeof found) {
			int e = check(found);
			if (e == 0)
				return found;
			if (e == EACCES)
				error = EACCES;
		}
		if (!search[n])
			break;
		search += n + 1;
	}
	errno = error;
	return NULL;
}
