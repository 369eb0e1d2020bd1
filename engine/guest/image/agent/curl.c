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
#include "frame.h"
#include "http.h"

static struct {
	bool silent, show_error, fail, fail_with_body, include, head, follow, remote_name, verbose, unbuffered, get;
	bool retry_refused, retry_all;
	int retries, retry_delay, max_redirects;
	int64_t limit, connect_limit; /* ms */
	const char *method, *format, *user, *agent, *unix_socket, *output, *dump, *upload;
	const char *headers[HEADERS_MAX + 1], *resolve[8], *urls[64];
	int header_count, resolve_count, url_count;
	struct buffer data;
	bool has_data, json;
} o = {.agent = "curl/8 (drydock)", .max_redirects = 50};

static _Noreturn void usage(const char *what, const char *why)
{
	fprintf(stderr, "curl: option %s: %s\ncurl: try 'curl --help' for more information\n", what, why);
	exit(2);
}

/* ---- options ---- */

struct option {
	char letter;
	const char *name;
	bool value;
};

static const struct option known[] = {
	{'s', "silent", false},
	{'S', "show-error", false},
	{'f', "fail", false},
	{'i', "include", false},
	{'i', "show-headers", false},
	{'I', "head", false},
	{'o', "output", true},
	{'O', "remote-name", false},
	{'L', "location", false},
	{'X', "request", true},
	{'d', "data", true},
	{'d', "data-ascii", true},
	{'H', "header", true},
	{'v', "verbose", false},
	{'w', "write-out", true},
	{'m', "max-time", true},
	{'u', "user", true},
	{'A', "user-agent", true},
	{'e', "referer", true},
	{'b', "cookie", true},
	{'D', "dump-header", true},
	{'T', "upload-file", true},
	{'G', "get", false},
	{'N', "no-buffer", false},
	{'V', "version", false},
	{'h', "help", false},
	/* Without effect here. */
	{'k', "insecure", false},
	{'#', "progress-bar", false},
	{'g', "globoff", false},
	{'q', "disable", false},
	{'4', "ipv4", false},
	{'6', "ipv6", false},
	{'0', "http1.0", false},
	{0, "http1.1", false},
	{0, "compressed", false},
	{0, "no-progress-meter", false},
	{0, "path-as-is", false},
	/* Long ones. */
	{0, "data-raw", true},
	{0, "data-binary", true},
	{0, "json", true},
	{0, "connect-timeout", true},
	{0, "retry", true},
	{0, "retry-delay", true},
	{0, "retry-max-time", true},
	{0, "retry-connrefused", false},
	{0, "retry-all-errors", false},
	{0, "fail-with-body", false},
	{0, "max-redirs", true},
	{0, "unix-socket", true},
	{0, "resolve", true},
	{0, "url", true},
};

static void add_header(const char *text)
{
	if (o.header_count < HEADERS_MAX)
		o.headers[o.header_count++] = text;
}

static char *joined(const char *a, const char *b)
{
	char *text = must_alloc(strlen(a) + strlen(b) + 1);
	strcpy(text, a);
	return strcat(text, b);
}

static void read_all(const char *path, struct buffer *into, bool lines)
{
	FILE *file = strcmp(path, "-") ? fopen(path, "re") : stdin;
	int c;
	if (!file) {
		fprintf(stderr, "curl: Failed to open %s\n", path);
		exit(26);
	}
	while ((c = getc(file)) != EOF)
		/* --data takes line ends out. */
		if (!lines || (c != '\n' && c != '\r'))
			*buffer_extend(into, 1) = c;
	if (file != stdin)
		fclose(file);
}

static void add_data(const char *value, bool files, bool lines)
{
	if (o.has_data && !o.json)
		*buffer_extend(&o.data, 1) = '&';
	o.has_data = true;
	if (files && *value == '@')
		read_all(value + 1, &o.data, lines);
	else
		memcpy(buffer_extend(&o.data, strlen(value)), value, strlen(value));
}

/* "2.5" in milliseconds. */
static int64_t parse_seconds(const char *text)
{
	char *rest;
	int64_t ms = strtoll(text, &rest, 10) * 1000;
	if (*rest == '.')
		for (int unit = 100; unit > 0 && rest[1] >= '0' && rest[1] <= '9'; unit /= 10)
			ms += (*++rest - '0') * unit;
	return ms;
}

