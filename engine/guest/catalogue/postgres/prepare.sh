groupadd --system --gid 999 postgres
useradd --system --uid 999 --gid postgres --home-dir /var/lib/postgresql --no-create-home --shell /bin/bash postgres
install -d -o postgres -g postgres -m 755 /var/lib/postgresql
# Debian's cluster manager is left out; this is all its packages ask of it.
mkdir -p /usr/share/postgresql-common
printf 'configure_version() { :; }\nremove_version() { :; }\nconfigure_client_version() { :; }\nremove_client_version() { :; }\n' > /usr/share/postgresql-common/maintscripts-functions
