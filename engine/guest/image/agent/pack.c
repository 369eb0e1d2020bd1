/* A tree to a PAX tar stream. Entries come sorted by name, so that the same tree gives the same bytes. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "agent.h"
#include "path.h"
#include "tar_write.h"

static const struct work *work;
static uint32_t options;
static dev_t device;

/* ---- hard links ---- */

struct link {
	struct link *next;
	dev_t device;
	ino_t inode;
	char path[];
};

static struct link *links[256];

/* The first path of this inode, or NULL when this is it. */
static const char *link_of(const struct stat *st, const char *path)
{
	struct link **bucket = &links[st->st_ino % 256];
	for (struct link *l = *bucket; l; l = l->next)
		if (l->inode == st->st_ino && l->device == st->st_dev)
			return l->path;
	struct link *l = must_alloc(sizeof *l + strlen(path) + 1);
	*l = (struct link){.next = *bucket, .device = st->st_dev, .inode = st->st_ino};
	strcpy(l->path, path);
	*bucket = l;
	return NULL;
}

/* ---- entries ---- */

static char type_of(mode_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFREG: return '0';
	case S_IFLNK: return '2';
	case S_IFCHR: return '3';
	case S_IFBLK: return '4';
	case S_IFDIR: return '5';
	case S_IFIFO: return '6';
	default: return 0;
	}
}

/* Exactly `size` bytes, whatever happens to the file meanwhile. */
static void emit_content(int fd, uint64_t size)
{
	static uint8_t bytes[65536];
	uint64_t left = size;
	while (left > 0) {
		ssize_t n = read(fd, bytes, left < sizeof bytes ? left : sizeof bytes);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		tar_emit(bytes, n);
		left -= n;
	}
	while (left > 0) {
		size_t n = left < 65536 ? left : 65536;
		tar_emit(NULL, n);
		left -= n;
	}
	tar_emit_padding(size);
}

/* The entry `name` of the current directory as `path`. */
static void pack_entry(const char *name, const char *path, const struct stat *st)
{
	struct tar_header h = {.type = type_of(st->st_mode)};
	char target[PATH_MAX];
	const char *first = NULL;
	uint64_t size = 0;
	int fd = -1;

	if (h.type == 0)
		return;
	if (!S_ISDIR(st->st_mode) && st->st_nlink > 1)
		first = link_of(st, path);
	if (first)
		h.type = '1';
	if (h.type == '0') {
		size = st->st_size;
		if (size && !(options & PACK_METADATA_ONLY) && (fd = open(name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NOATIME)) < 0 &&
		    (fd = open(name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)) < 0) {
			if (errno == ENOENT)
				return;
			work_failed(work, errno, "pack", path);
		}
	}
	tar_put_name(h.name, sizeof h.name, "path", path);
	if (h.type == '2') {
		ssize_t n = readlink(name, target, sizeof target - 1);
		if (n < 0)
			return; /* Removed meanwhile. */
		target[n] = 0;
		first = target;
	}
	if (first)
		tar_put_name(h.link, sizeof h.link, "linkpath", first);
	tar_put_number(h.mode, sizeof h.mode, st->st_mode & 07777);
	tar_put_id(h.uid, "uid", st->st_uid);
	tar_put_id(h.gid, "gid", st->st_gid);
	tar_put_time(&h, st);
	if (h.type == '3' || h.type == '4') {
		tar_put_number(h.major, sizeof h.major, major(st->st_rdev));
		tar_put_number(h.minor, sizeof h.minor, minor(st->st_rdev));
	}
	if (options & PACK_METADATA_ONLY) {
		if (h.type == '0')
			tar_record_number("DRYDOCK.size", size);
		size = 0;
	}
	if (!tar_put_number(h.size, sizeof h.size, size)) {
		tar_put_number(h.size, sizeof h.size, 0);
		tar_record_number("size", size);
	}
	if (h.type != '1')
		tar_record_attributes(name);
	tar_finish_header(&h);
	if (size)
		emit_content(fd, size);
	if (fd >= 0)
		close(fd);
}

/* ---- the walk ---- */

