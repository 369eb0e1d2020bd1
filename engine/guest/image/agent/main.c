/* One program, by the name it is called: /init (or agent), docker, curl. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "agent.h"
#include "applets.h"
#include "boot.h"

#define SESSION_SOCKET "/run/drydock.sock"

static int serve(int rx, int tx, const char *session_socket)
{
	loop_init();
	children_init();
	channel_start(rx, tx, requests_deliver);
	sessions_listen(session_socket);

	struct buffer hello = {0};
	put_u32(&hello, TAG_VERSION, WIRE_VERSION);
	send_frame(EVENT_HELLO, 0, 0, hello.bytes, hello.size);
	buffer_free(&hello);
	loop_run(send_flush);
	return 0;
}

/* `agent --socket PATH [SESSIONS]`: the channel is a Unix socket that somebody listens on. For tests. */
static int serve_socket(int argc, char **argv)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	snprintf(address.sun_path, sizeof address.sun_path, "%s", argv[2]);
	if (connect(fd, (struct sockaddr *)&address, sizeof address) < 0) {
		perror(argv[2]);
		return 1;
	}
	return serve(fd, fd, argc == 4 ? argv[3] : SESSION_SOCKET);
}

int main(int argc, char **argv)
{
	const char *slash = strrchr(argv[0], '/'), *name = slash ? slash + 1 : argv[0];
	if (!strcmp(name, "docker"))
		return docker_main(argc, argv);
	if (!strcmp(name, "curl"))
		return curl_main(argc, argv);
	if (argc >= 3 && !strcmp(argv[1], "--socket"))
		return serve_socket(argc, argv);
	if (getpid() != 1) {
		fprintf(stderr, "%s: the guest's first process, and its docker and curl\n", name);
		return 2;
	}
	int rx, tx;
	boot_system();
	boot_channel(&rx, &tx);
	return serve(rx, tx, SESSION_SOCKET);
}
