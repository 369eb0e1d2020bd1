rm -rf /usr/share/postgresql-common /etc/init.d/postgresql /usr/lib/postgresql/15/lib/bitcode /usr/lib/postgresql/15/lib/llvmjit* /usr/lib/postgresql/15/lib/pgxs \
  /usr/lib/postgresql/15/bin/vacuumlo /usr/lib/postgresql/15/bin/oid2name /usr/share/postgresql/15/man /etc/postgresql
# Reachable from other containers, as pg_hba.conf allows.
sed -i "s/^#listen_addresses = .*/listen_addresses = '*'/" /usr/share/postgresql/15/postgresql.conf.sample
install -d -o postgres -g postgres -m 3777 /var/run/postgresql
install -d -o postgres -g postgres -m 1777 /var/lib/postgresql/data
mkdir -p /docker-entrypoint-initdb.d
