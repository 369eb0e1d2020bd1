/*
 * `docker`: the guest's end of a command that the engine carries out. It passes arguments, directory, environment, terminal
 * and streams to the agent, and does with them what comes back. It reads stdin only when asked to: what nobody wants stays
 * for the next program. See wire.h for the frames.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <termios.h>
#include <unistd.h>

#include "applets.h"
#include "frame.h"

extern char **environ;

static const int passed_on[] = {SIGHUP, SIGINT, SIGQUIT, SIGUSR1, SIGUSR2, SIGTERM, SIGALRM, SIGWINCH};

static int engine = -1;
static struct termios cooked;
static bool raw, have_cooked;
static volatile sig_atomic_t claimed, sending, noted[65], any_noted;

static uint32_t stdin_credit;
static bool stdin_ended, broken_pipe_kills;

/* ---- terminal ---- */

static void terminal_restore(void)
{
	if (raw)
		tcsetattr(0, TCSADRAIN, &cooked);
}

static void terminal_raw(void)
{
	struct termios t;
	if (!have_cooked && tcgetattr(0, &cooked) < 0)
		return;
	have_cooked = true;
	t = cooked;
	cfmakeraw(&t);
	tcsetattr(0, TCSADRAIN, &t);
	raw = true;
}

static void terminal_cooked(void)
{
	terminal_restore();
	raw = false;
}

static struct winsize terminal_size(void)
{
	static const int files[] = {1, 0, 2};
	struct winsize size = {0};
	for (int i = 0; i < 3; i++)
		if (ioctl(files[i], TIOCGWINSZ, &size) == 0)
			break;
	return size;
}

static _Noreturn void leave(int code)
{
	terminal_restore();
	exit(code);
}

/* As if nothing had caught the signal: the shell sees how it ended. */
static void die_of(int number)
{
	sigset_t set;
	terminal_restore();
	signal(number, SIG_DFL);
	sigemptyset(&set);
	sigaddset(&set, number);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	raise(number);
	_exit(128 + number);
}

/* ---- frames out ---- */

static void send_all(const uint8_t *bytes, size_t n)
{
	while (n > 0) {
		ssize_t sent = send(engine, bytes, n, MSG_NOSIGNAL);
		if (sent < 0 && errno == EINTR)
			continue;
		if (sent < 0)
			return; /* Reading tells, after what is still to be read. */
		bytes += sent;
		n -= sent;
	}
}

static void frame_out(uint8_t type, uint8_t channel, const void *payload, uint32_t size)
{
	uint8_t header[FRAME_HEADER];
	header_write(header, type, channel, 0, size);
	send_all(header, sizeof header);
	send_all(payload, size);
}

/* Two items, without malloc: a signal handler comes here. */
static void event_out(uint8_t type, const uint32_t words[], size_t count)
{
	frame_out(type, 0, words, count * 4);
}

static void notes_out(void)
{
	any_noted = 0;
	for (int i = 1; i <= 64; i++) {
		if (!noted[i])
			continue;
		noted[i] = 0;
		if (i == SIGWINCH) {
			struct winsize size = terminal_size();
			event_out(EVENT_SIZE, (uint32_t[]){4 << 8 | TAG_ROWS, size.ws_row, 4 << 8 | TAG_COLS, size.ws_col}, 4);
		} else
			event_out(EVENT_SIGNAL, (uint32_t[]){4 << 8 | TAG_SIGNAL, i}, 2);
	}
}

/* No frame may start within another: a handler that comes in between leaves a note. */
static void exclusively(uint8_t type, uint8_t channel, const void *payload, uint32_t size)
{
	sending = 1;
	frame_out(type, channel, payload, size);
	sending = 0;
	while (any_noted) {
		sending = 1;
		notes_out();
		sending = 0;
	}
}

static void on_signal(int number)
{
	int error = errno;
	if (!claimed && number != SIGWINCH)
		die_of(number);
	noted[number] = any_noted = 1;
	/* At once, not when the loop comes round: it may be held by a slow reader of stdout. */
	if (!sending) {
		sending = 1;
		notes_out();
		sending = 0;
	}
	errno = error;
}

/* Suspended with the terminal as it was found. */
static void on_stop(int number)
{
	int error = errno;
	sigset_t set;
	terminal_restore();
	signal(SIGTSTP, SIG_DFL);
	sigemptyset(&set);
	sigaddset(&set, SIGTSTP);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	raise(number);
	signal(SIGTSTP, on_stop);
	if (raw)
		terminal_raw();
	errno = error;
}

