#define _GNU_SOURCE
#include "http_connect.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "frame.h"

struct connection {
	int fd;
	uint8_t bytes[16384];
	size_t at, size;
	bool any;
};

int64_t http_now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- request ---- */

static void append(struct buffer *b, const char *text)
{
	memcpy(buffer_extend(b, strlen(text)), text, strlen(text));
}

static bool same_name(const char *header, const char *name)
{
	size_t n = strlen(name);
	return !strncasecmp(header, name, n) && (header[n] == ':' || header[n] == ';');
}

/* A header that the user has not given otherwise. */
static void append_default(struct exchange *x, struct buffer *b, const char *name, const char *value)
{
	for (int i = 0; x->headers[i]; i++)
		if (same_name(x->headers[i], name))
			return;
	append(b, name);
	append(b, ": ");
	append(b, value);
	append(b, "\r\n");
}

static void append_basic(struct exchange *x, struct buffer *b, const char *user)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	struct buffer text = {0};
	size_t n = strlen(user);
	append(&text, "Basic ");
	for (size_t i = 0; i < n; i += 3) {
		uint32_t word = (uint8_t)user[i] << 16 | (i + 1 < n ? (uint8_t)user[i + 1] << 8 : 0) | (i + 2 < n ? (uint8_t)user[i + 2] : 0);
		char four[5] = {digits[word >> 18], digits[word >> 12 & 63], i + 1 < n ? digits[word >> 6 & 63] : '=',
				i + 2 < n ? digits[word & 63] : '='};
		append(&text, four);
	}
	*buffer_extend(&text, 1) = 0;
	append_default(x, b, "Authorization", (char *)text.bytes);
	buffer_free(&text);
}

static void build_request(struct exchange *x, struct buffer *b)
{
	const struct url *u = x->url;
	char text[300];
	bool v6 = strchr(u->host, ':');
	append(b, x->method);
	append(b, " ");
	append(b, u->path);
	append(b, " HTTP/1.1\r\n");
	snprintf(text, sizeof text, v6 ? "[%.250s]" : "%.250s", u->host);
	if (u->port != 80)
		snprintf(text + strlen(text), 16, ":%d", u->port);
	append_default(x, b, "Host", text);
	if (x->user || u->user)
		append_basic(x, b, x->user ? x->user : u->user);
	append_default(x, b, "User-Agent", x->agent);
	append_default(x, b, "Accept", "*/*");
	append_default(x, b, "Connection", "close");
	for (int i = 0; x->headers[i]; i++) {
		const char *h = x->headers[i], *colon = strpbrk(h, ":;");
		if (!colon || (*colon == ':' && colon[1 + strspn(colon + 1, " ")] == 0))
			continue;
		/* "Name;" sends the header without a value. */
		append(b, h);
		if (*colon == ';')
			b->bytes[b->size - strlen(colon)] = ':';
		append(b, "\r\n");
	}
	if (x->has_body) {
		snprintf(text, sizeof text, "%zu", x->body_size);
		append_default(x, b, "Content-Length", text);
	}
	append(b, "\r\n");
}

static void show(const char *mark, const uint8_t *bytes, size_t n)
{
	while (n > 0) {
		const uint8_t *end = memchr(bytes, '\n', n);
		size_t line = end ? (size_t)(end - bytes) + 1 : n;
		fputs(mark, stderr);
		fwrite(bytes, 1, line, stderr);
		bytes += line;
		n -= line;
	}
}

static int send_bytes(struct exchange *x, int fd, const uint8_t *bytes, size_t n)
{
	while (n > 0) {
		ssize_t sent = send(fd, bytes, n, MSG_NOSIGNAL);
		if (sent < 0 && errno == EAGAIN) {
			if (!http_wait(fd, POLLOUT, x->deadline))
				return http_timed_out(x);
			continue;
		}
		if (sent < 0 && (errno == EPIPE || errno == ECONNRESET))
			return OK; /* The server may have answered all the same. */
		if (sent < 0)
			return http_fail(x, SEND, "Send failure: %s", strerror(errno));
		bytes += sent;
		n -= sent;
	}
	return OK;
}

/* ---- response ---- */

/* 0 and `c->at == c->size` at the end of the stream. */
static int receive(struct exchange *x, struct connection *c)
{
	c->at = c->size = 0;
	for (;;) {
		ssize_t n = recv(c->fd, c->bytes, sizeof c->bytes, 0);
		if (n >= 0) {
			c->size = n;
			c->any = c->any || n > 0;
			return OK;
		}
		if (errno == EAGAIN) {
			if (!http_wait(c->fd, POLLIN, x->deadline))
				return http_timed_out(x);
		} else if (errno != EINTR)
			return http_fail(x, RECEIVE, "Recv failure: %s", strerror(errno));
	}
}

/* One line without its end, at most `size` - 1 bytes of it. `*ended`: the stream did before. */
static int read_line(struct exchange *x, struct connection *c, char *line, size_t size, bool *ended)
{
	size_t n = 0;
	*ended = false;
	for (;;) {
		if (c->at == c->size) {
			int code = receive(x, c);
			if (code)
				return code;
			if (c->size == 0) {
				*ended = true;
				break;
			}
		}
		char byte = c->bytes[c->at++];
		if (byte == '\n')
			break;
		if (n < size - 1)
			line[n++] = byte;
	}
	if (n > 0 && line[n - 1] == '\r')
		n--;
	line[n] = 0;
	return OK;
}

