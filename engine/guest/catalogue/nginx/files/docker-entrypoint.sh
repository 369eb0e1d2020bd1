#!/bin/sh
# Starts nginx, after whatever lies in /docker-entrypoint.d: *.sh is run, *.envsh is read into this shell.
set -e

say() {
    if [ -z "${NGINX_ENTRYPOINT_QUIET_LOGS:-}" ]; then
        echo "$0: $*"
    fi
}

if [ "$1" = nginx ] || [ "$1" = nginx-debug ]; then
    for script in /docker-entrypoint.d/*; do
        case $script in
            *.envsh) say "Sourcing $script"; . "$script" ;;
            *.sh) if [ -x "$script" ]; then say "Launching $script"; "$script"; else say "Ignoring $script, not executable"; fi ;;
        esac
    done
    say "Configuration complete; ready for start up"
fi

exec "$@"
