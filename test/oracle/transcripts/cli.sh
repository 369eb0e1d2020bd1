# not on served20: the words and choices of Docker 20.10 for these are not followed

# What the command line itself does: help, flags, errors, exit codes.

docker --version | sed 's/, build .*//'

docker -v | cut -d' ' -f1-3

docker nope

docker nope ps

docker container nope

docker help nope

docker ps help

docker container > /dev/null

docker container 2>&1 | head -3

docker ps extra

docker rm

docker rename one

docker tag a b c

docker images a b

docker volume create a b

docker exec one

docker ps --nope

docker ps -Z

docker ps --filter

docker ps -n

docker ps -n x

docker ps --last=1.5

docker ps --all=maybe

docker ps -a=false -q

docker ps --filter nope -q

docker ps --filter nope=1 -q

docker ps -- -q

docker ps - -q

docker ps --no-trunc=false -q --

docker ---ps

docker -D ps -q

docker --log-level debug ps -q

docker --log-level nope ps -q

docker --context default ps -q

docker --context nope ps -q 2>&1 | cut -d: -f1-4

docker context ls --format '{{.Name}} {{.Current}}' 2> /dev/null

docker context show

docker context use default

docker context use no/pe

docker context inspect --format '{{.Name}}'

docker compose-nope

docker ps --help | head -3

docker run --help | head -8

docker help run | head -3

docker image --help

docker volume --help

docker network --help

docker system --help

docker container --help

docker help volume rm

docker stop -h 2>&1 | head -3

docker run

docker run --memory x busybox

docker run --memory 12q busybox

docker run -m 1k busybox true

docker run --cpus x busybox

docker run -p x busybox

docker run -p 1:2:3 busybox

docker run -p 8080:80/x busybox

docker run --expose x busybox

docker run -v a:/b:/c:/d busybox true

docker run --mount type=bind busybox

docker run --mount type=nope,dst=/x busybox true 2>&1 | sed 's/^docker: //'

docker run --mount dst busybox

docker run --mount type=bind,src=/a,dst=/b,foo=1 busybox

docker run --network name=n,nope=1 busybox

docker run --ulimit nofile busybox

docker run --ulimit nope=1 busybox

docker run --ulimit nofile=2:1 busybox

docker run --restart nope busybox true

docker run --restart on-failure:x busybox

docker run --restart always --rm busybox

docker run --env =x busybox

docker run --env-file missing busybox

printf 'A B=1\n' > bad.env; docker run --env-file bad.env busybox

printf '=1\n' > bad.env; docker run --env-file bad.env busybox

docker run --label =x busybox

docker run --add-host a busybox

docker run --add-host a:x busybox

docker run --dns x busybox

docker run --device x busybox

docker run --gpus nope busybox

docker run --link a:b:c busybox

docker run --sysctl nope=1 busybox

docker run --security-opt nope busybox

docker run --health-interval 5 busybox

docker run --health-interval 5x busybox

docker run --health-interval=-5s busybox

docker run --no-healthcheck --health-cmd x busybox

docker run --pid nope busybox

docker run --mac-address nope busybox

docker run --pull nope busybox

docker run --attach nope busybox

docker run -d --attach stdout busybox

docker run -it busybox < /dev/null

docker run --memory-swappiness 101 busybox

docker run --blkio-weight 70000 busybox

docker run --detach-keys nope --rm busybox echo hi

touch there.cid; docker run --cidfile there.cid busybox

docker run --log-driver none --log-opt a=b busybox

docker stop --time x nope

docker stop -t 1 nope

docker update nope

docker inspect --type nope x

docker inspect --type= x

docker logs --since nope x

docker events --since nope

docker volume create --label =x

docker network create --subnet x bad

docker network create --gateway 1.2.3.4 bad

docker container prune < /dev/null

echo n | docker volume prune

echo no | docker system prune

docker ps | head -1

docker images -q nope

docker system dial-stdio x