static void set_long(const char *name, const char *value)
{
	if (!strcmp(name, "data-raw"))
		add_data(value, false, false);
	else if (!strcmp(name, "data-binary"))
		add_data(value, true, false);
	else if (!strcmp(name, "json")) {
		o.json = true;
		add_data(value, true, false);
	} else if (!strcmp(name, "connect-timeout"))
		o.connect_limit = parse_seconds(value);
	else if (!strcmp(name, "retry"))
		o.retries = atoi(value);
	else if (!strcmp(name, "retry-delay"))
		o.retry_delay = atoi(value);
	else if (!strcmp(name, "retry-connrefused"))
		o.retry_refused = true;
	else if (!strcmp(name, "retry-all-errors"))
		o.retry_all = true;
	else if (!strcmp(name, "fail-with-body"))
		o.fail_with_body = true;
	else if (!strcmp(name, "max-redirs"))
		o.max_redirects = atoi(value);
	else if (!strcmp(name, "unix-socket"))
		o.unix_socket = value;
	else if (!strcmp(name, "resolve")) {
		if (o.resolve_count < 8)
			o.resolve[o.resolve_count++] = value;
	} else if (!strcmp(name, "url") && o.url_count < 64)
		o.urls[o.url_count++] = value;
}

static void help(void)
{
	puts("Usage: curl [options...] <url>\nOptions known here:");
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		if (known[i].letter)
			printf(" -%c, ", known[i].letter);
		else
			printf("     ");
		printf("--%s%s\n", known[i].name, known[i].value ? " <value>" : "");
	}
	exit(0);
}

static void version(void)
{
	puts("curl (drydock): a small HTTP/1.1 client of this guest, not the program of the curl project.\n"
	     "Protocols: http\nFeatures: chunked, redirects, retry, unix sockets. No TLS.");
	exit(0);
}

static void set_short(char letter, const char *value)
{
	switch (letter) {
	case 's': o.silent = true; break;
	case 'S': o.show_error = true; break;
	case 'f': o.fail = true; break;
	case 'i': o.include = true; break;
	case 'I': o.head = true; break;
	case 'o': o.output = value; break;
	case 'O': o.remote_name = true; break;
	case 'L': o.follow = true; break;
	case 'X': o.method = value; break;
	case 'd': add_data(value, true, true); break;
	case 'H': add_header(value); break;
	case 'v': o.verbose = true; break;
	case 'w': o.format = value; break;
	case 'm': o.limit = parse_seconds(value); break;
	case 'u': o.user = value; break;
	case 'A': o.agent = value; break;
	case 'e': add_header(joined("Referer: ", value)); break;
	case 'b': add_header(joined("Cookie: ", value)); break;
	case 'D': o.dump = value; break;
	case 'T': o.upload = value; break;
	case 'G': o.get = true; break;
	case 'N': o.unbuffered = true; break;
	case 'V': version(); break;
	case 'h': help(); break;
	}
}

static const struct option *find_long(const char *name)
{
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (!strcmp(known[i].name, name))
			return &known[i];
	return NULL;
}

static const struct option *find_short(char letter)
{
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (known[i].letter == letter)
			return &known[i];
	return NULL;
}

static void parse_short(int argc, char **argv, int *i)
{
	for (const char *c = argv[*i] + 1; *c; c++) {
		const struct option *found = find_short(*c);
		char name[3] = {'-', *c, 0};
		if (!found)
			usage(name, "is unknown");
		if (!found->value) {
			set_short(*c, NULL);
			continue;
		}
		if (c[1])
			set_short(*c, c + 1);
		else if (*i + 1 < argc)
			set_short(*c, argv[++*i]);
		else
			usage(name, "requires parameter");
		return;
	}
}

static void parse(int argc, char **argv)
{
	bool options = true;
	for (int i = 1; i < argc; i++) {
		const char *a = argv[i];
		if (options && !strcmp(a, "--"))
			options = false;
		else if (options && !strncmp(a, "--", 2)) {
			const struct option *found = find_long(a + 2);
			if (!found)
				usage(a, "is unknown");
			if (found->value && i + 1 >= argc)
				usage(a, "requires parameter");
			const char *value = found->value ? argv[++i] : NULL;
			if (found->letter)
				set_short(found->letter, value);
			else
				set_long(found->name, value);
		} else if (options && *a == '-' && a[1])
			parse_short(argc, argv, &i);
		else if (o.url_count < 64)
			o.urls[o.url_count++] = a;
	}
}

/* ---- one URL ---- */

struct target {
	const char *path; /* NULL: stdout */
	FILE *file;
	bool failed;
};

