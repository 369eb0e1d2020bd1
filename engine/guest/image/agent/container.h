/* What happens between clone and exec, in the child. */
#ifndef CONTAINER_H
#define CONTAINER_H

#include "frame.h"

/* What the child tells the agent, one message each on a SOCK_SEQPACKET pair. */
#define JOINS_MAX 6

enum report_kind {
	REPORT_TERMINAL, /* with the master as SCM_RIGHTS */
	REPORT_READY,    /* set up; waits for a byte */
	REPORT_ERROR,
};

struct report {
	uint32_t kind;
	int error;
	char step[24];
	char path[220];
};

struct start {
	struct items spec;   /* of REQ_SPAWN */
	uint32_t flags;      /* SPAWN_* */
	uint32_t namespaces; /* CLONE_NEW*: made by clone */
	int status;          /* the report socket */
	int files[3];        /* stdin, stdout, stderr; not with a terminal */
	int joins[JOINS_MAX]; /* pidfd for each TAG_JOIN: the child may already see other pids than the agent */
};

/* Never returns: executes the program, or reports and exits. */
_Noreturn void container_start(const struct start *start);

/* Reports errno and exits. */
_Noreturn void start_failed(const char *step, const char *path);

/* rootfs.c: the mount namespace. */
void rootfs_setup(struct items spec);
void rootfs_hide(struct items spec);

/* privileges.c */
void privileges_drop(const struct start *start);

/* init.c: runs as PID 1 of the namespace; returns in the child that shall exec. */
void init_run(const struct start *start);

/* lookup.c: as execvp finds it; the result is static. NULL with errno. */
const char *program_lookup(const char *name, char *const *env);

#endif
