# Runs inside the i386 build root, in /src, where `apt-get source` left the sources. Leaves static programs in /src/bin.
#
# All of it over musl and for size: a program of Debian's own static packages carries 700 KB of glibc along, which every
# visitor would download in the saved state and every start of a program would pay for.
#
# The sources are unpacked anew each time: bash, for one, counts its builds and carries the number.
rm -rf bin headers tools
mkdir bin headers
for dsc in *.dsc; do
  rm -rf "${dsc%%_*}"-*/
  dpkg-source --no-check -x "$dsc" > /dev/null 2>&1
done
for directory in linux asm-generic mtd; do ln -sfn /usr/include/$directory headers/$directory; done
ln -sfn /usr/include/i386-linux-gnu/asm headers/asm
cat > cc <<'CC'
#!/bin/sh
link='-Wl,--gc-sections -Wl,--build-id=none -Wl,-z,noseparate-code'
case " $* " in *' -r '*) link= ;; esac
exec gcc -specs /usr/lib/i386-linux-musl/musl-gcc.specs -march=i686 -Os -static -fno-pie -no-pie -fno-stack-protector -fcf-protection=none \
  -fno-asynchronous-unwind-tables -fno-unwind-tables -ffunction-sections -fdata-sections -ffile-prefix-map=/src=. -w \
  -idirafter /src/headers $link "$@"
CC
chmod +x cc
export CC=/src/cc CC_FOR_BUILD=gcc KCONFIG_NOTIMESTAMP=1

echo == ncurses
cd ncurses-*/
./configure -q --prefix=/src/tools --without-ada --without-cxx --without-cxx-binding --without-progs --without-tests --without-manpages \
  --without-debug --without-shared --disable-db-install --enable-widec --enable-overwrite --disable-home-terminfo --disable-root-environ \
  --with-default-terminfo-dir=/usr/share/terminfo --with-terminfo-dirs=/usr/share/terminfo CFLAGS= > /dev/null
make -s libs > /dev/null
make -s install.libs install.includes > /dev/null
ln -sf libncursesw.a /src/tools/lib/libncurses.a
cd ..
flags='-I/src/tools/include -L/src/tools/lib'

echo == bash
cd bash-*/
./configure -q --without-bash-malloc --disable-nls --with-curses --disable-profiling bash_cv_termcap_lib=libncurses bash_cv_func_strtoimax=no CFLAGS="$flags" LDFLAGS="$flags" \
  CFLAGS_FOR_BUILD=-O1 LDFLAGS_FOR_BUILD= > /dev/null
make -s bash > /dev/null
strip -o ../bin/bash bash
cd ..

echo == nano # no mouse, no spell checker, no translations; with colours and UTF-8
cd nano-*/
./configure -q --enable-utf8 --disable-nls --disable-libmagic --disable-mouse --disable-speller --disable-linter --disable-formatter \
  --disable-browser --disable-extra --disable-operatingdir --disable-histories --sysconfdir=/etc CFLAGS="$flags" LDFLAGS="$flags" \
  NCURSESW_CFLAGS="$flags" NCURSESW_LIBS='-lncursesw' > /dev/null
make -s -C lib > /dev/null
make -s -C src nano > /dev/null
strip -o ../bin/nano src/nano
cd ..

echo == jq # all of it but regular expressions, whose tables weigh more than the rest
cd jq-*/
echo '#define JQ_VERSION "1.6"' > src/version.h
sed -e 's/\\/\\\\/g; s/"/\\"/g; s/^/"/; s/$/\\n"/' src/builtin.jq > src/builtin.inc
# Every mathematical function but two that only glibc has.
defines=$(sed -n 's/^#ifdef \(HAVE_[A-Z0-9_]*\)$/-D\1/p' src/libm.h | sort -u | grep -vx -e -DHAVE_GAMMA -e -DHAVE_DREM)
# shellcheck disable=SC2046,SC2086
$CC -D_GNU_SOURCE -DIEEE_8087 -DHAVE_ALLOCA_H -DHAVE_GETTIMEOFDAY -DHAVE_ISATTY -DHAVE_MKSTEMP -DHAVE_MEMMEM -DHAVE_STRPTIME -DHAVE_STRFTIME \
  -DHAVE_TIMEGM -DHAVE_GMTIME_R -DHAVE_LOCALTIME_R -DHAVE_TM_TM_GMT_OFF $defines -I. -Isrc -o jq $(ls src/*.c | grep -v inject_errors) -lm
strip -o ../bin/jq jq
cd ..

echo == busybox # Debian's own choice of features, less what has no use here
cd busybox-*/
cp debian/config/pkg/static .config
option() { sed -i "/^\(# \)\?CONFIG_$1[= ]/d" .config; echo "CONFIG_$1=$2" >> .config; }
sed '/^#/d; s/^-//' ../busybox.off | while read -r name; do [ -z "$name" ] || option "$name" n; done
option STATIC y
option FEATURE_TOP_INTERACTIVE y
yes '' | make -s oldconfig CC="$CC" HOSTCC=gcc > /dev/null
make -s busybox CC="$CC" HOSTCC=gcc > /dev/null
cp busybox ../bin/busybox
cd ..