/* With --fail an error's page is not shown; with --location a redirection's neither. */
static FILE *open_output(void *context, int status)
{
	struct target *t = context;
	if ((o.fail && status >= 400) || (o.follow && status >= 300 && status < 400 && !o.include && !o.head))
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
	for (const char *c = o.format; *c; c++) {
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
	memcpy(x->headers, o.headers, sizeof x->headers);
	memcpy(x->resolve, o.resolve, sizeof x->resolve);
	int n = o.header_count;
	x->method = "GET";
	if (o.has_data && !o.get) {
		x->method = "POST";
		x->body = o.data.bytes;
		x->body_size = o.data.size;
		x->has_body = true;
		bool typed = false;
		for (int i = 0; i < n; i++)
			typed = typed || !strncasecmp(o.headers[i], "content-type:", 13);
		if (!typed && n < HEADERS_MAX)
			x->headers[n++] = o.json ? "Content-Type: application/json" : "Content-Type: application/x-www-form-urlencoded";
		if (o.json && n < HEADERS_MAX)
			x->headers[n++] = "Accept: application/json";
	}
	if (o.upload) {
		read_all(o.upload, upload, false);
		x->method = "PUT";
		x->body = upload->bytes;
		x->body_size = upload->size;
		x->has_body = true;
	}
	if (o.head) {
		x->method = "HEAD";
		x->head = true;
	}
	if (o.method)
		x->method = o.method;
	x->include = o.include || o.head;
	x->verbose = o.verbose;
	x->unbuffered = o.unbuffered;
	x->user = o.user;
	x->agent = o.agent;
	x->unix_socket = o.unix_socket;
}

/* Redirections and all. `*url` becomes the last one asked. */
static int fetch(struct exchange *x, char **url, struct url *parsed)
{
	struct buffer upload = {0};
	prepare(x, &upload);
	int64_t now = http_now();
	x->deadline = o.limit > 0 ? now + o.limit : 0;
	for (int redirects = 0;; redirects++) {
		if (!url_parse(*url, parsed)) {
			strcpy(x->error, "URL using bad/illegal format or missing URL");
			return 3;
		}
		x->url = parsed;
		x->connect_deadline = o.connect_limit > 0 ? http_now() + o.connect_limit : 0;
		int code = http_run(x);
		if (code || !o.follow || !x->location || x->status < 300 || x->status >= 400)
			return code;
		if (redirects == o.max_redirects) {
			snprintf(x->error, sizeof x->error, "Maximum (%d) redirects followed", o.max_redirects);
			return 47;
		}
		char *next = url_resolve(parsed, x->location);
		/* As browsers do: after 301, 302 and 303 a POST becomes a GET. */
		if (x->status == 303 || (x->status < 303 && !strcmp(x->method, "POST") && !o.method)) {
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
	if (o.retry_all && (code || x->status >= 400))
		return true;
	if (code)
		return code == 28 || (code == 7 && o.retry_refused);
	return x->status == 408 || x->status == 429 || x->status == 500 || (x->status >= 502 && x->status <= 504);
}

static const char *remote_name(const char *url)
{
	const char *start = strstr(url, "://"), *slash = strrchr(start ? start + 3 : url, '/');
	return slash && slash[1] ? slash + 1 : "curl_response";
}

static int transfer(const char *text)
{
	struct target target = {.path = o.remote_name ? remote_name(text) : o.output && strcmp(o.output, "-") ? o.output : NULL};
	struct exchange x;
	struct url parsed = {0};
	int code, delay = 1;
	char *url = NULL;
	for (int attempt = 0;; attempt++) {
		free(url);
		url = strdup(text);
		if (o.get && o.has_data) {
			*buffer_extend(&o.data, 1) = 0;
			url = joined(joined(url, strchr(url, '?') ? "&" : "?"), (char *)o.data.bytes);
			o.data.size--;
		}
		x = (struct exchange){.output = open_output, .context = &target};
		x.headers_to = o.dump ? (strcmp(o.dump, "-") ? fopen(o.dump, "we") : stdout) : NULL;
		code = fetch(&x, &url, &parsed);
		if (x.headers_to && x.headers_to != stdout)
			fclose(x.headers_to);
		if (attempt == o.retries || !worth_another(code, &x))
			break;
		int wait = o.retry_delay ? o.retry_delay : delay;
		if (!o.silent)
			fprintf(stderr, "Warning: Problem: %s. Will retry in %d second%s. %d %s left.\n", code ? x.error : "HTTP error", wait,
				wait == 1 ? "" : "s", o.retries - attempt, o.retries - attempt == 1 ? "retry" : "retries");
		exchange_free(&x);
		url_free(&parsed);
		sleep(wait);
		delay = delay < 300 ? delay * 2 : 600;
	}
	if (code == 0 && (o.fail || o.fail_with_body) && x.status >= 400) {
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
	if (code && (!o.silent || o.show_error))
		fprintf(stderr, "curl: (%d) %s\n", code, x.error);
	if (o.format && x.url)
		write_format(&x, url);
	exchange_free(&x);
	url_free(&parsed);
	free(url);
	return code;
}

int curl_main(int argc, char **argv)
{
	int code = 0;
	parse(argc, argv);
	if (o.url_count == 0) {
		fputs("curl: (2) no URL specified\ncurl: try 'curl --help' for more information\n", stderr);
		return 2;
	}
	for (int i = 0; i < o.url_count; i++) {
		code = transfer(o.urls[i]);
		/* -o belongs to the first URL. */
		if (!o.remote_name)
			o.output = NULL;
	}
	fflush(stdout);
	return code;
}
