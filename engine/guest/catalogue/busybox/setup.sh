# setup.sh DEB ROOT: one static program under all its names, and the few files a small system has.
deb=$1 root=$2
mkdir -p "$root/bin" "$root/etc" "$root/home" "$root/root" "$root/tmp" "$root/usr" "$root/var/spool/mail" "$root/var/www" "$root/usr/share/doc/busybox"
dpkg-deb --fsys-tarfile "$deb" | tar -xO ./bin/busybox > "$root/bin/busybox"
dpkg-deb --fsys-tarfile "$deb" | tar -xO ./usr/share/doc/busybox-static/copyright > "$root/usr/share/doc/busybox/copyright"
dpkg-deb -f "$deb" Version > "$root/../busybox.version"
chmod 755 "$root/bin/busybox"
for name in $("$root/bin/busybox" --list | LC_ALL=C sort); do
  case $name in busybox | dpkg | dpkg-deb | rpm | rpm2cpio | linuxrc | bash) ;; *) ln "$root/bin/busybox" "$root/bin/$name" ;; esac
done
ln -s ../bin "$root/usr/bin"
ln -s ../bin "$root/usr/sbin"
ln -s bin "$root/sbin"
cat > "$root/etc/passwd" <<'PASSWD'
root:x:0:0:root:/root:/bin/sh
daemon:x:1:1:daemon:/usr/sbin:/bin/false
bin:x:2:2:bin:/bin:/bin/false
sys:x:3:3:sys:/dev:/bin/false
sync:x:4:100:sync:/bin:/bin/sync
mail:x:8:8:mail:/var/spool/mail:/bin/false
www-data:x:33:33:www-data:/var/www:/bin/false
operator:x:37:37:Operator:/var:/bin/false
nobody:x:65534:65534:nobody:/home:/bin/false
PASSWD
cat > "$root/etc/group" <<'GROUP'
root:x:0:
daemon:x:1:
bin:x:2:
sys:x:3:
adm:x:4:
tty:x:5:
disk:x:6:
mail:x:8:
www-data:x:33:
operator:x:37:
users:x:100:
nogroup:x:65534:
GROUP
printf 'root:*:::::::\nnobody:*:::::::\n' > "$root/etc/shadow"
chmod 640 "$root/etc/shadow"
chmod 700 "$root/root"
chmod 1777 "$root/tmp" "$root/var/spool/mail"
chown 65534:65534 "$root/home"
