#include <errno.h>
#include "agent.h"
#include "applets.h"
#define S(n) __attribute__((weak)) void n(const struct frame *f) { reply_error(f->id, ENOSYS, "stub", ""); }

__attribute__((weak)) int curl_main(int c, char **v) {(void)c;(void)v;return 1;}