static bool excluded(const char *path)
{
	struct item item;
	for (struct items each = work->items; items_find(&each, TAG_EXCLUDE, &item);)
		if (!strcmp(item_string(&item), path))
			return true;
	return false;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Names in the current directory, sorted; the list ends with NULL. */
static char **names_here(const char *path)
{
	DIR *dir = opendir(".");
	size_t n = 0, capacity = 16;
	char **names = must_alloc(capacity * sizeof *names);
	if (!dir)
		work_failed(work, errno, "pack", path);
	for (struct dirent *e; (e = readdir(dir));) {
		if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, ".."))
			continue;
		if (n + 1 == capacity)
			names = must_realloc(names, (capacity *= 2) * sizeof *names);
		names[n] = strcpy(must_alloc(strlen(e->d_name) + 1), e->d_name);
		n++;
	}
	closedir(dir);
	qsort(names, n, sizeof *names, by_name);
	names[n] = NULL;
	return names;
}

static void pack_tree(const char *name, char *path, size_t length);

/* Everything in the current directory. `path` ends in a slash, or is empty. */
static void pack_below(char *path, size_t length)
{
	char **names = names_here(path);
	for (char **name = names; *name; name++) {
		size_t n = strlen(*name);
		if (length + n + 2 > PATH_MAX)
			work_failed(work, ENAMETOOLONG, "pack", path);
		memcpy(path + length, *name, n + 1);
		pack_tree(*name, path, length + n);
		free(*name);
	}
	path[length] = 0;
	free(names);
}

/* The entry `name` of the current directory and all below it. */
static void pack_tree(const char *name, char *path, size_t length)
{
	struct stat st;
	if (excluded(path))
		return;
	if (lstat(name, &st) < 0) {
		if (errno == ENOENT)
			return;
		work_failed(work, errno, "pack", path);
	}
	if (!S_ISDIR(st.st_mode)) {
		pack_entry(name, path, &st);
		return;
	}
	strcpy(path + length, "/");
	pack_entry(name, path, &st);
	if (options & PACK_ONE_FILE_SYSTEM && st.st_dev != device)
		return;
	int here = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
	int there = open(name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (here < 0 || there < 0 || fchdir(there) < 0)
		work_failed(work, errno, "pack", path);
	close(there);
	pack_below(path, length + 1);
	if (fchdir(here) < 0)
		work_failed(work, errno, "pack", path);
	close(here);
}

static void enter(int fd)
{
	if (fchdir(fd) < 0)
		work_failed(work, errno, "pack", "");
}

static void pack_paths(void)
{
	struct item item;
	char path[PATH_MAX], name[256];
	for (struct items each = work->items; items_find(&each, TAG_INCLUDE, &item);) {
		size_t n = item.size - 1;
		while (n > 0 && item.data[n - 1] == '/')
			n--;
		if (n + 2 > sizeof path)
			work_failed(work, ENAMETOOLONG, "pack", item_string(&item));
		memcpy(path, item.data, n);
		path[n] = 0;
		int parent = open_parent_in_root(work->base, path, false, name);
		if (parent < 0)
			work_failed(work, errno, "pack", path);
		enter(parent);
		close(parent);
		pack_tree(name, path, n);
	}
}

/* Not a directory: one entry, named as the last component of the path. */
static void pack_single(void)
{
	char name[256];
	struct stat st;
	const char *path = get_string(work->items, TAG_PATH);
	int parent = open_parent_in_root(work->root, path, false, name);
	if (parent < 0)
		work_failed(work, errno, "pack", path);
	enter(parent);
	if (lstat(name, &st) < 0)
		work_failed(work, errno, "pack", path);
	pack_entry(name, name, &st);
}

void pack_run(const struct work *w)
{
	char path[PATH_MAX + 2] = "";
	struct stat st;
	work = w;
	tar_write_begin(w);
	options = get_u32(w->items, TAG_FLAGS, 0);
	if (fstat(w->base, &st) < 0)
		work_failed(w, errno, "pack", "");
	device = st.st_dev;
	if (has_item(w->items, TAG_INCLUDE))
		pack_paths();
	else if (S_ISDIR(st.st_mode)) {
		enter(w->base);
		if (options & PACK_INCLUDE_ROOT)
			pack_entry(".", "./", &st);
		pack_below(path, 0);
	} else
		pack_single();
	tar_emit(NULL, 2 * TAR_BLOCK);
	tar_flush();
}
