# Configuration and pages are those of files/, laid out as nginx's own packages do.
mv /etc/nginx/mime.types /etc/nginx/fastcgi_params /etc/nginx/scgi_params /etc/nginx/uwsgi_params /tmp/
rm -rf /etc/nginx/* /etc/init.d/nginx /etc/logrotate.d/nginx /etc/default/nginx /etc/ufw /var/www/html /usr/share/nginx/modules-available /lib/systemd/system/nginx.service /usr/share/nginx/html
mv /tmp/mime.types /tmp/fastcgi_params /tmp/scgi_params /tmp/uwsgi_params /etc/nginx/
mkdir -p /etc/nginx/conf.d /docker-entrypoint.d /var/cache/nginx
ln -s /usr/lib/nginx/modules /etc/nginx/modules
rm -f /var/log/nginx/*
ln -s /dev/stdout /var/log/nginx/access.log
ln -s /dev/stderr /var/log/nginx/error.log
