#!/bin/bash
# Shows that the layout is valid and that each image's program starts: unpacks every image and runs it on this machine's kernel.
#
#   engine/guest/catalogue/check.sh [LAYOUT]  default: public/registry
#
# Needs root and Debian's skopeo, umoci, curl.
set -euo pipefail

layout=$(cd "${1:-$(dirname "$0")/../../../public/registry}" && pwd)
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT

# run REF COMMAND: as a container would: own mounts, processes and network, the image's environment and directory.
run() {
  local ref=$1 root=$work/${1//[:\/]/_}
  shift
  [ -d "$root" ] || umoci --log=error unpack --image "$layout:$ref" "$root"
  # shellcheck disable=SC2016
  unshare --mount --pid --net --uts --ipc --fork bash -euc '
    root=$1/rootfs; shift
    mount -t tmpfs -o mode=755 dev "$root/dev" 2>/dev/null || { mkdir "$root/dev"; mount -t tmpfs -o mode=755 dev "$root/dev"; }
    for node in null zero random urandom; do touch "$root/dev/$node"; mount --bind "/dev/$node" "$root/dev/$node"; done
    ln -s /proc/self/fd "$root/dev/fd"; ln -s fd/1 "$root/dev/stdout"; ln -s fd/2 "$root/dev/stderr"
    mkdir -p "$root/proc" "$root/dev/shm"; mount -t tmpfs shm "$root/dev/shm"; mount -t proc proc "$root/proc"
    ip link set lo up 2>/dev/null || true
    exec chroot "$root" "$@"' -- "$root" /usr/bin/env -i PATH="$(variable "$ref" PATH)" HOME=/root PGDATA="$(variable "$ref" PGDATA)" LANG="$(variable "$ref" LANG)" "$@"
}
variable() { skopeo inspect --config "oci:$layout:$1" | python3 -c 'import json, sys; print(dict(e.split("=", 1) for e in json.load(sys.stdin)["config"]["Env"]).get(sys.argv[1], ""))' "$2"; }

failed=0
expect() { # NAME PATTERN OUTPUT
  if grep -qE "$2" <<< "$3"; then echo "ok   $1"; else echo "FAIL $1: no /$2/ in:"; sed 's/^/     /' <<< "$3"; failed=1; fi
}

for ref in $(python3 -c 'import json, sys; print(*[m["annotations"]["org.opencontainers.image.ref.name"] for m in json.load(open(sys.argv[1] + "/index.json"))["manifests"]])' "$layout"); do
  skopeo inspect "oci:$layout:$ref" > /dev/null || { echo "FAIL $ref: skopeo inspect"; failed=1; }
done

busybox_hello=$(umoci --log=error unpack --image "$layout:hello-world:latest" "$work/hello" && chroot "$work/hello/rootfs" /hello)
expect hello-world '^Hello from Docker!' "$busybox_hello"
root=$work/busybox; umoci --log=error unpack --image "$layout:busybox:1.35" "$root"
expect busybox '^v1.35 root$' "$(chroot "$root/rootfs" /bin/sh -c 'echo "v$(busybox | head -n 1 | cut -c10-13) $(whoami)"')"
expect debian 'libc6:i386' "$(run debian:12-slim bash -c 'dpkg -l; apt-get --version')"
expect nginx 'Welcome to nginx!' "$(run nginx:1.22 bash -c '/docker-entrypoint.sh nginx -g "daemon off;" & sleep 2; exec 3<>/dev/tcp/127.0.0.1/80; printf "GET / HTTP/1.0\r\n\r\n" >&3; cat <&3; kill %1; wait' 2>&1)"
expect httpd 'It works!' "$(run httpd:2.4 bash -c 'cd /usr/local/apache2; httpd-foreground & sleep 2; exec 3<>/dev/tcp/127.0.0.1/80; printf "GET / HTTP/1.0\r\n\r\n" >&3; cat <&3; kill %1; wait' 2>&1)"
expect redis PONG "$(run redis:7.0 bash -c 'cd /data; docker-entrypoint.sh redis-server & sleep 2; redis-cli ping; kill %1; wait' 2>&1)"
expect python '^3.11 ok' "$(run python:3.11-slim python -c 'import ssl, sqlite3, ctypes, decimal, readline, http.server, asyncio, sys; print("%d.%d ok" % sys.version_info[:2])' 2>&1)"
expect pip '^pip 23' "$(run python:3.11-slim pip --version 2>&1)"
expect postgres '^ *42$' "$(run postgres:15 bash -c 'export POSTGRES_PASSWORD=x; docker-entrypoint.sh postgres & for i in $(seq 60); do sleep 1; PGPASSWORD=x psql -h 127.0.0.1 -U postgres -c "select 6 * 7 as answer" && break; done; kill -INT %1; wait' 2>&1)"
expect 'postgres without a password' 'superuser password is not specified' "$(run postgres:15 bash -c 'rm -rf /var/lib/postgresql/data/*; docker-entrypoint.sh postgres' 2>&1 || true)"
exit $failed
