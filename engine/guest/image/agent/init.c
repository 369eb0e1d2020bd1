/* `docker run --init`: PID 1 of the namespace reaps and passes signals on; its exit is the program's. */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "agent.h"
#include "container.h"

void init_run(const struct start *start)
{
	sigset_t all;
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
	pid_t main_child = fork();
	if (main_child < 0)
		start_failed("init", "");
	if (main_child == 0) {
		/* The foreground of the terminal is the program's, not init's. */
		setpgid(0, 0);
		if (start->flags & SPAWN_TERMINAL)
			tcsetpgrp(0, getpid());
		return;
	}
	prctl(PR_SET_NAME, "init", 0, 0, 0);
	close(start->status);
	for (int fd = 0; fd < 3; fd++)
		close(fd);
	for (;;) {
		int signal_number = sigwaitinfo(&all, NULL);
		if (signal_number < 0)
			continue;
		if (signal_number != SIGCHLD) {
			kill(main_child, signal_number);
			continue;
		}
		int status;
		pid_t pid;
		while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
			if (pid == main_child)
				_exit(WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status));
	}
}
