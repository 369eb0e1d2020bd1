/*
 * From clone to exec. The order is runc's (standard_init_linux.go): what needs the guest's /proc and privileges comes before
 * pivot_root, the terminal is made by the container's own devpts, and privileges are dropped last.
 */
#define _GNU_SOURCE
#include "container.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <termios.h>
#include <unistd.h>

#include "agent.h"
#include "path.h"

static int status_fd;

static void report(uint32_t kind, int error, const char *step, const char *path, int fd)
{
	struct report r = {.kind = kind, .error = error};
	snprintf(r.step, sizeof r.step, "%s", step);
	snprintf(r.path, sizeof r.path, "%s", path ? path : "");
	struct iovec part = {&r, sizeof r};
	union {
		struct cmsghdr header;
		char space[CMSG_SPACE(sizeof(int))];
	} control = {.header = {.cmsg_len = CMSG_LEN(sizeof(int)), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS}};
	struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
	if (fd >= 0) {
		memcpy(CMSG_DATA(&control.header), &fd, sizeof fd);
		message.msg_control = &control;
		message.msg_controllen = sizeof control.space;
	}
	sendmsg(status_fd, &message, MSG_NOSIGNAL);
}

void start_failed(const char *step, const char *path)
{
	report(REPORT_ERROR, errno, step, path, -1);
	_exit(1);
}

static void write_text(const char *step, const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		start_failed(step, path);
	close(fd);
}

static void join_namespaces(const struct start *start)
{
	struct item item;
	struct items each = start->spec;
	for (int i = 0; i < JOINS_MAX && items_find(&each, TAG_JOIN, &item); i++) {
		/* All of one process in one call. Its PID namespace came with clone. */
		uint32_t flags = get_u32(items_in(&item), TAG_NEW_NAMESPACES, 0) & ~CLONE_NEWPID;
		if (flags && setns(start->joins[i], flags) < 0)
			start_failed("namespaces", "");
		close(start->joins[i]);
	}
}

static void set_limits(struct items spec)
{
	struct item item;
	struct items each = spec;
	while (items_next(&each, &item)) {
		struct items entry = items_in(&item);
		if (item.tag == TAG_RLIMIT) {
			/* prlimit64's own layout. */
			uint64_t limit[2] = {get_u64(entry, TAG_SOFT, 0), get_u64(entry, TAG_HARD, 0)};
			if (syscall(SYS_prlimit64, 0, get_u32(entry, TAG_RESOURCE, 0), limit, NULL) < 0)
				start_failed("rlimit", "");
		} else if (item.tag == TAG_SYSCTL) {
			const char *name = get_string(entry, TAG_NAME), *value = get_string(entry, TAG_VALUE);
			char path[256];
			snprintf(path, sizeof path, "/proc/sys/%s", name ? name : "");
			if (strstr(path, "..")) {
				errno = EINVAL;
				start_failed("sysctl", name);
			}
			for (char *c = path + 10; *c; c++)
				if (*c == '.')
					*c = '/';
			write_text("sysctl", path, value ? value : "");
		} else if (item.tag == TAG_OOM_SCORE) {
			char text[16];
			snprintf(text, sizeof text, "%d", (int)item_u32(&item));
			write_text("oom_score_adj", "/proc/self/oom_score_adj", text);
		}
	}
}

