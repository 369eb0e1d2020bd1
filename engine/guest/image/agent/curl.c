/*
 * `curl`: the part of curl(1) that people use against servers in containers. Its own small HTTP client, not the curl project's
 * program: `curl --version` says so. Options, messages and exit codes are the real one's.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "applets.h"
#include "curl_options.h"

struct target {
	const char *path; /* NULL: stdout */
	FILE *file;
	bool failed;
};

/* With --fail an error's page is not shown; with --location a redirection's neither. */
static FILE *open_output(void *context, int status)
{
	struct target *t = context;
	if ((options.fail && status >= 400) || (options.follow && status >= 300 && status < 400 && !options.include && !options.head))
		return NULL;
	if (!t->file && !t->failed) {
		t->file = t->path ? fopen(t->path, "we") : stdout;
		t->failed = !t->file;
	}
	return t->file;
}

static void write_time(int64_t milliseconds)
{
	printf("%lld.%03lld000", (long long)(milliseconds / 1000), (long long)(milliseconds % 1000));
}

static void write_variable(const char *name, size_t n, const struct exchange *x, const char *url)
{
	char key[64];
	snprintf(key, sizeof key, "%.*s", (int)n, name);
	if (!strcmp(key, "http_code") || !strcmp(key, "response_code"))
		printf("%03d", x->status);
	else if (!strcmp(key, "size_download"))
		printf("%llu", (unsigned long long)x->received);
	else if (!strcmp(key, "content_type"))
		printf("%s", x->content_type ? x->content_type : "");
	else if (!strcmp(key, "url_effective") || !strcmp(key, "url"))
		printf("%s", url);
	else if (!strcmp(key, "remote_ip"))
		printf("%s", x->remote);
	else if (!strcmp(key, "remote_port"))
		printf("%d", x->url->port);
	else if (!strcmp(key, "redirect_url"))
		printf("%s", x->location ? x->location : "");
	else if (!strcmp(key, "method"))
		printf("%s", x->method);
	else if (!strcmp(key, "time_total"))
		write_time(http_now() - x->started);
	else if (!strcmp(key, "time_connect"))
		write_time(x->connected ? x->connected - x->started : 0);
	else
		fprintf(stderr, "curl: unknown --write-out variable: '%s'\n", key);
}

static void write_format(const struct exchange *x, const char *url)
{
	for (const char *c = options.format; *c; c++) {
		const char *end;
		if (c[0] == '%' && c[1] == '{' && (end = strchr(c, '}'))) {
			write_variable(c + 2, end - c - 2, x, url);
			c = end;
		} else if (c[0] == '%' && c[1] == '%')
			putchar(*++c);
		else if (c[0] == '\\' && c[1]) {
			c++;
			putchar(*c == 'n' ? '\n' : *c == 't' ? '\t' : *c == 'r' ? '\r' : *c);
		} else
			putchar(*c);
	}
}

static void prepare(struct exchange *x, struct buffer *upload)
{
	memcpy(x->headers, options.headers, sizeof x->headers);
	memcpy(x->resolve, options.resolve, sizeof x->resolve);
	int n = options.header_count;
	x->method = "GET";
	if (options.has_data && !options.get) {
		x->method = "POST";
		x->body = options.data.bytes;
		x->body_size = options.data.size;
		x->has_body = true;
		bool typed = false;
		for (int i = 0; i < n; i++)
			typed = typed || !strncasecmp(options.headers[i], "content-type:", 13);
		if (!typed && n < HEADERS_MAX)
			x->headers[n++] = options.json ? "Content-Type: application/json" : "Content-Type: application/x-www-form-urlencoded";
		if (options.json && n < HEADERS_MAX)
			x->headers[n++] = "Accept: application/json";
	}
	if (options.upload) {
		curl_read_all(options.upload, upload, false);
		x->method = "PUT";
		x->body = upload->bytes;
		x->body_size = upload->size;
		x->has_body = true;
	}
	if (options.head) {
		x->method = "HEAD";
		x->head = true;
	}
	if (options.method)
		x->method = options.method;
	x->include = options.include || options.head;
	x->verbose = options.verbose;
	x->unbuffered = options.unbuffered;
	x->user = options.user;
	x->agent = options.agent;
	x->unix_socket = options.unix_socket;
}

