#define _GNU_SOURCE
#include "tar_read.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define EXTENDED_MAX (1 << 20)

static const struct work *work;

void tar_read_begin(const struct work *w)
{
	work = w;
}

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
const uint8_t *tar_take(size_t size, size_t *piece)
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
		const uint8_t *bytes = tar_take(size, &piece);
		memcpy(to, bytes, piece);
	}
}

void tar_skip(uint64_t size)
{
	for (size_t piece; size > 0; size -= piece)
		tar_take(size < sizeof in ? size : sizeof in, &piece);
}

uint64_t tar_padding(uint64_t size)
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
	tar_skip(tar_padding(size));
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
bool tar_next(struct entry *e)
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

void tar_drain(void)
{
	while (fill())
		;
}
