# not on served20: the words and choices of Docker 20.10 for these are not followed

sleep 1; e() { local since=$(cat $1); shift; docker events --since $since --until $(($(date +%s) + 2)) "$@"; }; date +%s > t0; docker run --name e1 --label k=v busybox true; e t0 --filter container=e1 --format '{{.Type}} {{.Action}}'

e t0 --filter container=e1 --format '{{.Actor.Attributes}}' | sed 's/execDuration:[0-9]*/execDuration:N/'

e t0 --filter type=network --format '{{.Action}} {{.Actor.Attributes.name}} {{.Actor.Attributes.type}} {{.Actor.Attributes.container}}' | sed 's/[0-9a-f]\{64\}/ID/g'

e t0 --filter event=die --format '{{json .Actor.Attributes}}' | sed 's/"execDuration":"[0-9]*"/N/'

e t0 --filter event=start --format '{{.Scope}} {{.Status}} {{.From}} {{.Type}}'

e t0 --filter event=start --format json | sed 's/[0-9a-f]\{64\}/ID/g;s/[0-9]\{10,\}/N/g'

e t0 --filter event=start | sed 's/^[^ ]* //;s/[0-9a-f]\{64\}/ID/g'

sleep 1; date +%s > t1; docker start -a e1; docker rm e1; e t1 --format '{{.Type}} {{.Action}}'

sleep 1; date +%s > t2; docker run -d --name e2 busybox sleep 1000; docker exec e2 true; docker exec e2 sh -c 'exit 3'; e t2 --filter type=container --format '{{.Action}} {{.Actor.Attributes.exitCode}}' | sed 's/[0-9a-f]\{64\}/ID/g'

e t2 --filter event=exec_die --format '{{.Action}} {{.Actor.Attributes.exitCode}} {{if .Actor.Attributes.execID}}ID{{end}}'

e t2 --filter event=exec_create --format '{{.Action}}'

sleep 1; date +%s > t3; docker stop -t 0 e2; e t3 --format '{{.Type}} {{.Action}} {{.Actor.Attributes.signal}}' | sort

sleep 1; date +%s > t4; docker start e2; docker kill e2; e t4 --format '{{.Type}} {{.Action}} {{.Actor.Attributes.signal}}'

sleep 1; date +%s > t5; docker start e2; docker pause e2; docker unpause e2; docker rename e2 e3; docker update --memory 64m --memory-swap 128m e3 >/dev/null; e t5 --filter type=container --format '{{.Action}} {{.Actor.Attributes.oldName}}'

sleep 1; date +%s > t6; echo x > f; docker cp f e3:/f; docker cp e3:/f g; docker export e3 > /dev/null; docker commit e3 ev:1 > /dev/null; docker diff e3; docker logs e3; e t6 --format '{{.Type}} {{.Action}} {{.Actor.Attributes.name}}'

e t6 --filter event=commit --format '{{json .Actor.Attributes}}' | sed 's/[0-9a-f]\{64\}/ID/g'

sleep 1; date +%s > t7; docker restart -t 0 e3; e t7 --format '{{.Type}} {{.Action}} {{.Actor.Attributes.signal}}' | sort

sleep 1; date +%s > t8; docker rm -f e3; e t8 --format '{{.Type}} {{.Action}} {{.Actor.Attributes.signal}} {{.Actor.Attributes.exitCode}}'

sleep 1; date +%s > t9; docker tag ev:1 ev:2; docker rmi ev:1 ev:2 >/dev/null; e t9 --format '{{.Type}} {{.Action}} {{json .Actor.Attributes}}' | sed 's/[0-9a-f]\{64\}/ID/g'

sleep 1; date +%s > t10; docker volume create ev; docker run --rm -v ev:/e busybox true; docker volume rm ev; e t10 --format '{{.Type}} {{.Action}} {{.Actor.ID}} {{json .Actor.Attributes}}' | sed 's/[0-9a-f]\{64\}/ID/g;s/"execDuration":"[0-9]*"/N/;s/"name":"[a-z]*_[a-z0-9]*"/NAME/'

