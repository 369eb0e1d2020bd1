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
#include "tar.h"
#include "transfer.h"

#define EXTENDED_MAX (1 << 20)

/* What a header and the extended ones before it say. */
struct entry {
	char *path, *link;
	struct buffer attributes; /* "name\0" u32 size, value; again */
	int64_t size;
	struct timespec mtime;
	uint32_t uid, gid, mode;
	uint32_t major, minor;
	char type;
	/* Set by an extended header. */
	bool has_path, has_link, has_size, has_mtime, has_uid, has_gid;
};

static const struct work *work;

static _Noreturn void failed(int error, const char *path)
{
	work_failed(work, error, "unpack", path);
}

/* ---- input ---- */

static uint8_t in[65536];
static size_t in_at, in_size;

/* False at the end of the stream. */
static bool fill(void)
{
	ssize_t n;
	while ((n = read(work->tar, in, sizeof in)) < 0 && errno == EINTR)
		;
	if (n < 0)
		failed(errno, "");
	in_at = 0;
	in_size = n;
	return n > 0;
}

/* A piece of at most `size` bytes, in place. */
static const uint8_t *take(size_t size, size_t *piece)
{
	if (in_at == in_size && !fill())
		failed(EBADMSG, "unexpected end of the archive");
	*piece = in_size - in_at < size ? in_size - in_at : size;
	in_at += *piece;
	return in + in_at - *piece;
}

static void read_exactly(void *to, size_t size)
{
	for (size_t piece; size > 0; size -= piece, to = (uint8_t *)to + piece) {
		const uint8_t *bytes = take(size, &piece);
		memcpy(to, bytes, piece);
	}
}

static void skip(uint64_t size)
{
	for (size_t piece; size > 0; size -= piece)
		take(size < sizeof in ? size : sizeof in, &piece);
}

static uint64_t padding(uint64_t size)
{
	return (TAR_BLOCK - size % TAR_BLOCK) % TAR_BLOCK;
}

/* ---- headers ---- */

static void entry_reset(struct entry *e)
{
	free(e->path);
	free(e->link);
	e->attributes.size = 0;
	struct buffer kept = e->attributes;
	*e = (struct entry){.attributes = kept};
}

static char *copy_text(const void *bytes, size_t n)
{
	char *text = must_alloc(n + 1);
	memcpy(text, bytes, n);
	text[n] = 0;
	return text;
}

static char *read_extended(int64_t size)
{
	if (size < 0 || size > EXTENDED_MAX)
		failed(EBADMSG, "extended header too large");
	char *text = must_alloc(size + 1);
	read_exactly(text, size);
	text[size] = 0;
	skip(padding(size));
	return text;
}

static struct timespec parse_time(const char *text)
{
	bool negative = *text == '-';
	long long seconds = strtoll(text, (char **)&text, 10);
	long nanoseconds = 0;
	if (*text == '.')
		for (long unit = 100000000; unit > 0 && text[1] >= '0' && text[1] <= '9'; unit /= 10)
			nanoseconds += (*++text - '0') * unit;
	if (negative && nanoseconds) {
		seconds--;
		nanoseconds = 1000000000 - nanoseconds;
	}
	return (struct timespec){.tv_sec = seconds, .tv_nsec = nanoseconds};
}

static void apply_record(struct entry *e, const char *key, char *value, size_t size)
{
	static const char attribute[] = "SCHILY.xattr.";
	if (!strcmp(key, "path")) {
		free(e->path);
		e->path = copy_text(value, size);
		e->has_path = true;
	} else if (!strcmp(key, "linkpath")) {
		free(e->link);
		e->link = copy_text(value, size);
		e->has_link = true;
	} else if (!strcmp(key, "size")) {
		e->size = strtoll(value, NULL, 10);
		e->has_size = true;
	} else if (!strcmp(key, "mtime")) {
		e->mtime = parse_time(value);
		e->has_mtime = true;
	} else if (!strcmp(key, "uid")) {
		e->uid = strtoul(value, NULL, 10);
		e->has_uid = true;
	} else if (!strcmp(key, "gid")) {
		e->gid = strtoul(value, NULL, 10);
		e->has_gid = true;
	} else if (!strncmp(key, attribute, sizeof attribute - 1)) {
		const char *name = key + sizeof attribute - 1;
		uint32_t length = size;
		memcpy(buffer_extend(&e->attributes, strlen(name) + 1), name, strlen(name) + 1);
		memcpy(buffer_extend(&e->attributes, 4), &length, 4);
		if (size)
			memcpy(buffer_extend(&e->attributes, size), value, size);
	} else if (!strncmp(key, "GNU.sparse", 10))
		failed(EOPNOTSUPP, "sparse file");
}

