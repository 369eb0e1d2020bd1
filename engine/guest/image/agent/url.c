#define _GNU_SOURCE
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "frame.h"
#include "http.h"

static char *cut(const char *from, size_t n)
{
	char *text = must_alloc(n + 1);
	memcpy(text, from, n);
	text[n] = 0;
	return text;
}

static bool parse_port(const char *text, size_t n, struct url *url)
{
	long port = 0;
	for (size_t i = 0; i < n; i++) {
		if (!isdigit((unsigned char)text[i]) || (port = port * 10 + text[i] - '0') > 65535)
			return false;
	}
	if (n > 0) {
		url->port = port;
		url->has_port = true;
	}
	return true;
}

bool url_parse(const char *text, struct url *url)
{
	const char *colon = strstr(text, "://");
	*url = (struct url){.port = 80};
	if (colon) {
		url->scheme = cut(text, colon - text);
		for (char *c = url->scheme; *c; c++)
			*c = tolower((unsigned char)*c);
		text = colon + 3;
	} else
		url->scheme = cut("http", 4);
	if (!strcmp(url->scheme, "https"))
		url->port = 443;

	size_t n = strcspn(text, "/?#");
	const char *at = memrchr(text, '@', n), *host = at ? at + 1 : text, *end = text + n;
	if (at)
		url->user = cut(text, at - text);
	const char *path = end;
	size_t path_size = strcspn(path, "#");
	url->path = must_alloc(path_size + 2);
	strcpy(url->path, *path == '/' ? "" : "/");
	strncat(url->path, path, path_size);

	const char *bracket = *host == '[' ? memchr(host, ']', end - host) : NULL;
	const char *port = memchr(bracket ? bracket : host, ':', end - (bracket ? bracket : host));
	if (*host == '[' && !bracket)
		return false;
	url->host = bracket ? cut(host + 1, bracket - host - 1) : cut(host, (port ? port : end) - host);
	if (port && !parse_port(port + 1, end - port - 1, url))
		return false;
	for (const char *c = url->path; *c; c++)
		if ((unsigned char)*c <= ' ')
			return false;
	return *url->host != 0 && !strpbrk(url->host, " \t\r\n");
}

void url_free(struct url *url)
{
	free(url->scheme);
	free(url->user);
	free(url->host);
	free(url->path);
	*url = (struct url){0};
}

char *url_resolve(const struct url *base, const char *location)
{
	if (strstr(location, "://"))
		return strdup(location);
	bool v6 = strchr(base->host, ':');
	size_t size = strlen(base->scheme) + strlen(base->host) + strlen(base->path) + strlen(location) + 32;
	char *text = must_alloc(size);
	if (!strncmp(location, "//", 2)) {
		snprintf(text, size, "%s:%s", base->scheme, location);
		return text;
	}
	int n = snprintf(text, size, v6 ? "%s://[%s]:%d" : "%s://%s:%d", base->scheme, base->host, base->port);
	/* Relative to the directory of the base, unless it begins with a slash. */
	size_t directory = 0, end = strcspn(base->path, "?");
	for (size_t i = 0; i < end; i++)
		if (base->path[i] == '/')
			directory = i + 1;
	if (*location == '?')
		directory = end;
	if (*location != '/')
		n += snprintf(text + n, size - n, "%.*s", (int)directory, base->path);
	snprintf(text + n, size - n, "%s", location);
	return text;
}
