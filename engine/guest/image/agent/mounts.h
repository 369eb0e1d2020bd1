#ifndef MOUNTS_H
#define MOUNTS_H

#include "frame.h"

/* mount(2) of the items of a mount (source, type, flags, options) on `target`; -1 with errno. */
int mount_make(struct items mount, const char *target);
/* What can only be said to the mount itself: `target` must lead to it, not to the place below it. */
bool mount_needs_finish(struct items mount);
int mount_finish(struct items mount, const char *target);
/* Adds the attributes among `flags` (MS_RDONLY, MS_NOSUID ...) to a mount; with MS_REC to all below it. */
int mount_set_attributes(const char *path, uint32_t flags);

#endif
