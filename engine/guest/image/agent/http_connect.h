/* What both halves of the HTTP client need: its errors, its waiting, its connection. */
#ifndef HTTP_CONNECT_H
#define HTTP_CONNECT_H

#include "http.h"

/* Exit codes of curl(1). */
enum { OK = 0, RESOLVE = 6, CONNECT = 7, WEIRD = 8, PARTIAL = 18, WRITE = 23, TIMEOUT = 28, EMPTY = 52, SEND = 55, RECEIVE = 56 };

/* Keeps the message; gives `code` back. */
__attribute__((format(printf, 3, 4))) int http_fail(struct exchange *x, int code, const char *format, ...);
int http_timed_out(struct exchange *x);
/* False when the deadline came first. */
bool http_wait(int fd, short events, int64_t deadline);
/* 0 with `*fd` connected, or an exit code; `*fd` is to be closed in either case, unless it is -1. */
int http_connect(struct exchange *x, int *fd);

#endif
