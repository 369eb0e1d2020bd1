#include <errno.h>
#include <stdint.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "container.h"

#include "check.h"

static char dir[] = "/tmp/drydock-lookup-XXXXXX";

static void file(const char *name, int mode)
{
	int fd = open(name, O_CREAT | O_WRONLY, mode);
	CHECK(fd >= 0 && fchmod(fd, mode) == 0);
	close(fd);
}

static bool fails(const char *name, char *const *env, int error)
{
	errno = 0;
	return !program_lookup(name, env) && errno == error;
}

int main(void)
{
	CHECK(mkdtemp(dir) && chdir(dir) == 0);
	CHECK(mkdir("one", 0755) == 0 && mkdir("two", 0755) == 0 && mkdir("one/both", 0755) == 0);
	file("one/plain", 0644);
	file("two/both", 0755);
	file("two/only", 0755);
	char *env[] = {"A=b", "PATH=one:two", NULL};
	CHECK(!strcmp(program_lookup("only", env), "two/only"));
	/* A directory by that name is passed over. */
	CHECK(!strcmp(program_lookup("both", env), "two/both"));
	CHECK(fails("none", env, ENOENT));
	CHECK(fails("plain", env, EACCES));
	CHECK(fails("", env, ENOENT));
	CHECK(!strcmp(program_lookup("./two/only", env), "./two/only"));
	CHECK(fails("./one", env, EISDIR));
	CHECK(fails("./one/plain", env, EACCES));
	CHECK(fails("./two/only/more", env, ENOTDIR));
	/* An empty element is the current directory. */
	char *here[] = {"PATH=one::two", NULL};
	file("local", 0755);
	CHECK(!strcmp(program_lookup("local", here), "./local"));
	char *standard[] = {NULL};
	CHECK(program_lookup("sh", standard));
	CHECK(unlink("one/plain") == 0 && unlink("two/both") == 0 && unlink("two/only") == 0 && unlink("local") == 0);
	CHECK(rmdir("one/both") == 0 && rmdir("one") == 0 && rmdir("two") == 0 && rmdir(dir) == 0);
	return 0;
}
