# Runs inside the i386 build root, in /src, where `apt-get source` left nano and jq. Leaves static programs in /src/bin.
mkdir -p bin

# nano: no mouse, no spell checker, no translations; with colours and UTF-8.
cd nano-*/
./configure -q --enable-utf8 --disable-nls --disable-libmagic --disable-mouse --disable-speller --disable-linter --disable-formatter \
  --disable-browser --disable-extra --disable-operatingdir --disable-histories --sysconfdir=/etc \
  CFLAGS='-Os -fno-pie -ffunction-sections -fdata-sections -ffile-prefix-map=/src=.' LDFLAGS='-static -no-pie -Wl,--gc-sections'
make -s -C lib
make -s -C src nano
strip -o ../bin/nano src/nano
cd ..

# jq, over musl: all of it but regular expressions, whose tables weigh more than the rest.
cd jq-*/
echo '#define JQ_VERSION "1.6"' > src/version.h
sed -e 's/\\/\\\\/g; s/"/\\"/g; s/^/"/; s/$/\\n"/' src/builtin.jq > src/builtin.inc
defines=$(sed -n 's/^#ifdef \(HAVE_[A-Z0-9_]*\)$/-D\1/p' src/libm.h | sort -u | grep -vx -e -DHAVE_GAMMA -e -DHAVE_DREM)
# shellcheck disable=SC2086
gcc -specs /usr/lib/i386-linux-musl/musl-gcc.specs -Os -static -no-pie -fno-pie -ffunction-sections -fdata-sections -Wl,--gc-sections -ffile-prefix-map=/src=. -w -D_GNU_SOURCE -DIEEE_8087 -DHAVE_ALLOCA_H -DHAVE_GETTIMEOFDAY -DHAVE_ISATTY -DHAVE_MKSTEMP -DHAVE_MEMMEM \
  -DHAVE_STRPTIME -DHAVE_STRFTIME -DHAVE_TIMEGM -DHAVE_GMTIME_R -DHAVE_LOCALTIME_R -DHAVE_TM_TM_GMT_OFF $defines \
  -I. -Isrc -o jq $(ls src/*.c | grep -v inject_errors) -lm -lpthread
strip -o ../bin/jq jq
cd ..
