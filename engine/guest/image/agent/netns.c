/* Named network namespaces, kept by bind mounts as `ip netns` does. Switching concerns the calling thread only. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent.h"
#include "netns.h"

#define DIRECTORY "/run/netns"

static int own = -1;

static bool path_of(const char *name, char path[128])
{
	if (*name == 0 || strchr(name, '/') || !strcmp(name, ".") || !strcmp(name, "..") || strlen(name) > 100) {
		errno = EINVAL;
		return false;
	}
	snprintf(path, 128, DIRECTORY "/%s", name);
	return true;
}

static bool remember_own(void)
{
	return own >= 0 || (own = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC)) >= 0;
}

int netns_open(const char *name)
{
	char path[128];
	return path_of(name, path) ? open(path, O_RDONLY | O_CLOEXEC) : -1;
}

int netns_enter(const char *name)
{
	if (!name || !*name)
		return 0;
	if (!remember_own())
		return -1;
	int fd = netns_open(name);
	if (fd < 0)
		return -1;
	int result = setns(fd, CLONE_NEWNET), error = errno;
	close(fd);
	errno = error;
	return result;
}

void netns_leave(void)
{
	int error = errno;
	if (own >= 0)
		setns(own, CLONE_NEWNET);
	errno = error;
}

int netns_create(const char *name)
{
	char path[128];
	if (!path_of(name, path) || !remember_own())
		return -1;
	mkdir(DIRECTORY, 0755);
	int fd = open(path, O_RDONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0444);
	if (fd < 0)
		return -1;
	close(fd);
	int result = unshare(CLONE_NEWNET);
	if (result == 0)
		result = mount("/proc/thread-self/ns/net", path, NULL, MS_BIND, NULL);
	netns_leave();
	if (result < 0) {
		int error = errno;
		unlink(path);
		errno = error;
	}
	return result;
}

int netns_remove(const char *name)
{
	char path[128];
	if (!path_of(name, path))
		return -1;
	umount2(path, MNT_DETACH);
	return unlink(path) < 0 && errno != ENOENT ? -1 : 0;
}
