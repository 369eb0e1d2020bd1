/* The whole image: one program without a library that says what has just happened. */

static const char text[] =
	"\n"
	"Hello from Docker!\n"
	"This text comes out of a container: your Docker works.\n"
	"\n"
	"What has just happened, step by step:\n"
	" 1. You typed a command; the docker client passed it on to the Docker engine.\n"
	" 2. The engine looked for the image \"hello-world\". If it was not here yet, it was\n"
	"    pulled from the registry.\n"
	" 3. From that image the engine made a new container and started the one program\n"
	"    that the image holds.\n"
	" 4. The program printed this text. The engine brought it to your terminal, and\n"
	"    with the program the container ended.\n"
	"\n"
	"See what is left of it:\n"
	" $ docker ps -a\n"
	" $ docker images\n"
	"\n"
	"Then go further, into a whole Debian:\n"
	" $ docker run -it debian bash\n"
	"\n";

static int call(int number, int a, int b, int c)
{
	int result;
	__asm__ volatile("int $0x80" : "=a"(result) : "a"(number), "b"(a), "c"(b), "d"(c) : "memory");
	return result;
}

void _start(void)
{
	const char *at = text;
	int left = sizeof text - 1, done = 1;
	while (left > 0 && (done = call(4 /* write */, 1, (int)at, left)) > 0) {
		at += done;
		left -= done;
	}
	for (;;)
		call(1 /* exit */, left > 0, 0, 0);
}