/* Redirections and all. `*url` becomes the last one asked. */
static int fetch(struct exchange *x, char **url, struct url *parsed)
{
	struct buffer upload = {0};
	prepare(x, &upload);
	int64_t now = http_now();
	x->deadline = options.limit > 0 ? now + options.limit : 0;
	for (int redirects = 0;; redirects++) {
		if (!url_parse(*url, parsed)) {
			strcpy(x->error, "URL using bad/illegal format or missing URL");
			return 3;
		}
		x->url = parsed;
		x->connect_deadline = options.connect_limit > 0 ? http_now() + options.connect_limit : 0;
		int code = http_run(x);
		if (code || !options.follow || !x->location || x->status < 300 || x->status >= 400)
			return code;
		if (redirects == options.max_redirects) {
			snprintf(x->error, sizeof x->error, "Maximum (%d) redirects followed", options.max_redirects);
			return 47;
		}
		char *next = url_resolve(parsed, x->location);
		/* As browsers do: after 301, 302 and 303 a POST becomes a GET. */
		if (x->status == 303 || (x->status < 303 && !strcmp(x->method, "POST") && !options.method)) {
			x->has_body = false;
			x->method = x->head ? "HEAD" : "GET";
		}
		exchange_free(x);
		url_free(parsed);
		free(*url);
		*url = next;
	}
}

static bool worth_another(int code, const struct exchange *x)
{
	if (options.retry_all && (code || x->status >= 400))
		return true;
	if (code)
		return code == 28 || (code == 7 && options.retry_refused);
	return x->status == 408 || x->status == 429 || x->status == 500 || (x->status >= 502 && x->status <= 504);
}

static const char *remote_name(const char *url)
{
	const char *start = strstr(url, "://"), *slash = strrchr(start ? start + 3 : url, '/');
	return slash && slash[1] ? slash + 1 : "curl_response";
}

static int transfer(const char *text)
{
	struct target target = {.path = options.remote_name ? remote_name(text) : options.output && strcmp(options.output, "-") ? options.output : NULL};
	struct exchange x;
	struct url parsed = {0};
	int code, delay = 1;
	char *url = NULL;
	for (int attempt = 0;; attempt++) {
		free(url);
		url = strdup(text);
		if (options.get && options.has_data) {
			*buffer_extend(&options.data, 1) = 0;
			url = curl_joined(curl_joined(url, strchr(url, '?') ? "&" : "?"), (char *)options.data.bytes);
			options.data.size--;
		}
		x = (struct exchange){.output = open_output, .context = &target};
		x.headers_to = options.dump ? (strcmp(options.dump, "-") ? fopen(options.dump, "we") : stdout) : NULL;
		code = fetch(&x, &url, &parsed);
		if (x.headers_to && x.headers_to != stdout)
			fclose(x.headers_to);
		if (attempt == options.retries || !worth_another(code, &x))
			break;
		int wait = options.retry_delay ? options.retry_delay : delay;
		if (!options.silent)
			fprintf(stderr, "Warning: Problem: %s. Will retry in %d second%s. %d %s left.\n", code ? x.error : "HTTP error", wait,
				wait == 1 ? "" : "s", options.retries - attempt, options.retries - attempt == 1 ? "retry" : "retries");
		exchange_free(&x);
		url_free(&parsed);
		sleep(wait);
		delay = delay < 300 ? delay * 2 : 600;
	}
	if (code == 0 && (options.fail || options.fail_with_body) && x.status >= 400) {
		snprintf(x.error, sizeof x.error, "The requested URL returned error: %d", x.status);
		code = 22;
	}
	if (target.failed) {
		snprintf(x.error, sizeof x.error, "Failure writing output to destination");
		code = 23;
	}
	if (target.file && target.file != stdout)
		fclose(target.file);
	fflush(stdout);
	if (code && (!options.silent || options.show_error))
		fprintf(stderr, "curl: (%d) %s\n", code, x.error);
	if (options.format && x.url)
		write_format(&x, url);
	exchange_free(&x);
	url_free(&parsed);
	free(url);
	return code;
}

int curl_main(int argc, char **argv)
{
	int code = 0;
	curl_parse(argc, argv);
	if (options.url_count == 0) {
		fputs("curl: (2) no URL specified\ncurl: try 'curl --help' for more information\n", stderr);
		return 2;
	}
	for (int i = 0; i < options.url_count; i++) {
		code = transfer(options.urls[i]);
		/* -o belongs to the first URL. */
		if (!options.remote_name)
			options.output = NULL;
	}
	fflush(stdout);
	return code;
}
