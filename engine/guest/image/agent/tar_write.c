#define _GNU_SOURCE
#include "tar_write.h"

#include <errno.h>
#include <limits.h>
#include <linux/limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/xattr.h>
#include <unistd.h>

static const struct work *work;

void tar_write_begin(const struct work *w)
{
	work = w;
}

/* ---- output ---- */

static uint8_t out[65536];
static size_t out_size;

void tar_flush(void)
{
	for (size_t at = 0; at < out_size;) {
		ssize_t n = write(work->tar, out + at, out_size - at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			work_failed(work, errno, "pack", "");
		at += n;
	}
	out_size = 0;
}

void tar_emit(const void *bytes, size_t n)
{
	const uint8_t *at = bytes;
	while (n > 0) {
		if (out_size == sizeof out)
			tar_flush();
		size_t take = sizeof out - out_size < n ? sizeof out - out_size : n;
		if (at)
			memcpy(out + out_size, at, take);
		else
			memset(out + out_size, 0, take);
		out_size += take;
		at = at ? at + take : NULL;
		n -= take;
	}
}

void tar_emit_padding(uint64_t size)
{
	tar_emit(NULL, (TAR_BLOCK - size % TAR_BLOCK) % TAR_BLOCK);
}

/* ---- extended headers ---- */

static struct buffer records;

/* "LENGTH KEY=VALUE\n", where the length counts itself. */
static void record(const char *key, const void *value, size_t size)
{
	char digits[24];
	size_t rest = strlen(key) + size + 3, length = rest + 1;
	while (rest + (size_t)snprintf(digits, sizeof digits, "%zu", length) != length)
		length = rest + strlen(digits);
	sprintf((char *)buffer_extend(&records, strlen(digits) + 1 + strlen(key) + 2), "%s %s=", digits, key);
	records.size--;
	if (size)
		memcpy(buffer_extend(&records, size), value, size);
	*buffer_extend(&records, 1) = '\n';
}

static void record_text(const char *key, const char *value)
{
	record(key, value, strlen(value));
}

void tar_record_number(const char *key, uint64_t value)
{
	char text[24];
	snprintf(text, sizeof text, "%llu", (unsigned long long)value);
	record_text(key, text);
}

/* The names of the current directory's `name`. */
void tar_record_attributes(const char *name)
{
	static char names[65536], value[65536];
	char key[13 + XATTR_NAME_MAX + 1] = "SCHILY.xattr.";
	ssize_t n = llistxattr(name, names, sizeof names);
	for (char *at = names; n > 0 && at < names + n; at += strlen(at) + 1) {
		ssize_t size = lgetxattr(name, at, value, sizeof value);
		if (size < 0)
			continue;
		strncpy(key + 13, at, XATTR_NAME_MAX);
		record(key, value, size);
	}
}

static void finish_header(struct tar_header *h)
{
	memcpy(h->magic, "ustar", 6);
	memcpy(h->version, "00", 2);
	tar_put_number(h->checksum, 7, tar_checksum(h));
	h->checksum[7] = ' ';
	tar_emit(h, sizeof *h);
}

static void emit_records(void)
{
	if (records.size == 0)
		return;
	struct tar_header h = {.name = "././@PaxHeader", .type = 'x'};
	tar_put_number(h.mode, sizeof h.mode, 0644);
	tar_put_number(h.uid, sizeof h.uid, 0);
	tar_put_number(h.gid, sizeof h.gid, 0);
	tar_put_number(h.mtime, sizeof h.mtime, 0);
	tar_put_number(h.size, sizeof h.size, records.size);
	finish_header(&h);
	tar_emit(records.bytes, records.size);
	tar_emit_padding(records.size);
	records.size = 0;
}

/* Into the header's field, and as a record when it does not fit there as it is. */
void tar_put_name(char *field, size_t size, const char *key, const char *name)
{
	size_t n = strlen(name);
	bool ascii = true;
	for (const char *c = name; *c; c++)
		ascii = ascii && (uint8_t)*c < 0x80;
	memcpy(field, name, n < size ? n : size);
	if (ascii && n <= size)
		return;
	if (!utf8_valid(name))
		record_text("hdrcharset", "BINARY");
	record_text(key, name);
}

void tar_put_time(struct tar_header *h, const struct stat *st)
{
	char text[40];
	bool fits = st->st_mtim.tv_sec >= 0 && tar_put_number(h->mtime, sizeof h->mtime, st->st_mtim.tv_sec);
	if (fits && st->st_mtim.tv_nsec == 0)
		return;
	if (!fits)
		tar_put_number(h->mtime, sizeof h->mtime, 0);
	long long seconds = st->st_mtim.tv_sec;
	long nanoseconds = st->st_mtim.tv_nsec;
	/* -1.5 is stored as -2 seconds and 500,000,000 nanoseconds. */
	bool negative = seconds < 0;
	if (negative && nanoseconds > 0) {
		seconds++;
		nanoseconds = 1000000000 - nanoseconds;
	}
	int n = snprintf(text, sizeof text, "%s%lld.%09ld", negative ? "-" : "", negative ? -seconds : seconds, nanoseconds);
	while (text[n - 1] == '0')
		text[--n] = 0;
	if (text[n - 1] == '.')
		text[--n] = 0;
	record_text("mtime", text);
}

void tar_put_id(char *field, const char *key, uint32_t id)
{
	if (!tar_put_number(field, 8, id)) {
		tar_put_number(field, 8, 0);
		tar_record_number(key, id);
	}
}

void tar_finish_header(struct tar_header *h)
{
	emit_records();
	finish_header(h);
}
