# What tutorials have their readers type, in one go: a web server, a page of one's own, an image of it, a volume, a network, cleaning up.

# images: busybox debian:12-slim httpd:2.4 nginx:1.22 redis:7

# not on client: a build goes to BuildKit, by a protocol of its own

docker run --rm debian:12-slim cat /etc/debian_version

docker run -d --name web nginx:1.22 | wc -c

docker ps --format '{{.Names}} {{.Image}} {{.Command}} {{.Ports}}'

docker exec web cat /usr/share/nginx/html/index.html | head -4

docker exec web nginx -v

docker exec web ls /etc/nginx/conf.d

docker inspect -f '{{.Config.Cmd}} {{.Config.Entrypoint}} {{json .Config.ExposedPorts}} {{.Config.StopSignal}} {{.State.Running}}' web

docker port web

docker stop web

docker ps -a --filter name=web --format '{{.Names}} {{.Status}}' | sed 's/ (.*//'

docker start web

docker rm web; echo $?

docker rm -f web

mkdir site; echo '<h1>Hello from my image</h1>' > site/index.html; printf 'FROM httpd:2.4\nCOPY ./site/ /usr/local/apache2/htdocs/\n' > Dockerfile

docker build -q -t my-site . | cut -c1-7

docker history --format '{{.CreatedBy}} {{.Size}}' my-site | head -1

docker run -d --name site -p 8080:80 my-site > /dev/null; docker port site

docker run -d --name second -p 8080:80 my-site > /dev/null; echo $?

docker ps -a --format '{{.Names}} {{.State}}'

docker rm second

# not on served, served20: the port is open in the guest, not on this machine
for i in 1 2 3 4 5 6 7 8 9 10; do curl -s localhost:8080 && break; sleep 1; done

docker exec site sh -c 'echo changed > /usr/local/apache2/htdocs/index.html; cat /usr/local/apache2/htdocs/index.html'

docker diff site | grep htdocs

docker run --rm my-site cat /usr/local/apache2/htdocs/index.html

docker commit -m 'changed by hand' site my-site:changed | cut -c1-7

docker run --rm my-site:changed cat /usr/local/apache2/htdocs/index.html

docker images my-site --format '{{.Repository}}:{{.Tag}}' | sort

docker rm -f site

docker rmi my-site:changed | grep -c Deleted

docker volume create todo

docker run --rm -v todo:/data busybox sh -c 'echo buy milk >> /data/list'

docker run --rm -v todo:/data busybox sh -c 'echo learn docker >> /data/list; cat /data/list'

docker volume inspect -f '{{.Name}} {{.Driver}} {{.Mountpoint}}' todo

docker volume rm todo

docker volume inspect todo

docker network create app | wc -c

docker run -d --name db --network app --network-alias database redis:7 > /dev/null; docker inspect -f '{{range $name, $_ := .NetworkSettings.Networks}}{{$name}}{{end}}' db

eventually 'docker exec db redis-cli ping 2>&1 | grep PONG'

docker run --rm --network app redis:7 redis-cli -h database ping

docker exec db redis-cli set greeting hello

docker run --rm --network app redis:7 redis-cli -h db get greeting

docker network inspect -f '{{range .Containers}}{{.Name}} {{end}}' app

docker network rm app; echo $?

docker rm -f db; docker network rm app

mkdir app; printf 'FROM debian:12-slim AS build\nRUN echo "echo built" > /made.sh && chmod +x /made.sh\nFROM busybox\nCOPY --from=build /made.sh /\nENTRYPOINT ["sh", "/made.sh"]\n' > app/Dockerfile; docker build -q -t two-stages app | cut -c1-7

docker run --rm two-stages

docker image inspect -f '{{len .RootFS.Layers}} {{json .Config.Entrypoint}} {{json .Config.Cmd}}' two-stages

docker run --name interactive -i debian:12-slim bash <<< 'echo data > /file; exit 3'

docker inspect -f '{{.State.Status}} {{.State.ExitCode}}' interactive

docker start -i interactive < /dev/null; echo $?

docker cp interactive:/file -  | tar xO

docker logs interactive

docker container prune -f | grep -c '[0-9a-f]'

docker run --rm -e GREETING=hi -e NAME=you busybox sh -c 'echo $GREETING, $NAME'

echo 'print("from a bind mount")' > app.txt; docker run --rm -v "$PWD":/work -w /work busybox cat app.txt

docker run --rm -m 64m busybox true; echo $?

docker run -d --name limited --restart on-failure:2 busybox false > /dev/null; eventually 'test "$(docker inspect -f "{{.RestartCount}} {{.State.Status}}" limited)" = "2 exited"'; docker inspect -f '{{.RestartCount}} {{.State.Status}} {{.State.ExitCode}}' limited

docker run -d --name counter busybox sh -c 'i=0; while [ $i -lt 3 ]; do echo line $i; i=$((i+1)); done; sleep 100' > /dev/null; eventually 'docker logs counter | grep -q "line 2"'; docker logs counter; docker logs --tail 1 counter

docker stop -t 1 counter; docker inspect -f '{{.State.ExitCode}}' counter

docker tag busybox registry.example.com/team/tool:1.0; docker images --format '{{.Repository}} {{.Tag}}' | sort

docker rmi registry.example.com/team/tool:1.0

docker system prune -f | grep -v '^[0-9a-z]\{25,64\}$' | sed 's/: .*//'

docker ps -aq | wc -l
