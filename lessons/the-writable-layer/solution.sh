# What a learner does, step by step, in the guest's host shell.

# step edit
docker run -d --name edited -w /usr/share/nginx/html nginx
docker exec edited sh -c 'echo This is mine > index.html'
until docker exec edited test -s /run/nginx.pid; do sleep 0.1; done
docker exec edited cat index.html
docker diff edited

# step fresh
# predict fresh-page 1
docker run -d --name fresh -w /usr/share/nginx/html nginx
docker exec fresh grep h1 index.html

# step restart
# predict page-after-start 0
docker stop edited
docker start edited
docker exec edited cat index.html

# step copy
# predict one-byte 1
docker exec fresh sh -c 'echo >> /usr/bin/perl'
docker ps --format 'table {{.Names}}\t{{.Size}}'

# step delete
# predict deleted 1
docker exec fresh rm /usr/bin/perl
docker diff fresh | grep perl
docker exec edited ls -l /usr/bin/perl

# step gone
# predict same-name 1
docker rm -f edited
docker run -d --name edited nginx
docker exec edited grep h1 /usr/share/nginx/html/index.html

# step sum-up
# answer what-keeps 1
docker rm -f edited fresh
