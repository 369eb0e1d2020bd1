#include "http.h"

#include <stdint.h>
#include <string.h>

#include "check.h"

static void parses(const char *text, const char *scheme, const char *host, int port, const char *path)
{
	struct url u;
	CHECK(url_parse(text, &u));
	CHECK(!strcmp(u.scheme, scheme) && !strcmp(u.host, host) && u.port == port && !strcmp(u.path, path));
	url_free(&u);
}

static void resolves(const char *base, const char *location, const char *expected)
{
	struct url u;
	CHECK(url_parse(base, &u));
	char *text = url_resolve(&u, location);
	CHECK(!strcmp(text, expected));
	free(text);
	url_free(&u);
}

int main(void)
{
	parses("localhost", "http", "localhost", 80, "/");
	parses("localhost:8080/a?b=c#d", "http", "localhost", 8080, "/a?b=c");
	parses("HTTP://u:p@h:1?q", "http", "h", 1, "/?q");
	parses("http://[::1]:90/x", "http", "::1", 90, "/x");
	parses("https://h", "https", "h", 443, "/");
	for (const char *const *bad = (const char *const[]){"", "http://", "http://:80", "http://h:x", "http://h:70000", "http://a b/", "http://h/a b", "http://[::1", NULL}; *bad; bad++) {
		struct url u;
		CHECK(!url_parse(*bad, &u));
		url_free(&u);
	}
	resolves("http://h:81/a/b?c", "/x", "http://h:81/x");
	resolves("http://h/a/b?c/d", "x", "http://h:80/a/x");
	resolves("http://h/a/b?c", "?y", "http://h:80/a/b?y");
	resolves("http://h/a", "//o/x", "http://o/x");
	resolves("http://h/a", "https://o/x", "https://o/x");
	return 0;
}
