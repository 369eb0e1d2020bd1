#!/bin/bash
# First start: makes the cluster in $PGDATA by POSTGRES_USER, POSTGRES_PASSWORD, POSTGRES_DB (each also as NAME_FILE),
# POSTGRES_INITDB_ARGS and POSTGRES_HOST_AUTH_METHOD, and runs /docker-entrypoint-initdb.d. Then, as postgres, the command.
set -Eeo pipefail

# setting NAME [DEFAULT]: NAME from the environment, or from the file that NAME_FILE names.
setting() {
  local name=$1 file=$1_FILE value=${2:-}
  if [ -n "${!name:-}" ] && [ -n "${!file:-}" ]; then
    echo >&2 "error: both $name and $file are set (but are exclusive)"
    exit 1
  fi
  if [ -n "${!name:-}" ]; then value=${!name}; elif [ -n "${!file:-}" ]; then value=$(< "${!file}"); fi
  export "$name=$value"
  unset "$file"
}

psql_here() {
  PGHOST= PGHOSTADDR= psql -v ON_ERROR_STOP=1 --no-psqlrc --no-password --username "$POSTGRES_USER" "$@"
}

make_cluster() {
  if [ -z "$POSTGRES_PASSWORD" ] && [ "$POSTGRES_HOST_AUTH_METHOD" != trust ]; then
    cat >&2 <<'MESSAGE'
Error: Database is uninitialized and superuser password is not specified.
       Give the superuser one: set POSTGRES_PASSWORD to something that is not empty,
       for example "-e POSTGRES_PASSWORD=password" on "docker run".

       Or let everybody in without one: "-e POSTGRES_HOST_AUTH_METHOD=trust".
       Do that only where nobody else can connect.
MESSAGE
    exit 1
  fi
  if [ "$POSTGRES_HOST_AUTH_METHOD" = trust ]; then
    echo >&2 'WARNING: POSTGRES_HOST_AUTH_METHOD is "trust": whoever reaches the port is let in without a password.'
  fi

  eval 'initdb --username="$POSTGRES_USER" --pwfile=<(printf "%s\n" "$POSTGRES_PASSWORD") '"$POSTGRES_INITDB_ARGS"' "$@"'
  printf '\nhost all all all %s\n' "${POSTGRES_HOST_AUTH_METHOD:-$(postgres -C password_encryption)}" >> "$PGDATA/pg_hba.conf"

  pg_ctl -D "$PGDATA" -o "-c listen_addresses='' -p ${PGPORT:-5432}" -w start
  export PGPASSWORD=${PGPASSWORD:-$POSTGRES_PASSWORD}
  if [ "$POSTGRES_DB" != postgres ]; then
    psql_here --dbname postgres --set db="$POSTGRES_DB" <<< 'CREATE DATABASE :"db";'
  fi
  local file
  for file in /docker-entrypoint-initdb.d/*; do
    case $file in
      *.sh) if [ -x "$file" ]; then echo "$0: running $file"; "$file"; else echo "$0: sourcing $file"; . "$file"; fi ;;
      *.sql) echo "$0: running $file"; psql_here --dbname "$POSTGRES_DB" -f "$file" ;;
      *.sql.gz) echo "$0: running $file"; gunzip -c "$file" | psql_here --dbname "$POSTGRES_DB" ;;
      *.sql.xz) echo "$0: running $file"; xzcat "$file" | psql_here --dbname "$POSTGRES_DB" ;;
      '/docker-entrypoint-initdb.d/*') ;;
      *) echo "$0: ignoring $file" ;;
    esac
  done
  pg_ctl -D "$PGDATA" -m fast -w stop
  unset PGPASSWORD
  printf '\nPostgreSQL init process complete; ready for start up.\n\n'
}

if [ "${1:0:1}" = - ]; then
  set -- postgres "$@"
fi

if [ "$1" = postgres ]; then
  case " $* " in
    *' -?'* | *' --help '* | *' --version '* | *' -V '* | *' --describe-config '* | *' -C '*) exec "$@" ;;
  esac

  mkdir -p "$PGDATA"
  if [ "$(id -u)" = 0 ]; then
    mkdir -p /var/run/postgresql
    chmod 3777 /var/run/postgresql
    find "$PGDATA" /var/run/postgresql \! -user postgres -exec chown postgres '{}' +
    chmod 700 "$PGDATA"
    exec setpriv --reuid=postgres --regid=postgres --init-groups env HOME=/var/lib/postgresql "$BASH" "$0" "$@"
  fi
  chmod 700 "$PGDATA"

  if [ -s "$PGDATA/PG_VERSION" ]; then
    printf '\nPostgreSQL Database directory appears to contain a database; Skipping initialization\n\n'
  else
    setting POSTGRES_PASSWORD
    setting POSTGRES_USER postgres
    setting POSTGRES_DB "$POSTGRES_USER"
    setting POSTGRES_INITDB_ARGS
    : "${POSTGRES_HOST_AUTH_METHOD:=}"
    make_cluster
  fi
fi

exec "$@"
