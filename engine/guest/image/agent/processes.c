/* What `ps` needs, from the guest's own /proc. */
#define _GNU_SOURCE
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent.h"

static ssize_t slurp(const char *path, char *text, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	size_t have = 0;
	ssize_t n;
	while (have < size - 1 && (n = read(fd, text + have, size - 1 - have)) > 0)
		have += n;
	close(fd);
	text[have] = 0;
	return have;
}

/* tty_nr of proc(5): minor in bits 31-20 and 7-0, major in bits 15-8. */
static void put_terminal(struct buffer *items, unsigned number)
{
	unsigned major = number >> 8 & 0xfff, minor = (number & 0xff) | (number >> 12 & 0xfff00);
	char name[24] = "";
	if (major >= 136 && major <= 143)
		snprintf(name, sizeof name, "pts/%u", (major - 136) * 256 + minor);
	else if (major == 4 && minor >= 64)
		snprintf(name, sizeof name, "ttyS%u", minor - 64);
	put_string(items, TAG_TERMINAL, name);
}

/* The fields of proc(5)'s stat from the third on; false when there are fewer. */
static bool parse_fields(const char *text, unsigned long long *fields, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		text += strspn(text, " ");
		if (!*text)
			return false;
		fields[i] = strtoull(text, NULL, 10);
		text += strcspn(text, " ");
	}
	return true;
}

static void put_process(struct buffer *items, int pid)
{
	static char text[65536];
	char path[64];
	struct stat owner;
	unsigned long long fields[21]; /* from ppid, field 4 */

	snprintf(path, sizeof path, "/proc/%d/stat", pid);
	if (slurp(path, text, 4096) <= 0)
		return;
	char *name = strchr(text, '('), *end = strrchr(text, ')');
	if (!name || !end || end[1] != ' ' || !parse_fields(end + 3, fields, 21))
		return;
	*end = 0;
	size_t mark = put_open(items, TAG_PROCESS);
	put_u32(items, TAG_PID, pid);
	put_u32(items, TAG_PPID, fields[0]);
	put_string(items, TAG_STATE, (char[]){end[2], 0});
	put_string(items, TAG_NAME, name + 1);
	put_terminal(items, fields[3]);
	put_u64(items, TAG_USER_TIME, fields[10]);
	put_u64(items, TAG_SYSTEM_TIME, fields[11]);
	put_u32(items, TAG_THREADS, fields[16]);
	put_u64(items, TAG_START_TIME, fields[18]);
	put_u64(items, TAG_VSIZE, fields[19] / 1024);
	put_u64(items, TAG_RSS, fields[20] * 4);
	snprintf(path, sizeof path, "/proc/%d", pid);
	put_u32(items, TAG_UID, stat(path, &owner) == 0 ? owner.st_uid : 0);
	snprintf(path, sizeof path, "/proc/%d/cmdline", pid);
	ssize_t n = slurp(path, text, sizeof text);
	for (ssize_t at = 0; at < n; at += strlen(text + at) + 1)
		put_string(items, TAG_ARG, text + at);
	put_close(items, mark);
}

static bool put_cgroup(struct buffer *items, const char *cgroup)
{
	char path[PATH_MAX], pids[16384];
	if ((size_t)snprintf(path, sizeof path, "%s/cgroup.procs", cgroup) >= sizeof path)
		return false;
	if (slurp(path, pids, sizeof pids) < 0)
		return false;
	for (const char *at = pids; *at; at += strcspn(at, "\n"), at += *at == '\n')
		put_process(items, atoi(at));
	DIR *dir = opendir(cgroup);
	for (struct dirent *e; dir && (e = readdir(dir));)
		if (e->d_type == DT_DIR && e->d_name[0] != '.' &&
		    (size_t)snprintf(path, sizeof path, "%s/%s", cgroup, e->d_name) < sizeof path)
			put_cgroup(items, path);
	if (dir)
		closedir(dir);
	return true;
}

void request_processes(const struct frame *f)
{
	const char *cgroup = get_string(items_of(f), TAG_CGROUP);
	struct buffer items = {0};
	if (cgroup) {
		if (!put_cgroup(&items, cgroup)) {
			reply_error(f->id, errno, "processes", cgroup);
			buffer_free(&items);
			return;
		}
	} else {
		DIR *proc = opendir("/proc");
		for (struct dirent *e; proc && (e = readdir(proc));)
			if (isdigit((unsigned char)e->d_name[0]))
				put_process(&items, atoi(e->d_name));
		if (proc)
			closedir(proc);
	}
	reply_with(f->id, &items);
}
