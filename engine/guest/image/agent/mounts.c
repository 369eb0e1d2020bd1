#define _GNU_SOURCE
#include "mounts.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/mount.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "agent.h"

#define ATTRIBUTES (MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_NOATIME | MS_NODIRATIME | MS_NOSYMFOLLOW)

int mount_set_attributes(const char *path, uint32_t flags)
{
	struct mount_attr attr = {0};
	attr.attr_set = (flags & MS_RDONLY ? MOUNT_ATTR_RDONLY : 0) | (flags & MS_NOSUID ? MOUNT_ATTR_NOSUID : 0) |
			(flags & MS_NODEV ? MOUNT_ATTR_NODEV : 0) | (flags & MS_NOEXEC ? MOUNT_ATTR_NOEXEC : 0) |
			(flags & MS_NODIRATIME ? MOUNT_ATTR_NODIRATIME : 0) | (flags & MS_NOSYMFOLLOW ? MOUNT_ATTR_NOSYMFOLLOW : 0);
	if (flags & MS_NOATIME) {
		attr.attr_set |= MOUNT_ATTR_NOATIME;
		attr.attr_clr |= MOUNT_ATTR__ATIME;
	}
	return syscall(SYS_mount_setattr, AT_FDCWD, path, flags & MS_REC ? AT_RECURSIVE : 0, &attr, sizeof attr);
}

int mount_make(struct items m, const char *target)
{
	uint32_t flags = get_u32(m, TAG_MOUNT_FLAGS, 0);
	const char *type = get_string(m, TAG_TYPE);
	if (!type && !(flags & (MS_BIND | MS_REMOUNT | MS_MOVE)))
		return 0; /* Only the propagation is to be changed. */
	/* A bind takes the attributes of its source: its own are set after it. */
	if ((flags & MS_BIND) && !(flags & MS_REMOUNT))
		flags &= MS_BIND | MS_REC;
	return mount(get_string(m, TAG_SOURCE), target, type, flags, get_string(m, TAG_OPTIONS));
}

bool mount_needs_finish(struct items m)
{
	uint32_t flags = get_u32(m, TAG_MOUNT_FLAGS, 0);
	return has_item(m, TAG_PROPAGATION) || ((flags & MS_BIND) && !(flags & MS_REMOUNT) && (flags & ATTRIBUTES));
}

int mount_finish(struct items m, const char *target)
{
	uint32_t flags = get_u32(m, TAG_MOUNT_FLAGS, 0), propagation = get_u32(m, TAG_PROPAGATION, 0);
	if ((flags & MS_BIND) && !(flags & MS_REMOUNT) && (flags & ATTRIBUTES) && mount_set_attributes(target, flags) < 0)
		return -1;
	return propagation ? mount(NULL, target, NULL, propagation, NULL) : 0;
}

void request_mount(const struct frame *f)
{
	const char *target = get_string(items_of(f), TAG_TARGET);
	if (!target || !get_string(items_of(f), TAG_SOURCE))
		reply_error(f->id, EINVAL, "mount", target);
	else if (mount_make(items_of(f), target) < 0 || mount_finish(items_of(f), target) < 0)
		reply_error(f->id, errno, "mount", target);
	else
		reply(f->id);
}

void request_unmount(const struct frame *f)
{
	const char *path = get_string(items_of(f), TAG_PATH);
	bool lazy = get_u32(items_of(f), TAG_FLAGS, 0) & UNMOUNT_LAZY;
	/* EINVAL: not a mount point. */
	if (umount2(path ? path : "", (lazy ? MNT_DETACH : 0) | UMOUNT_NOFOLLOW) < 0 && errno != EINVAL && errno != ENOENT)
		reply_error(f->id, errno, "unmount", path);
	else
		reply(f->id);
}
