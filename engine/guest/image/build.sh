#!/bin/bash
# Builds what the page boots: kernel, initramfs and firmware, from Debian packages alone.
#
#   engine/guest/image/build.sh [OUT]        default OUT: public/guest
#
# Runs as root on Debian 12 (it installs what it needs). The same package versions give the same bytes: no clock, user or
# host name gets in, and everything built here is built from Debian's source packages by Debian's compilers.
#
# WORK   where steps leave their results (default: a temporary directory). A later run with the same WORK skips the steps
#        whose inputs have not changed, so that a change of a root file takes seconds.
# MIRROR where packages come from (default: this machine's own Debian mirror). A snapshot mirror's address rebuilds old versions.
set -euo pipefail
export LC_ALL=C TZ=UTC
umask 022

here=$(cd "$(dirname "$0")" && pwd)
out=${1:-$here/../../../public/guest}
work=${WORK:-$(mktemp -d)}
mirror=${MIRROR:-$(apt-get indextargets --format '$(REPO_URI)' 'Identifier: Packages' 'Codename: bookworm' 'Component: main' | head -n 1)}
jobs=${JOBS:-$(nproc)}
export SOURCE_DATE_EPOCH=1767225600 # 2026-01-01: the age of every file in the guest
mkdir -p "$out" "$work"
[ -n "${WORK:-}" ] || trap 'rm -rf --one-file-system "$work"' EXIT
out=$(cd "$out" && pwd)

say() { printf '== %s\n' "$*" >&2; }

# step NAME INPUT...: true when NAME has to be done, because it never was or its inputs changed; `made` records it.
step() {
  name=$1; shift
  key=$( { echo "$mirror"; for i in "$@"; do if [ -f "$i" ]; then cat "$i"; else echo "$i"; fi; done; } | sha256sum | cut -c1-64)
  if [ "$(cat "$work/$name.done" 2>/dev/null)" = "$key" ]; then return 1; fi
  say "$name"; rm -f "$work/$name.done"
}
made() { echo "$key" > "$work/$name.done"; }

# --- 0. tools of this machine -----------------------------------------------------------------------------------------
tools='linux-source-6.12 seabios gcc make flex bison bc libelf-dev cpio xz-utils zstd kmod rsync mmdebstrap arch-test python3-minimal'
missing=$(for p in $tools; do dpkg-query -W -f '${db:Status-Status}' "$p" 2>/dev/null | grep -qx installed || echo "$p"; done)
if [ -n "$missing" ]; then
  say "install $missing"
  apt-get update -q >&2 || say "apt-get update failed; trying with the lists there are"
  # shellcheck disable=SC2086
  DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends $missing >&2
fi
version() { dpkg-query -W -f '${Version}' "$1"; }

# --- 1. an i386 Debian with a compiler: everything for the guest's user space comes out of it ------------------------------
buildroot=$work/buildroot
packages=apt,musl-dev,gcc,libc6-dev,linux-libc-dev,make,dpkg-dev,ncurses-base,ncurses-bin,bison
sources='bash busybox jq nano ncurses'
if step buildroot "$packages" "$sources"; then
  rm -rf --one-file-system "$buildroot"
  mmdebstrap --quiet --mode=root --variant=essential --architectures=i386 --include=$packages \
    --aptopt='Acquire::Languages "none"' \
    --customize-hook="chroot \"\$1\" sh -c 'mkdir -p /src && cd /src && apt-get -q source $sources'" \
    bookworm "$buildroot" "deb $mirror bookworm main" "deb-src $mirror bookworm main" >&2
  made
fi
inside() { chroot "$buildroot" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C TZ=UTC HOME=/root SOURCE_DATE_EPOCH=$SOURCE_DATE_EPOCH sh -euc "$1"; }
inner_version() { chroot "$buildroot" dpkg-query -W -f '${Version}' "$1"; }
source_version() { sed -n 's/^Version: //p' "$buildroot"/src/"$1"_*.dsc; }