static void apply_records(struct entry *e, char *text, size_t size)
{
	for (char *at = text, *end = text + size; at < end;) {
		char *key;
		unsigned long length = strtoul(at, &key, 10);
		char *equals = key < end && *key == ' ' ? memchr(key, '=', end - key) : NULL;
		if (!equals || length > (size_t)(end - at) || equals >= at + length || at[length - 1] != '\n')
			failed(EBADMSG, "extended header");
		*equals = 0;
		at[length - 1] = 0;
		apply_record(e, key + 1, equals + 1, at + length - 1 - (equals + 1));
		at += length;
	}
}

/* The name of an old header: prefix and name of ustar; GNU's magic has other things in the prefix's place. */
static char *header_name(const struct tar_header *h)
{
	size_t n = strnlen(h->name, sizeof h->name), p = memcmp(h->magic, "ustar", 6) ? 0 : strnlen(h->prefix, sizeof h->prefix);
	char *name = must_alloc(p + n + 2);
	memcpy(name, h->prefix, p);
	if (p)
		name[p++] = '/';
	memcpy(name + p, h->name, n);
	name[p + n] = 0;
	return name;
}

/* The next entry's header. False at the end of the archive. */
static bool read_entry(struct entry *e)
{
	struct tar_header h;
	static const struct tar_header zero;
	entry_reset(e);
	for (;;) {
		if (in_at == in_size && !fill())
			return false; /* Without the two zero blocks: tar takes it, so do we. */
		read_exactly(&h, sizeof h);
		if (!memcmp(&h, &zero, sizeof h))
			return false;
		if ((uint32_t)tar_number(h.checksum, sizeof h.checksum) != tar_checksum(&h))
			failed(EBADMSG, "checksum");
		int64_t size = tar_number(h.size, sizeof h.size);
		char *text;
		switch (h.type) {
		case 'x':
			text = read_extended(size);
			apply_records(e, text, size);
			free(text);
			continue;
		case 'g':
			free(read_extended(size));
			continue;
		case 'L':
			free(e->path);
			e->path = read_extended(size);
			e->has_path = true;
			continue;
		case 'K':
			free(e->link);
			e->link = read_extended(size);
			e->has_link = true;
			continue;
		}
		e->type = h.type;
		if (!e->has_path)
			e->path = header_name(&h);
		if (!e->has_link)
			e->link = copy_text(h.link, strnlen(h.link, sizeof h.link));
		if (!e->has_size)
			e->size = size;
		if (!e->has_mtime)
			e->mtime.tv_sec = tar_number(h.mtime, sizeof h.mtime);
		if (!e->has_uid)
			e->uid = tar_number(h.uid, sizeof h.uid);
		if (!e->has_gid)
			e->gid = tar_number(h.gid, sizeof h.gid);
		e->mode = tar_number(h.mode, sizeof h.mode) & 07777;
		e->major = tar_number(h.major, sizeof h.major);
		e->minor = tar_number(h.minor, sizeof h.minor);
		if (e->size < 0)
			failed(EBADMSG, e->path);
		/* Only files have content; before ustar a directory was a file whose name ends in a slash. */
		if (e->type == 0 || e->type == '7')
			e->type = '0';
		size_t n = strlen(e->path);
		if (e->type == '0' && n > 0 && e->path[n - 1] == '/')
			e->type = '5';
		return true;
	}
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
		const uint8_t *bytes = take(left < sizeof in ? left : sizeof in, &piece);
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
	skip(padding(e->size));
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
	while (read_entry(&entry)) {
		unpack_entry(&entry);
		if (entry.type != '0')
			skip(entry.size + padding(entry.size));
	}
	while (fill())
		;
	for (struct later *l = directories; l; l = l->next) {
		struct timespec times[2] = {l->mtime, l->mtime};
		int fd = open_in_root(work->base, l->path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
		if (fd >= 0) {
			futimens(fd, times);
			close(fd);
		}
	}
}