/* A terminal of the devpts in sight, so that the program finds its name there. */
static void open_terminal(struct items spec, bool own_root)
{
	int master = open("/dev/pts/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC), unlock = 0, number;
	if (master < 0 && errno == ENOENT)
		master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (master < 0 || ioctl(master, TIOCSPTLCK, &unlock) < 0 || ioctl(master, TIOCGPTN, &number) < 0)
		start_failed("terminal", "/dev/pts/ptmx");
	int slave = ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (slave < 0)
		start_failed("terminal", "/dev/pts");
	struct winsize size = {.ws_row = get_u32(spec, TAG_ROWS, 24), .ws_col = get_u32(spec, TAG_COLS, 80)};
	ioctl(master, TIOCSWINSZ, &size);
	fchown(slave, get_u32(spec, TAG_UID, 0), -1);
	if (own_root) {
		/* /dev/console of a container is its terminal. */
		char path[32];
		snprintf(path, sizeof path, "/dev/pts/%d", number);
		int console = open("/dev/console", O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY, 0666);
		if (console >= 0) {
			close(console);
			mount(path, "/dev/console", NULL, MS_BIND, NULL);
		}
	}
	report(REPORT_TERMINAL, 0, "", "", master);
	close(master);
	setsid();
	if (ioctl(slave, TIOCSCTTY, 0) < 0)
		start_failed("terminal", "");
	for (int fd = 0; fd < 3; fd++)
		dup2(slave, fd);
	if (slave > 2)
		close(slave);
}

static void use_files(const struct start *start)
{
	setsid();
	for (int fd = 0; fd < 3; fd++) {
		/* /dev/stdout leads to the pipe: the program's user must be able to open it. */
		if (has_item(start->spec, TAG_UID) && start->files[fd] >= 0)
			fchown(start->files[fd], get_u32(start->spec, TAG_UID, 0), -1);
		if (dup2(start->files[fd], fd) < 0)
			start_failed("files", "");
	}
}

static bool enter_cwd(struct items spec, uint32_t flags)
{
	const char *cwd = get_string(spec, TAG_CWD);
	if (!cwd)
		cwd = "/";
	if (chdir(cwd) == 0)
		return true;
	if (errno == ENOENT && flags & SPAWN_CREATE_CWD) {
		int root = open("/", O_PATH | O_CLOEXEC), fd = make_dirs_in_root(root, cwd);
		if (fd < 0)
			start_failed("mkdir", cwd);
		close(fd);
		close(root);
		if (chdir(cwd) == 0)
			return true;
	}
	/* The program's user may be allowed what root is not. */
	if (errno == EACCES || errno == EPERM)
		return false;
	start_failed("chdir", cwd);
}

static char **strings(struct items spec, uint8_t tag)
{
	struct item item;
	size_t n = 0;
	for (struct items each = spec; items_find(&each, tag, &item);)
		n++;
	char **list = must_alloc((n + 1) * sizeof *list);
	n = 0;
	for (struct items each = spec; items_find(&each, tag, &item);)
		list[n++] = (char *)item_string(&item);
	list[n] = NULL;
	return list;
}

void container_start(const struct start *start)
{
	struct items spec = start->spec;
	bool new_mounts = start->namespaces & CLONE_NEWNS;
	bool own_root = new_mounts && has_item(spec, TAG_ROOT);
	const char *hostname = get_string(spec, TAG_HOSTNAME), *domainname = get_string(spec, TAG_DOMAINNAME);
	const char *net = get_string(spec, TAG_NAMESPACE);

	status_fd = start->status;
	umask(022);
	/* Not by clone: the namespace's root is the cgroup that this process was born into. */
	if (start->namespaces & CLONE_NEWCGROUP && unshare(CLONE_NEWCGROUP) < 0)
		start_failed("unshare", "cgroup");
	if (net && netns_enter(net) < 0)
		start_failed("network namespace", net);
	set_limits(spec);
	join_namespaces(start);
	if (hostname && sethostname(hostname, strlen(hostname)) < 0)
		start_failed("sethostname", hostname);
	if (domainname && setdomainname(domainname, strlen(domainname)) < 0)
		start_failed("setdomainname", domainname);
	if (new_mounts)
		rootfs_setup(spec);
	if (start->flags & SPAWN_TERMINAL)
		open_terminal(spec, own_root);
	else
		use_files(start);
	if (new_mounts)
		rootfs_hide(spec);

	bool in_cwd = enter_cwd(spec, start->flags);
	signals_reset();
	privileges_drop(start);
	if (!in_cwd && chdir(get_string(spec, TAG_CWD)) < 0)
		start_failed("chdir", get_string(spec, TAG_CWD));

	char **argv = strings(spec, TAG_ARG), **env = strings(spec, TAG_ENV);
	const char *program = argv[0] ? program_lookup(argv[0], env) : (errno = EINVAL, NULL);
	if (!program)
		start_failed("exec", argv[0]);
	if (start->flags & SPAWN_HELD) {
		char go;
		report(REPORT_READY, 0, "", "", -1);
		ssize_t n;
		while ((n = read(status_fd, &go, 1)) < 0 && errno == EINTR)
			;
		if (n <= 0)
			_exit(137);
	}
	if (start->flags & SPAWN_INIT)
		init_run(start);
	signals_reset();
	execve(program, argv, env);
	start_failed("execve", program);
}
