# not on served20: the words and choices of Docker 20.10 for these are not followed

docker foo

docker container foo

docker run --foo

docker run -Z

docker run

docker rm

docker container rm

docker tag a

docker ps x

docker run --memory abc foo

docker run --memory 12q foo

docker run --restart

docker run -p 1:2:3:4:5 foo

docker run -p 99999 foo

docker run -p 80-90:70-75 foo

docker run -p abc:80 foo

docker run --expose 80:80 foo

docker images a b

docker --foo ps

docker -x

docker container --foo

docker image

docker help foo

docker help ps

docker help container

docker run -e

docker logs --tail=x

docker stop -t abc x

docker rm -f nope

docker rm nope

docker inspect nope

docker container inspect nope

docker image inspect nope

docker inspect -f '{{.Id}}' nope

docker start nope

docker stop nope a

docker exec nope ls

docker ps --filter foo=bar

docker ps --format '{{.Foo}}'

docker ps --format '{{foo}}'

docker ps --format '{{'

docker ps --format '{{.ID'

docker ps -f x

docker rmi nope

docker rmi -f nope

docker wait nope

docker logs nope

docker cp a b

docker cp a:b c:d

docker cp nope:/x .

docker cp ./nofile nope:/x

docker diff nope

docker port nope

docker top nope

docker history nope

docker tag nope x

docker commit nope

docker pull NOPE

docker pull 'a b'

docker run NOPE

docker kill nope

docker rename nope x

docker rename '' x

docker pause nope

docker unpause nope

docker attach nope

docker stats --no-stream nope

docker ps --all=foo

docker ps --no-trunc=x

docker volume inspect nope

docker network inspect nope

docker run --mount foo x

docker run --mount type=bind x

docker run --mount type=bind,foo=bar,target=/x x

docker run --rm --restart=always busybox

docker run --restart=on-failure:x busybox

docker run -a foo busybox

docker run -d -a stdout busybox

docker run --ulimit foo busybox

docker run --cpus abc busybox

docker run --health-interval 5 busybox

docker run --health-interval 5x busybox

docker run --env-file nofile busybox

docker run --label-file nofile busybox

docker run -e = busybox

docker run --pid foo busybox

docker run --pull foo busybox

docker run --security-opt foo busybox

docker run --add-host foo busybox

docker run --device foo:bar:baz:x busybox

docker create

docker volume create a b

docker volume rm nope

docker network rm nope

docker network create a b

docker load -i nofile

docker import nofile

docker update nope

docker update --memory 6m nope

docker logs --since foo nope

docker run --name 'a b' busybox true

docker run -w relative busybox true

docker run -v relative/x:/y busybox true

docker run --network nope busybox true; docker rm -f $(docker ps -aq) > /dev/null

docker run -it busybox true

docker inspect --type foo busybox

docker search

docker save nope

docker export nope

docker run --memory-swappiness 200 busybox true
