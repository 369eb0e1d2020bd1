#!/bin/bash
# Builds the catalogue: linux/386 images out of Debian packages, as an OCI layout that a browser fetches with plain GET.
#
#   engine/guest/catalogue/build.sh [OUT]     default OUT: public/registry
#
# Runs as root on Debian 12. The same package versions give the same bytes. An image is a folder beside this script:
#   image.json   names, packages, configuration, history (README.md says how it is read)
#   prepare.sh   runs in the image's root before its packages are installed (optional)
#   setup.sh     runs in it afterwards (optional)
#   outside.sh   runs on this machine after that, with the root as its argument (optional)
#   files/       what a Dockerfile would COPY to / (optional); a layer of its own
#
# WORK   where root file systems are made (default: a temporary directory).
# MIRROR where packages come from (default: this machine's own Debian mirror).
set -euo pipefail
export LC_ALL=C TZ=UTC DEBIAN_FRONTEND=noninteractive
umask 022

here=$(cd "$(dirname "$0")" && pwd)
out=${1:-$here/../../../public/registry}
work=${WORK:-$(mktemp -d)}
mirror=${MIRROR:-$(apt-get indextargets --format '$(REPO_URI)' 'Identifier: Packages' 'Codename: bookworm' 'Component: main' | head -n 1)}
export SOURCE_DATE_EPOCH=1767225600 # 2026-01-01: no file in an image is younger
mkdir -p "$work"
[ -n "${WORK:-}" ] || trap 'rm -rf --one-file-system "$work"' EXIT

say() { printf '== %s\n' "$*" >&2; }

tools='mmdebstrap arch-test gcc libc6-dev binutils python3-minimal icu-devtools'
missing=$(for p in $tools; do dpkg-query -W -f '${db:Status-Status}' "$p" 2>/dev/null | grep -qx installed || echo "$p"; done)
if [ -n "$missing" ]; then
  say "install $missing"
  apt-get update -q >&2 || say 'apt-get update failed; trying with the lists there are'
  # shellcheck disable=SC2086
  apt-get install -qy --no-install-recommends $missing >&2
fi

field() { python3 -c 'import json, sys; print(*json.load(open(sys.argv[1])).get(sys.argv[2], []), sep=sys.argv[3])' "$here/$1/image.json" "$2" "${3:- }"; }
in_root() { local root=$1; shift; chroot "$root" env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C DEBIAN_FRONTEND=noninteractive SOURCE_DATE_EPOCH=$SOURCE_DATE_EPOCH "$@"; }

# --- debian:12-slim ------------------------------------------------------------------------------------------------------
# `full` keeps what installing into it needs (package lists, caches); `debian` is the image.
say debian
full=$work/full
rm -rf --one-file-system "$full"
mmdebstrap --quiet --mode=root --variant=apt --architectures=i386 --hook-dir=/usr/share/mmdebstrap/hooks/merged-usr \
  --include="$(field debian packages ,)" --aptopt='Acquire::Languages "none"' \
  --setup-hook="mkdir -p \"\$1/etc/dpkg/dpkg.cfg.d\" && cp '$here/debian/dpkg.cfg' \"\$1/etc/dpkg/dpkg.cfg.d/docker\"" \
  --skip=cleanup/apt/lists --skip=cleanup/apt/cache \
  bookworm "$full" "deb $mirror bookworm main" >&2

finish() { # ROOT: takes out what no image carries
  rm -rf "$1"/var/lib/apt/lists/* "$1"/var/cache/apt/*.bin "$1"/var/cache/apt/archives/*.deb "$1"/var/cache/ldconfig/* "$1"/var/cache/debconf/* \
    "$1"/var/lib/dpkg/*-old "$1"/etc/*- "$1"/var/log/*.log "$1"/var/log/apt "$1"/run/* "$1"/tmp/* "$1"/usr/share/bash-completion "$1"/usr/share/bug "$1"/usr/share/vim \
    "$1"/usr/share/gdb "$1"/etc/apt/apt.conf.d/99mmdebstrap
  sh "$here/prune.sh" "$1"
  # Directories and files get no mtime from the day they were built on.
  find "$1" -xdev -newermt "@$SOURCE_DATE_EPOCH" -exec touch -hcd "@$SOURCE_DATE_EPOCH" {} +
}

# The image's own package sources are those of the machine that builds it.
security=$(apt-get indextargets --format '$(REPO_URI)' 'Identifier: Packages' 'Codename: bookworm-security' 'Component: main' | head -n 1)
debian_setup() { in_root "$1" sh -euc "$(sed -e "s#@MIRROR@#${mirror%/}#" -e "s#@SECURITY@#${security%/}#" "$here/debian/setup.sh")" >&2; }

copy_root() { rm -rf --one-file-system "$2"; cp -a "$1" "$2"; }

copy_root "$full" "$work/debian"
debian_setup "$work/debian"
finish "$work/debian"
# Applications are compared with the image, so what is taken out of it must be out of their roots as well.

# --- applications over it ------------------------------------------------------------------------------------------------
for image in ${IMAGES:-nginx httpd redis python postgres}; do
  say "$image"
  root=$work/$image
  copy_root "$full" "$root"
  [ ! -f "$here/$image/prepare.sh" ] || in_root "$root" sh -eu < "$here/$image/prepare.sh" >&2
  # Exactly the packages listed: Debian's dependencies would bring perl, iproute2 and others that the program never calls.
  rm -rf "$work/debs"; mkdir "$work/debs"
  # shellcheck disable=SC2046
  ( cd "$work/debs" && apt-get -o Dir="$root" -o Dir::State::status="$root/var/lib/dpkg/status" -o APT::Architecture=i386 -o APT::Architectures=i386 \
      -o APT::Sandbox::User=root -o Dir::Bin::methods=/usr/lib/apt/methods download -q $(field "$image" packages) >&2 )
  cp -r "$work/debs" "$root/tmp/debs"
  in_root "$root" sh -euc 'printf "#!/bin/sh\nexit 101\n" > /usr/sbin/policy-rc.d; chmod +x /usr/sbin/policy-rc.d
    dpkg --force-depends --force-confold --install /tmp/debs/*.deb; rm -r /tmp/debs /usr/sbin/policy-rc.d' >&2
  debian_setup "$root"
  [ ! -f "$here/$image/setup.sh" ] || in_root "$root" sh -eu < "$here/$image/setup.sh" >&2
  [ ! -f "$here/$image/outside.sh" ] || sh -eu "$here/$image/outside.sh" "$root" >&2
  finish "$root"
done

# --- two without Debian under them ----------------------------------------------------------------------------------------
say 'busybox hello-world'
rm -rf "$work/debs"; mkdir "$work/debs"
( cd "$work/debs" && apt-get -o Dir="$full" -o Dir::State::status="$full/var/lib/dpkg/status" -o APT::Architecture=i386 -o APT::Architectures=i386 \
    -o APT::Sandbox::User=root -o Dir::Bin::methods=/usr/lib/apt/methods download -q busybox-static >&2 )
rm -rf "$work/busybox" "$work/hello-world"
sh -eu "$here/busybox/setup.sh" "$work/debs"/busybox-static_*.deb "$work/busybox"
mkdir "$work/hello-world"
gcc -m32 -Os -static -nostdlib -ffreestanding -fno-pie -no-pie -fno-stack-protector -fno-asynchronous-unwind-tables -Wl,--build-id=none -Wl,-z,noseparate-code \
  -s -o "$work/hello-world/hello" "$here/hello-world/hello.c"

say layout
python3 "$here/layout.py" "$here" "$work" "$out"
