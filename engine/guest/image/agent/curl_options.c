#define _GNU_SOURCE
#include "curl_options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct curl_options options = {.agent = "curl/8 (drydock)", .max_redirects = 50};

static _Noreturn void usage(const char *what, const char *why)
{
	fprintf(stderr, "curl: option %s: %s\ncurl: try 'curl --help' for more information\n", what, why);
	exit(2);
}

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
	if (options.header_count < HEADERS_MAX)
		options.headers[options.header_count++] = text;
}

char *curl_joined(const char *a, const char *b)
{
	char *text = must_alloc(strlen(a) + strlen(b) + 1);
	strcpy(text, a);
	return strcat(text, b);
}

void curl_read_all(const char *path, struct buffer *into, bool lines)
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
	if (options.has_data && !options.json)
		*buffer_extend(&options.data, 1) = '&';
	options.has_data = true;
	if (files && *value == '@')
		curl_read_all(value + 1, &options.data, lines);
	else
		memcpy(buffer_extend(&options.data, strlen(value)), value, strlen(value));
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
		options.json = true;
		add_data(value, true, false);
	} else if (!strcmp(name, "connect-timeout"))
		options.connect_limit = parse_seconds(value);
	else if (!strcmp(name, "retry"))
		options.retries = atoi(value);
	else if (!strcmp(name, "retry-delay"))
		options.retry_delay = atoi(value);
	else if (!strcmp(name, "retry-connrefused"))
		options.retry_refused = true;
	else if (!strcmp(name, "retry-all-errors"))
		options.retry_all = true;
	else if (!strcmp(name, "fail-with-body"))
		options.fail_with_body = true;
	else if (!strcmp(name, "max-redirs"))
		options.max_redirects = atoi(value);
	else if (!strcmp(name, "unix-socket"))
		options.unix_socket = value;
	else if (!strcmp(name, "resolve")) {
		if (options.resolve_count < 8)
			options.resolve[options.resolve_count++] = value;
	} else if (!strcmp(name, "url") && options.url_count < 64)
		options.urls[options.url_count++] = value;
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
	case 's': options.silent = true; break;
	case 'S': options.show_error = true; break;
	case 'f': options.fail = true; break;
	case 'i': options.include = true; break;
	case 'I': options.head = true; break;
	case 'o': options.output = value; break;
	case 'O': options.remote_name = true; break;
	case 'L': options.follow = true; break;
	case 'X': options.method = value; break;
	case 'd': add_data(value, true, true); break;
	case 'H': add_header(value); break;
	case 'v': options.verbose = true; break;
	case 'w': options.format = value; break;
	case 'm': options.limit = parse_seconds(value); break;
	case 'u': options.user = value; break;
	case 'A': options.agent = value; break;
	case 'e': add_header(curl_joined("Referer: ", value)); break;
	case 'b': add_header(curl_joined("Cookie: ", value)); break;
	case 'D': options.dump = value; break;
	case 'T': options.upload = value; break;
	case 'G': options.get = true; break;
	case 'N': options.unbuffered = true; break;
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

void curl_parse(int argc, char **argv)
{
	bool more = true;
	for (int i = 1; i < argc; i++) {
		const char *a = argv[i];
		if (more && !strcmp(a, "--"))
			more = false;
		else if (more && !strncmp(a, "--", 2)) {
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
		} else if (more && *a == '-' && a[1])
			parse_short(argc, argv, &i);
		else if (options.url_count < 64)
			options.urls[options.url_count++] = a;
	}
}
