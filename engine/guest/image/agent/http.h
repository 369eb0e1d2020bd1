/* One HTTP/1.1 exchange, as `curl` needs it. */
#ifndef HTTP_H
#define HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define HEADERS_MAX 64

struct url {
	char *scheme, *user, *host, *path; /* `path` with the query, from its slash; without the fragment */
	int port;
	bool has_port;
};

/* Without a scheme it is http. False: malformed. */
bool url_parse(const char *text, struct url *url);
/* What `location` means on a page at `base`; the caller's to free. */
char *url_resolve(const struct url *base, const char *location);
void url_free(struct url *url);

struct exchange {
	/* In. */
	const struct url *url;
	const char *method;
	const char *headers[HEADERS_MAX + 1]; /* "Name: value"; "Name:" takes a default one away */
	const uint8_t *body;
	size_t body_size;
	bool has_body, head, verbose, include, unbuffered;
	const char *user, *agent, *unix_socket, *resolve[8];
	int64_t deadline, connect_deadline; /* ms of http_now; 0: none */
	FILE *headers_to; /* header lines to here, with `include` to the output too */
	/* Opens the output when the first byte is there; NULL: cannot be written. */
	FILE *(*output)(void *context, int status);
	void *context;
	/* Out. */
	int status;
	char *location, *content_type, remote[64];
	uint64_t received;
	int64_t started, connected;
	char error[256];
};

int64_t http_now(void);
/* 0, or curl's exit code with `error` set. */
int http_run(struct exchange *x);
void exchange_free(struct exchange *x);

#endif
