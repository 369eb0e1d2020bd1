# What a container's root has and mmdebstrap leaves out or otherwise. build.sh puts the mirrors' addresses in.
rm -f /etc/hostname /etc/resolv.conf /etc/machine-id /etc/apt/sources.list
: > /etc/machine-id
mkdir -p /etc/apt/sources.list.d /etc/apt/apt.conf.d
cat > /etc/apt/sources.list.d/debian.sources <<'SOURCES'
Types: deb
URIs: @MIRROR@
Suites: bookworm bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: @SECURITY@
Suites: bookworm-security
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
SOURCES
printf 'Acquire::Languages "none";\nAPT::Sandbox::User "root";\n' > /etc/apt/apt.conf.d/docker
