/* Raw system calls throughout: the C library's would speak to threads that this process, made by clone, does not have. */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "container.h"

#ifdef __i386__
#define SETGROUPS SYS_setgroups32
#define SETRESGID SYS_setresgid32
#define SETRESUID SYS_setresuid32
#else
#define SETGROUPS SYS_setgroups
#define SETRESGID SYS_setresgid
#define SETRESUID SYS_setresuid
#endif

static void set_user(struct items spec)
{
	struct item item;
	gid_t groups[256];
	size_t n = 0;
	uint32_t uid = get_u32(spec, TAG_UID, 0), gid = get_u32(spec, TAG_GID, 0);
	for (struct items each = spec; n < 256 && items_find(&each, TAG_GROUP, &item);)
		groups[n++] = item_u32(&item);
	if (prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) < 0 || syscall(SETGROUPS, n, groups) < 0)
		start_failed("setgroups", "");
	if (syscall(SETRESGID, gid, gid, gid) < 0)
		start_failed("setgid", "");
	if (syscall(SETRESUID, uid, uid, uid) < 0)
		start_failed("setuid", "");
}

void privileges_drop(const struct start *start)
{
	struct items spec = start->spec;
	bool limited = has_item(spec, TAG_CAPABILITIES);
	uint64_t caps = get_u64(spec, TAG_CAPABILITIES, 0);

	if (limited)
		for (int cap = 0; cap < 64; cap++)
			/* EINVAL: beyond the kernel's last. */
			if (!(caps >> cap & 1) && prctl(PR_CAPBSET_DROP, cap, 0, 0, 0) < 0 && errno == EINVAL)
				break;
	if (has_item(spec, TAG_UID))
		set_user(spec);
	if (limited) {
		/* Nothing inheritable or ambient: as Docker since CVE-2022-24769. */
		struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
		struct __user_cap_data_struct data[2] = {
			{.effective = caps, .permitted = caps},
			{.effective = caps >> 32, .permitted = caps >> 32},
		};
		if (syscall(SYS_capset, &header, data) < 0)
			start_failed("capset", "");
	}
	if (start->flags & SPAWN_NO_NEW_PRIVILEGES && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		start_failed("no_new_privs", "");
}
