#ifndef SOCKET_H
#define SOCKET_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/un.h>

union address {
	struct sockaddr any;
	struct sockaddr_in in;
	struct sockaddr_in6 in6;
	struct sockaddr_un un;
};

/* A numeric address of either family; "" is any. False with errno. */
bool address_parse(const char *host, uint32_t port, union address *address, socklen_t *size);
/* Not blocking, close-on-exec; `type` is SOCK_STREAM or SOCK_DGRAM. -1 with errno. */
int socket_listen(const union address *address, socklen_t size, int type);
/* Begins to connect: done when writable, then see socket_error. */
int socket_connect(const union address *address, socklen_t size, int type);
int socket_error(int fd);

#endif
