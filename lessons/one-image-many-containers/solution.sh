# What a learner does, step by step, in the guest's host shell.

# step two
# predict disk 2
docker run -d --name red -p 8091:80 nginx
docker run -d --name blue -p 8092:80 nginx
docker ps --format 'table {{.Names}}\t{{.Size}}'

# step apart
# predict blue-page 1
docker exec red sh -c 'echo "<body bgcolor=tomato>This is red" > /usr/share/nginx/html/index.html'
curl -s localhost:8091

# step ports
# predict same-port 2
docker run -d --name green -p 8092:80 nginx || true
docker ps -a
docker rm green
docker run -d --name green -p 8093:80 nginx

# step tasks
# answer what-differs 0 1 2
docker run --name version nginx nginx -v
docker run --rm -e COLOR=red nginx sh -c 'echo I am $COLOR'

# step many
for n in 1 2 3 4 5; do docker run -d --name copy$n --label lesson=many nginx; done
docker ps --format 'table {{.Names}}\t{{.Size}}' --filter label=lesson=many
docker rm -f $(docker ps -aq --filter label=lesson=many)
docker rm -f red blue green version