static int write_body(struct exchange *x, const uint8_t *bytes, size_t n)
{
	FILE *to = x->output(x->context, x->status);
	x->received += n;
	if (to && n && fwrite(bytes, 1, n, to) != n)
		return http_fail(x, WRITE, "Failure writing output to destination");
	if (to && x->unbuffered)
		fflush(to);
	return OK;
}

/* `size` bytes; UINT64_MAX: up to the end of the stream. */
static int copy_body(struct exchange *x, struct connection *c, uint64_t size)
{
	while (size > 0) {
		int code;
		if (c->at == c->size) {
			/* What is there is shown before more is waited for. */
			if ((code = receive(x, c)))
				return code;
			if (c->size == 0) {
				if (size == UINT64_MAX)
					return OK;
				return http_fail(x, PARTIAL, "transfer closed with %llu bytes remaining to read", (unsigned long long)size);
			}
		}
		size_t n = c->size - c->at < size ? c->size - c->at : size;
		if ((code = write_body(x, c->bytes + c->at, n)))
			return code;
		c->at += n;
		if (size != UINT64_MAX)
			size -= n;
	}
	return OK;
}

static int copy_chunks(struct exchange *x, struct connection *c)
{
	char line[256];
	bool ended;
	for (;;) {
		int code = read_line(x, c, line, sizeof line, &ended);
		char *end;
		uint64_t size = strtoull(line, &end, 16);
		if (code)
			return code;
		if (ended)
			return http_fail(x, PARTIAL, "transfer closed with outstanding read data remaining");
		if (end == line)
			return http_fail(x, RECEIVE, "Malformed encoding found in chunked-encoding");
		if (size == 0)
			break;
		if ((code = copy_body(x, c, size)) || (code = read_line(x, c, line, sizeof line, &ended)))
			return code;
	}
	/* Trailers, and the empty line. */
	do {
		int code = read_line(x, c, line, sizeof line, &ended);
		if (code)
			return code;
	} while (*line && !ended);
	return OK;
}

static void show_header(struct exchange *x, const char *line)
{
	if (x->verbose)
		fprintf(stderr, "< %s\r\n", line);
	if (x->headers_to)
		fprintf(x->headers_to, "%s\r\n", line);
	if (x->include) {
		FILE *to = x->output(x->context, x->status);
		if (to)
			fprintf(to, "%s\r\n", line);
	}
}

static int read_response(struct exchange *x, struct connection *c)
{
	char line[16384];
	bool ended, chunked, sized;
	uint64_t size;
	do {
		int code = read_line(x, c, line, sizeof line, &ended);
		if (code)
			return code;
		if (ended && !c->any)
			return http_fail(x, EMPTY, "Empty reply from server");
		if (strncmp(line, "HTTP/1.", 7) || strlen(line) < 12)
			return http_fail(x, 1, "Received HTTP/0.9 when not allowed");
		x->status = atoi(line + 9);
		size = UINT64_MAX;
		chunked = sized = false;
		show_header(x, line);
		for (;;) {
			if ((code = read_line(x, c, line, sizeof line, &ended)))
				return code;
			if (ended)
				return http_fail(x, RECEIVE, "Recv failure: Connection reset by peer");
			show_header(x, line);
			if (*line == 0)
				break;
			char *value = strchr(line, ':');
			if (!value)
				return http_fail(x, WEIRD, "Header without colon");
			*value++ = 0;
			value += strspn(value, " \t");
			if (!strcasecmp(line, "content-length")) {
				size = strtoull(value, NULL, 10);
				sized = true;
			} else if (!strcasecmp(line, "transfer-encoding"))
				chunked = strcasestr(value, "chunked");
			else if (!strcasecmp(line, "location")) {
				free(x->location);
				x->location = strdup(value);
			} else if (!strcasecmp(line, "content-type")) {
				free(x->content_type);
				x->content_type = strdup(value);
			}
		}
	} while (x->status >= 100 && x->status < 200);
	if (x->head || x->status == 204 || x->status == 304)
		return OK;
	if (chunked)
		return copy_chunks(x, c);
	if (sized && size == 0)
		return write_body(x, NULL, 0);
	return copy_body(x, c, size);
}

int http_run(struct exchange *x)
{
	static struct connection c;
	struct buffer request = {0};
	c = (struct connection){.fd = -1};
	x->started = http_now();
	if (strcmp(x->url->scheme, "http"))
		return http_fail(x, 1, "Protocol \"%s\" not supported: this guest has no TLS and no internet", x->url->scheme);
	int code = http_connect(x, &c.fd);
	if (code == OK) {
		build_request(x, &request);
		if (x->verbose)
			show("> ", request.bytes, request.size);
		code = send_bytes(x, c.fd, request.bytes, request.size);
	}
	if (code == OK && x->has_body)
		code = send_bytes(x, c.fd, x->body, x->body_size);
	if (code == OK)
		code = read_response(x, &c);
	if (c.fd >= 0)
		close(c.fd);
	buffer_free(&request);
	return code;
}

void exchange_free(struct exchange *x)
{
	free(x->location);
	free(x->content_type);
	x->location = x->content_type = NULL;
}
