/* The options of `curl`, as parsed. */
#ifndef CURL_OPTIONS_H
#define CURL_OPTIONS_H

#include "frame.h"
#include "http.h"

struct curl_options {
	bool silent, show_error, fail, fail_with_body, include, head, follow, remote_name, verbose, unbuffered, get;
	bool retry_refused, retry_all;
	int retries, retry_delay, max_redirects;
	int64_t limit, connect_limit; /* ms */
	const char *method, *format, *user, *agent, *unix_socket, *output, *dump, *upload;
	const char *headers[HEADERS_MAX + 1], *resolve[8], *urls[64];
	int header_count, resolve_count, url_count;
	struct buffer data;
	bool has_data, json;
};

extern struct curl_options options;

/* Exits with 2 for what it does not know. */
void curl_parse(int argc, char **argv);
/* A file's content at the end of `into`, `lines`: without line ends; exits with 26 when it cannot be read. "-" is stdin. */
void curl_read_all(const char *path, struct buffer *into, bool lines);
char *curl_joined(const char *a, const char *b);

#endif
