#!/bin/sh
# `redis OPTION...` and `redis FILE.conf` mean redis-server; the server runs as redis, and is reachable from other containers.
set -e

if [ "${1#-}" != "$1" ] || [ "${1%.conf}" != "$1" ]; then
    set -- redis-server "$@"
fi

if [ "$1" = redis-server ]; then
    # Redis refuses remote clients unless told otherwise. In a container nothing but its published ports is reachable anyway.
    if [ "${2%.conf}" = "${2:-}" ]; then
        case " $* " in *' --protected-mode '*) ;; *) shift; set -- redis-server --protected-mode no "$@" ;; esac
    fi
    if [ "$(id -u)" = 0 ]; then
        find . \! -user redis -exec chown redis '{}' +
        exec setpriv --reuid=redis --regid=redis --init-groups "$@"
    fi
fi

exec "$@"
