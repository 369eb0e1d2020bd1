#include <errno.h>
#include "agent.h"
#include "applets.h"
#define S(n) __attribute__((weak)) void n(const struct frame *f) { reply_error(f->id, ENOSYS, "stub", ""); }
S(request_pack) S(request_unpack) S(request_listen) S(request_dial) S(request_forward) S(request_processes)
__attribute__((weak)) void sessions_listen(const char *p) {(void)p;}
__attribute__((weak)) int docker_main(int c, char **v) {(void)c;(void)v;return 1;}
__attribute__((weak)) int curl_main(int c, char **v) {(void)c;(void)v;return 1;}