# --- 2. the kernel --------------------------------------------------------------------------------------------------------
if step kernel "$(version linux-source-6.12)" "$here/kernel.config"; then
  src=$work/linux-source-6.12 obj=$work/linux-obj
  [ -d "$src" ] || tar -xJf /usr/src/linux-source-6.12.tar.xz -C "$work"
  rm -rf "$obj"; mkdir "$obj"
  kmake() {
    make -s -C "$src" O="$obj" ARCH=i386 -j"$jobs" KBUILD_BUILD_TIMESTAMP="@$SOURCE_DATE_EPOCH" KBUILD_BUILD_VERSION=1 \
      KBUILD_BUILD_USER=drydock KBUILD_BUILD_HOST=drydock "$@" >&2
  }
  kmake tinyconfig
  cat "$here/kernel.config" >> "$obj/.config"
  kmake olddefconfig 2>/dev/null
  # Kconfig drops what it cannot satisfy without a word: every line of the fragment must be there.
  while read -r line; do
    case $line in
      'CONFIG_'*) grep -qxF "$line" "$obj/.config" || { say "kernel.config: lost $line"; exit 1; } ;;
      '# CONFIG_'*' is not set') option=${line#\# }; ! grep -q "^${option%% *}=" "$obj/.config" || { say "kernel.config: still on: $option"; exit 1; } ;;
    esac
  done < "$here/kernel.config"
  kmake bzImage
  cp "$obj/arch/x86/boot/bzImage" "$work/bzImage"
  cat "$src"/{COPYING,LICENSES/preferred/GPL-2.0,LICENSES/exceptions/Linux-syscall-note} > "$work/linux.txt"
  made
fi

# --- 3. bash, busybox, nano and jq, static ------------------------------------------------------------------------------
if step programs "$(cat "$work/buildroot.done")" "$here/programs.sh" "$here/busybox.off"; then
  cp "$here/programs.sh" "$here/busybox.off" "$buildroot/src/"
  inside 'cd /src && sh -eu programs.sh' >&2
  made
fi

# --- 4. the agent ---------------------------------------------------------------------------------------------------------
say agent
rm -rf "$buildroot/src/agent"
cp -r "$here/agent" "$buildroot/src/agent"
inside 'make -s -C /src/agent OUT=/src/agent/out CC="gcc -idirafter /usr/include/i386-linux-gnu"' >&2

# --- 5. the root file system, as an initramfs ---------------------------------------------------------------------------
say initramfs
root=$work/root
rm -rf "$root"; mkdir -p "$root"
python3 "$here/rootfs.py" "$here/rootfs" "$buildroot" "$root" >&2
find "$root" -exec touch -hcd "@$SOURCE_DATE_EPOCH" {} +
( cd "$root" && find . | sort | cpio --quiet --reproducible -o -H newc -R 0:0 ) | zstd -q -19 --single-thread > "$work/initramfs"

# --- 6. firmware, lock --------------------------------------------------------------------------------------------------
cp "$work/bzImage" "$work/initramfs" /usr/share/seabios/bios.bin /usr/share/seabios/vgabios-stdvga.bin "$out/"
{
  echo "linux-source-6.12 $(version linux-source-6.12)"
  echo "seabios $(version seabios)"
  for p in musl-dev gcc libc6-dev linux-libc-dev ncurses-base; do echo "$p:i386 $(inner_version $p)"; done
  for p in $sources; do echo "$p (source) $(source_version "$p")"; done
  echo "gcc (kernel) $(version "$(readlink -f "$(command -v gcc)" | sed 's,.*/x86_64-linux-gnu-,,')")"
} > "$work/packages.txt"
# Whoever gets the programs gets their licences, whole.
licences=$out/LICENSES
rm -rf "$licences"; mkdir "$licences"
for p in $sources; do cp "$buildroot"/src/$p-*/debian/copyright "$licences/$p.txt"; done
cp "$buildroot/usr/share/doc/musl-dev/copyright" "$licences/musl.txt"
cp /usr/share/doc/seabios/copyright "$licences/seabios.txt"
cp "$work/linux.txt" "$licences/linux.txt"
for text in Apache-2.0 GFDL-1.2 GPL-2 GPL-3 LGPL-2.1 LGPL-3; do cp "/usr/share/common-licenses/$text" "$licences/$text.txt"; done
chmod 644 "$licences"/*
python3 "$here/lock.py" "$out" "$work/packages.txt" "$here/kernel.config"
say "done: $out"