static void catch_signals(void)
{
	struct sigaction old, action = {.sa_handler = on_signal};
	for (size_t i = 0; i < sizeof passed_on / sizeof *passed_on; i++) {
		/* What is ignored stays so: nohup, and `&` without job control. */
		sigaction(passed_on[i], NULL, &old);
		if (old.sa_handler != SIG_IGN)
			sigaction(passed_on[i], &action, NULL);
	}
	sigaction(SIGTSTP, NULL, &old);
	if (old.sa_handler != SIG_IGN)
		sigaction(SIGTSTP, &(struct sigaction){.sa_handler = on_stop, .sa_flags = SA_RESTART}, NULL);
	sigaction(SIGPIPE, NULL, &old);
	broken_pipe_kills = old.sa_handler != SIG_IGN;
	signal(SIGPIPE, SIG_IGN);
}

/* ---- frames in ---- */

static void write_out(uint8_t channel, const uint8_t *bytes, size_t n)
{
	uint32_t size = n;
	while (n > 0) {
		ssize_t written = write(channel, bytes, n);
		if (written < 0 && errno == EAGAIN) {
			poll(&(struct pollfd){.fd = channel, .events = POLLOUT}, 1, -1);
			continue;
		}
		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0 && errno == EPIPE && broken_pipe_kills)
			die_of(SIGPIPE);
		if (written < 0 && channel == 1)
			leave(1);
		if (written < 0)
			break;
		bytes += written;
		n -= written;
	}
	exclusively(STREAM_CREDIT, channel, &size, 4);
}

static void deliver(void *context, const struct frame *f)
{
	(void)context;
	uint32_t more;
	if (!f->payload)
		return;
	switch (f->type) {
	case STREAM_DATA:
		if (f->channel == 1 || f->channel == 2)
			write_out(f->channel, f->payload, f->size);
		break;
	case STREAM_CREDIT:
		memcpy(&more, f->payload, 4);
		stdin_credit += more;
		break;
	case STREAM_RESET:
		if (f->channel == 0)
			stdin_ended = true;
		break;
	case SESSION_CLAIM:
		claimed = 1;
		break;
	case SESSION_RAW:
		if (get_u32(items_of(f), TAG_FLAGS, 0))
			terminal_raw();
		else
			terminal_cooked();
		break;
	case SESSION_EXIT:
		leave(get_u32(items_of(f), TAG_CODE, 0));
	}
}

static void read_stdin(void)
{
	static uint8_t bytes[16384];
	ssize_t n = read(0, bytes, stdin_credit < sizeof bytes ? stdin_credit : sizeof bytes);
	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (n <= 0) {
		stdin_ended = true;
		exclusively(STREAM_END, 0, NULL, 0);
		return;
	}
	stdin_credit -= n;
	exclusively(STREAM_DATA, 0, bytes, n);
}

/* ---- begin ---- */

static void greet(int argc, char **argv)
{
	struct buffer items = {0};
	char cwd[PATH_MAX];
	struct winsize size = terminal_size();
	uint32_t terminals = (isatty(0) ? TERMINAL_STDIN : 0) | (isatty(1) ? TERMINAL_STDOUT : 0) | (isatty(2) ? TERMINAL_STDERR : 0);
	for (int i = 0; i < argc; i++)
		put_string(&items, TAG_ARG, argv[i]);
	for (char **e = environ; *e; e++)
		put_string(&items, TAG_ENV, *e);
	put_string(&items, TAG_CWD, getcwd(cwd, sizeof cwd) ? cwd : "/");
	put_u32(&items, TAG_TERMINALS, terminals);
	put_u32(&items, TAG_ROWS, size.ws_row);
	put_u32(&items, TAG_COLS, size.ws_col);
	exclusively(EVENT_COMMAND, 0, items.bytes, items.size);
	buffer_free(&items);
}

static bool connect_engine(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
	engine = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	return engine >= 0 && connect(engine, (struct sockaddr *)&address, sizeof address) == 0;
}

int docker_main(int argc, char **argv)
{
	static uint8_t bytes[32768];
	struct parser parser = {.deliver = deliver};
	const char *path = getenv("DRYDOCK_SOCKET");

	/* The socket must not become one of the three. */
	int fd;
	while ((fd = open("/dev/null", O_RDWR)) >= 0 && fd <= 2)
		;
	close(fd);
	if (!connect_engine(path ? path : "/run/drydock.sock")) {
		fputs("Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\n", stderr);
		return 1;
	}
	catch_signals();
	greet(argc, argv);

	for (;;) {
		struct pollfd files[2] = {{.fd = engine, .events = POLLIN},
					  {.fd = stdin_credit > 0 && !stdin_ended ? 0 : -1, .events = POLLIN}};
		if (poll(files, 2, -1) < 0)
			continue;
		if (files[0].revents) {
			ssize_t n = recv(engine, bytes, sizeof bytes, 0);
			if (n < 0 && errno == EINTR)
				continue;
			if (n <= 0) {
				fputs("error during connect: the engine is gone\n", stderr);
				leave(1);
			}
			parser_feed(&parser, bytes, n);
		}
		if (files[1].revents)
			read_stdin();
	}
}
