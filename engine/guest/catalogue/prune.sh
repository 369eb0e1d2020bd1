# prune.sh ROOT: what neither a container nor a licence needs. Debian's own slim images leave out the same; further out are
# character set converters (everything here speaks UTF-8) and file systems' tools.
set -eu
cd "$1"
find usr/share/doc -mindepth 2 ! -name copyright ! -type d -delete
find usr/share/doc -mindepth 1 -type d -empty -delete
rm -rf usr/share/man usr/share/info usr/share/lintian usr/share/groff usr/share/locale/* \
  usr/lib/i386-linux-gnu/gconv usr/share/zoneinfo/right usr/share/zoneinfo/posix var/lib/dpkg/info/*.symbols var/lib/dpkg/info/*.shlibs
