#include "path.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "remove.h"

static char dir[] = "/tmp/drydock-path-XXXXXX";

static bool made(int root, const char *path, const char *where)
{
	int fd = make_dirs_in_root(root, path);
	CHECK(fd >= 0);
	close(fd);
	struct stat st;
	return stat(where, &st) == 0 && S_ISDIR(st.st_mode);
}

int main(void)
{
	char name[256];
	CHECK(mkdtemp(dir) && chdir(dir) == 0 && mkdir("root", 0755) == 0);
	int root = open("root", O_PATH | O_DIRECTORY | O_CLOEXEC);
	CHECK(made(root, "/a/b/c", "root/a/b/c") && made(root, "a/b", "root/a/b") && made(root, "", "root") && made(root, "/x/", "root/x"));
	/* Links and `..` stay inside. */
	CHECK(symlink("/a", "root/absolute") == 0 && symlink("../../../a", "root/upwards") == 0 && symlink("/loop", "root/loop") == 0);
	CHECK(made(root, "absolute/d", "root/a/d") && made(root, "upwards/e", "root/a/e") && made(root, "../../f", "root/f"));
	CHECK(make_dirs_in_root(root, "loop/g") < 0 && errno == ELOOP);
	CHECK(symlink("/nothing", "root/dangling") == 0);
	CHECK(make_dirs_in_root(root, "dangling") < 0 && errno == ENOENT);

	int parent = open_parent_in_root(root, "absolute/b/c/", false, name);
	CHECK(parent >= 0 && !strcmp(name, "c"));
	close(parent);
	CHECK(open_parent_in_root(root, "no/where", false, name) < 0 && errno == ENOENT);
	CHECK(open_parent_in_root(root, "/", false, name) < 0 && open_parent_in_root(root, "a/..", false, name) < 0);
	char longest[400];
	memset(longest, 'n', sizeof longest - 1);
	longest[sizeof longest - 1] = 0;
	CHECK(open_parent_in_root(root, longest, false, name) < 0 && errno == ENAMETOOLONG);

	close(root);
	CHECK(remove_tree(AT_FDCWD, dir) == 0 && access(dir, F_OK) < 0 && remove_tree(AT_FDCWD, dir) == 0);
	return 0;
}
