#define _GNU_SOURCE
#include "http_connect.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "socket.h"

int http_fail(struct exchange *x, int code, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(x->error, sizeof x->error, format, arguments);
	va_end(arguments);
	return code;
}

__attribute__((format(printf, 2, 3))) static void note(struct exchange *x, const char *format, ...)
{
	va_list arguments;
	if (!x->verbose)
		return;
	va_start(arguments, format);
	fputs("* ", stderr);
	vfprintf(stderr, format, arguments);
	fputc('\n', stderr);
	va_end(arguments);
}

int http_timed_out(struct exchange *x)
{
	return http_fail(x, TIMEOUT, "Operation timed out after %lld milliseconds with %llu bytes received",
		    (long long)(http_now() - x->started), (unsigned long long)x->received);
}

/* False when the deadline came first. */
bool http_wait(int fd, short events, int64_t deadline)
{
	for (;;) {
		int64_t left = deadline ? deadline - http_now() : -1;
		if (deadline && left <= 0)
			return false;
		struct pollfd p = {.fd = fd, .events = events};
		if (poll(&p, 1, deadline ? (int)(left < 1 << 30 ? left : 1 << 30) : -1) > 0)
			return true;
	}
}

static bool look_up(const char *host, char found[64])
{
	char line[512];
	FILE *hosts = fopen("/etc/hosts", "re");
	bool hit = false;
	while (hosts && !hit && fgets(line, sizeof line, hosts)) {
		line[strcspn(line, "#\n")] = 0;
		char *rest = line, *address = strsep(&rest, " \t"), *name;
		while (!hit && (name = strsep(&rest, " \t")))
			hit = *name && !strcasecmp(name, host);
		if (hit)
			snprintf(found, 64, "%s", address);
	}
	if (hosts)
		fclose(hosts);
	size_t n = strlen(host);
	if (!hit && (!strcasecmp(host, "localhost") || (n > 10 && !strcasecmp(host + n - 10, ".localhost")))) {
		strcpy(found, "127.0.0.1");
		hit = true;
	}
	return hit;
}

static bool find_address(struct exchange *x, union address *address, socklen_t *size)
{
	const struct url *u = x->url;
	char key[300];
	memset(address, 0, sizeof *address);
	if (x->unix_socket) {
		address->un.sun_family = AF_UNIX;
		*size = sizeof address->un;
		snprintf(address->un.sun_path, sizeof address->un.sun_path, "%s", x->unix_socket);
		snprintf(x->remote, sizeof x->remote, "%.60s", x->unix_socket);
		return true;
	}
	snprintf(key, sizeof key, "%s:%d:", u->host, u->port);
	for (int i = 0; i < 8 && x->resolve[i]; i++)
		if (!strncasecmp(x->resolve[i], key, strlen(key))) {
			snprintf(x->remote, sizeof x->remote, "%s", x->resolve[i] + strlen(key));
			return address_parse(x->remote, u->port, address, size);
		}
	snprintf(x->remote, sizeof x->remote, "%.63s", u->host);
	if (address_parse(u->host, u->port, address, size))
		return true;
	return look_up(u->host, x->remote) && address_parse(x->remote, u->port, address, size);
}

int http_connect(struct exchange *x, int *fd)
{
	union address address;
	socklen_t size;
	const struct url *u = x->url;
	int64_t deadline = x->connect_deadline && (!x->deadline || x->connect_deadline < x->deadline) ? x->connect_deadline : x->deadline;
	if (!find_address(x, &address, &size))
		return http_fail(x, RESOLVE, "Could not resolve host: %s", u->host);
	note(x, "  Trying %s:%d...", x->remote, u->port);
	*fd = socket_connect(&address, size, SOCK_STREAM);
	if (*fd >= 0 && !http_wait(*fd, POLLOUT, deadline))
		return http_fail(x, TIMEOUT, "Failed to connect to %s port %d after %lld ms: Timeout was reached", u->host, u->port,
			    (long long)(http_now() - x->started));
	int error = *fd < 0 ? errno : socket_error(*fd);
	if (error) {
		note(x, "connect to %s port %d failed: %s", x->remote, u->port, strerror(error));
		return http_fail(x, CONNECT, "Failed to connect to %s port %d after %lld ms: Couldn't connect to server", u->host, u->port,
			    (long long)(http_now() - x->started));
	}
	x->connected = http_now();
	note(x, "Connected to %s (%s) port %d", u->host, x->remote, u->port);
	return OK;
}
