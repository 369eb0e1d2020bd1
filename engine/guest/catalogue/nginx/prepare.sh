groupadd --system --gid 101 nginx
useradd --system --uid 101 --gid nginx --no-create-home --home-dir /nonexistent --comment 'nginx user' --shell /bin/false nginx
