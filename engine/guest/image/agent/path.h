/* Paths inside a root that is not trusted: links are resolved as if it were `/`. */
#ifndef PATH_H
#define PATH_H

#include <stdbool.h>
#include <stdint.h>

/* open(2) of `path` inside `root`; -1 with errno. O_CLOEXEC is added. */
int open_in_root(int root, const char *path, int flags);
/* An O_PATH descriptor of the directory, made with its parents (0755 & ~umask) where missing; -1 with errno. */
int make_dirs_in_root(int root, const char *path);
/* The directory that holds `path`'s last component, made where missing; `*name` is that component. */
int open_parent_in_root(int root, const char *path, bool make, char name[256]);
/* "/proc/self/fd/N" for calls that know only paths; a static buffer. */
const char *fd_path(int fd);

#endif
