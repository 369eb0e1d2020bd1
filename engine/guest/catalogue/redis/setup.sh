rm -rf /etc/redis /etc/init.d/redis-server /etc/logrotate.d/redis-server /etc/default/redis-server /var/lib/redis /var/log/redis /lib/systemd/system/redis*
mkdir /data
chown redis:redis /data
ln -sf redis-check-rdb /usr/bin/redis-check-aof # the same program twice in the package
