/* PID 1 of the guest: from the kernel's hand to the channel. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "boot.h"
#include "net.h"

#define TREE "/run/drydock"

static int console = -1;

static void say(const char *text)
{
	(void)!write(console, text, strlen(text));
}

static void complain(const char *step, const char *path)
{
	char line[256];
	snprintf(line, sizeof line, "drydock: %s %s: %s\n", step, path, strerror(errno));
	say(line);
}

static void mount_at(const char *type, const char *path, unsigned long flags, const char *options)
{
	mkdir(path, 0755);
	if (mount(type, path, type, flags, options) < 0 && errno != EBUSY)
		complain("mount", path);
}

static void enable_controllers(void)
{
	static const char *const names[] = {"+memory", "+pids", "+cpu", "+cpuset", "+io"};
	int fd = open("/sys/fs/cgroup/cgroup.subtree_control", O_WRONLY | O_CLOEXEC);
	/* One at a time: a write with an unknown one among them fails as a whole. */
	for (size_t i = 0; fd >= 0 && i < sizeof names / sizeof *names; i++)
		(void)!write(fd, names[i], strlen(names[i]));
	if (fd >= 0)
		close(fd);
}

static void open_console(void)
{
	console = open("/dev/ttyS0", O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (console < 0)
		console = open("/dev/console", O_RDWR | O_NOCTTY | O_CLOEXEC);
	struct termios t;
	if (tcgetattr(console, &t) == 0) {
		t.c_lflag = ICANON;
		t.c_iflag = ICRNL;
		tcsetattr(console, TCSANOW, &t);
	}
	/* Whoever writes to the agent's own stdout or stderr writes nowhere. */
	int null = open("/dev/null", O_RDWR);
	for (int fd = 0; fd < 3; fd++)
		dup2(null, fd);
	if (null > 2)
		close(null);
}

/* pivot_root(2) refuses the kernel's first mount, the initramfs: a bind of it, moved over it, is a mount like any other. */
static void leave_rootfs(void)
{
	mkdir("/mnt", 0755);
	if (mount("/", "/mnt", NULL, MS_BIND, NULL) < 0 || chdir("/mnt") < 0 || mount(".", "/", NULL, MS_MOVE, NULL) < 0)
		return;
	(void)!chroot(".");
	chdir("/");
}

void boot_system(void)
{
	umask(022);
	leave_rootfs();
	const unsigned long plain = MS_NOSUID | MS_NODEV;
	mount_at("devtmpfs", "/dev", MS_NOSUID, "mode=0755");
	open_console();
	mount_at("proc", "/proc", plain | MS_NOEXEC, NULL);
	mount_at("sysfs", "/sys", plain | MS_NOEXEC, NULL);
	mount_at("devpts", "/dev/pts", MS_NOSUID | MS_NOEXEC, "mode=0620,gid=5,ptmxmode=0666");
	mount_at("tmpfs", "/dev/shm", plain, "mode=1777");
	mount_at("mqueue", "/dev/mqueue", plain | MS_NOEXEC, NULL);
	mount_at("tmpfs", "/run", plain, "mode=0755");
	mount_at("tmpfs", "/tmp", plain, "mode=1777");
	mount_at("cgroup2", "/sys/fs/cgroup", plain | MS_NOEXEC, NULL);
	enable_controllers();
	symlink("/proc/self/fd", "/dev/fd");
	symlink("fd/0", "/dev/stdin");
	symlink("fd/1", "/dev/stdout");
	symlink("fd/2", "/dev/stderr");
	sethostname("drydock", 7);
	net_loopback_up();
	/* Ctrl-Alt-Del is a signal to PID 1, which ignores it. */
	reboot(RB_DISABLE_CAD);
	chdir("/");
}

static void wait_for_go(void)
{
	char line[64];
	say("drydock: waiting\n");
	for (;;) {
		ssize_t n = read(console, line, sizeof line);
		if (n >= 2 && !strncmp(line, "go", 2))
			return;
		if (n <= 0)
			sleep(1);
	}
}

static bool mount_tree(int *rx, int *tx)
{
	static const char options[] = "trans=virtio,version=9p2000.L,msize=262144,cache=readahead,access=client";
	mkdir(TREE, 0755);
	if (mount("host9p", TREE, "9p", MS_NOSUID | MS_NODEV, options) < 0 && errno != EBUSY) {
		complain("mount", TREE);
		return false;
	}
	*rx = open(TREE "/ctl/rx", O_RDONLY | O_CLOEXEC);
	*tx = open(TREE "/ctl/tx", O_WRONLY | O_CLOEXEC);
	if (*rx < 0 || *tx < 0) {
		complain("open", TREE "/ctl");
		return false;
	}
	mkdir("/workspace", 0755);
	if (mount(TREE "/workspace", "/workspace", NULL, MS_BIND, NULL) < 0)
		complain("mount", "/workspace");
	return true;
}

void boot_channel(int *rx, int *tx)
{
	do
		wait_for_go();
	while (!mount_tree(rx, tx));
}