e t10 --filter volume=ev --format '{{.Type}} {{.Action}}'

sleep 1; date +%s > t11; docker network create evn >/dev/null; docker run -d --name e4 --network evn busybox sleep 1000 >/dev/null; docker rm -f e4; docker network rm evn; e t11 --filter type=network --format '{{.Type}} {{.Action}} {{json .Actor.Attributes}}' | sed 's/[0-9a-f]\{64\}/ID/g'

e t11 --filter network=evn --format '{{.Action}}'

e t11 --filter network=evn --filter event=create --format '{{.Action}}'

e t11 --filter type=volume

e t11 --filter scope=local --filter type=network --format '{{.Action}}' | wc -l

e t11 --filter scope=swarm

e t11 --filter foo=bar

e t11 --filter event=foo

docker events --since foo

docker events --since 1h --until foo

docker events --since 1h --until 0s --format '{{.Nope}}'

docker events --since 1h --until 0s --format '{{'

docker events --since 10m --until 0s --filter container=e4 --format '{{.Action}}' | head -3

docker events --since $(date -d @$(cat t11) +%Y-%m-%dT%H:%M:%S) --until 0s --filter container=e4 --format '{{.Action}}' | head -2

docker events --since $(($(cat t11)-1)).5 --until 0s --filter container=e4 --format '{{.Action}}' | tail -1

e t11 --filter image=busybox --format '{{.Type}} {{.Action}}' | sort | uniq -c

e t0 --filter label=k=v --format '{{.Action}}' | sort -u

e t0 --filter label=k --filter event=create --filter event=start --format '{{.Action}}'

e t0 --filter container=e1 --filter container=e4 --filter event=destroy --format '{{.Actor.Attributes.name}}'

e t0 --filter daemon=foo

docker events x

sleep 1; date +%s > t12; docker run --name h1 --health-cmd true --health-interval 1s -d busybox sleep 100 > /dev/null; eventually 'test $(docker inspect -f "{{.State.Health.Status}}" h1) = healthy'; docker rm -f h1; e t12 --filter type=container --format '{{.Action}}' | grep -v exec_ | head -5

e t12 --filter event=health_status --format '{{.Action}}' | head -1

e t12 --filter event='health_status: healthy' --format '{{.Action}}' | head -1

sleep 1; date +%s > t13; docker run --name o1 --memory 8m busybox sh -c 'x=a; while :; do x=$x$x; done'; echo $?; e t13 --filter type=container --format '{{.Action}} {{.Actor.Attributes.exitCode}}'; docker rm o1

sleep 1; date +%s > t14; docker run --name a1 -t -d busybox sh > /dev/null; docker attach --no-stdin a1 > /dev/null & eventually 'docker events --since $(cat t14) --until 0s --filter event=attach | grep -q a1'; docker rm -f a1; wait; e t14 --filter type=container --format '{{.Action}}'

sleep 1; date +%s > t15; docker container prune -f; docker image prune -f; docker volume prune -f; docker network prune -f; docker builder prune -f >/dev/null 2>&1; e t15 --format '{{.Type}} {{.Action}} {{json .Actor}}'

sleep 1; date +%s > t16; docker run --rm busybox nosuch; e t16 --format '{{.Type}} {{.Action}} {{.Actor.Attributes.exitCode}}'

sleep 1; date +%s > t17; docker save busybox > i.tar; docker load -q -i i.tar; tar -c f | docker import - imp:1 > /dev/null; docker rmi imp:1 >/dev/null; e t17 --format '{{.Type}} {{.Action}} {{.Actor.Attributes.name}}' | sed 's/[0-9a-f]\{64\}/ID/g'

sleep 1; date +%s > t18; docker create --name c1 -v /an busybox true >/dev/null; docker rm -v c1; e t18 --format '{{.Type}} {{.Action}} {{.Actor.Attributes.driver}}'
