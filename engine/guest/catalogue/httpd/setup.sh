# The server under /usr/local/apache2, as learners know it; Debian's binary finds its configuration there.
prefix=/usr/local/apache2
mkdir -p $prefix/bin $prefix/cgi-bin $prefix/conf $prefix/htdocs $prefix/logs /etc/apache2
rm -rf /etc/init.d/apache* /etc/logrotate.d/apache2 /var/www
mv /usr/sbin/apache2 $prefix/bin/httpd
ln -s $prefix/bin/httpd /usr/sbin/apache2
ln -s $prefix/conf/httpd.conf /etc/apache2/apache2.conf
ln -s /usr/lib/apache2/modules $prefix/modules
for tool in ab htdigest htpasswd htcacheclean logresolve rotatelogs; do
  for directory in /usr/bin /usr/sbin; do [ ! -x $directory/$tool ] || ln -s $directory/$tool $prefix/bin/$tool; done
done
cp /etc/mime.types $prefix/conf/mime.types
# Modules whose libraries this image does without (LDAP, XML, Lua, ACME) cannot be loaded: they go.
for module in /usr/lib/apache2/modules/*.so /usr/bin/ab; do
  ! ldd "$module" 2>/dev/null | grep -q 'not found' || { echo "removed $module"; rm "$module"; }
done
[ -e /usr/bin/ab ] || rm -f $prefix/bin/ab
