docker ps

docker run --rm busybox echo hello

docker run --rm busybox sh -c 'echo out; echo err >&2; exit 3'

docker run --rm busybox nosuchcommand

docker run --rm busybox /etc

docker run --rm busybox sh -c 'kill -9 $$'

echo input | docker run -i --rm busybox cat

printf 'no newline' | docker run -i --rm busybox cat

docker run --rm -e A=1 -e B -e C= busybox sh -c 'echo $A-$B-$C'

B=from-env docker run --rm -e B busybox sh -c 'echo $B'

printf 'X=1\n# comment\n\nY=two words\nHOME_OF_CALLER\n' > env; docker run --rm --env-file env busybox sh -c 'echo "$X-$Y"'

docker run --rm -w /tmp busybox pwd

docker run --rm -u nobody busybox id

docker run --rm --hostname foo busybox hostname

docker run --rm --entrypoint echo busybox a b

docker run --rm --read-only busybox touch /x

docker run --rm --tmpfs /x:size=1m busybox sh -c 'echo a > /x/y; cat /x/y'

echo data > file; docker run --rm -v $PWD/file:/f:ro busybox cat /f

docker run --rm -v ./file:/f busybox cat /f

docker run --rm --mount type=bind,source=$PWD,target=/d busybox ls /d

docker run -t --rm busybox tty < /dev/null

docker run -d --name one --label a=b --label c busybox sleep 1000

docker run -d --name one busybox sleep 1000

docker ps

docker ps -q | wc -l

docker ps --format '{{.Names}} {{.Image}} {{.Command}} {{.State}}'

docker ps --format 'table {{.Names}}\t{{.Status}}\t{{.Label "a"}}'

# not on served20: the old command lists labels in any order
docker ps --format '{{json .Names}} {{.Labels}} {{upper .Names}} {{printf "%-10s|" .Names}}{{if .Ports}}ports{{else}}none{{end}}'

docker ps --no-trunc --format '{{.Command}}'

docker ps -a --filter name=one --filter status=running -q | wc -l

docker ps -s --format '{{.Size}}'

docker exec one echo hi

docker exec one sh -c 'exit 7'

docker exec one nosuch

docker exec -w /tmp -e FOO=bar one sh -c 'pwd; echo $FOO'

echo abc | docker exec -i one cat

docker exec -d one touch /made

docker exec -u nobody one id -u

docker exec -it one true

docker top one | wc -l

docker top one -o pid,comm | tail -1 | wc -w

docker rename one two

docker ps --format '{{.Names}}'

docker diff two

docker commit -m 'a message' -a 'me' -c 'CMD ["echo", "changed"]' two changed:1

docker run --rm changed:1

docker run --rm changed:1 ls /made

docker history --format '{{.CreatedBy}}|{{.Comment}}' changed:1

docker inspect -f '{{.Config.Cmd}} {{.Author}} {{.Comment}}' changed:1

docker rmi changed:1 | wc -l

docker pause two

docker ps --format '{{.Status}}'

docker exec two true

docker unpause two

docker stop -t 0 two

docker ps -a --filter name=two --format '{{.Status}}'

docker start two

docker restart -t 0 two

docker kill two

docker kill two

docker wait two

docker inspect -f '{{.State.Status}} {{.State.ExitCode}} {{.State.Running}} {{.Name}} {{.Config.Image}} {{json .Config.Labels}} {{len .Mounts}}' two

docker inspect -f '{{range $k, $v := .Config.Labels}}{{$k}}={{$v}};{{end}}{{range .Config.Cmd}}[{{.}}]{{end}}{{index .Config.Labels "a"}}{{.Nope}}' two

docker inspect -f '{{.HostConfig.Memory}} {{.HostConfig.RestartPolicy.Name}} {{.HostConfig.Binds}} {{.Config.ExposedPorts}} {{.Config.Healthcheck}} {{.State.Health}} {{.Config.Volumes}}' two

docker inspect -f '{{json .HostConfig.RestartPolicy}} {{.Config.Entrypoint}} {{eq .Config.Image "busybox"}} {{.ID | printf "%.5s" | len}}' two

docker rm two

docker run --name three busybox sh -c 'echo line1; sleep 0.2; echo line2 >&2; sleep 0.2; echo line3'

docker logs three

docker logs --tail 1 three

docker logs -t three 2>/dev/null | cut -c1-5

docker logs --since 1h three 2>/dev/null

docker start -a three

docker start three nope

docker wait three; docker rm -v three

docker create --name four -p 8080:80 -p 127.0.0.1:9090:90/udp --expose 100-102 busybox sleep 1000

docker inspect -f '{{json .HostConfig.PortBindings}}' four

docker inspect -f '{{(index (index .HostConfig.PortBindings "80/tcp") 0).HostPort}}' four

docker start four

docker port four

docker port four 80

docker port four 81

docker inspect -f '{{.NetworkSettings.Ports}} {{.HostConfig.PortBindings}}' four

docker ps --format '{{.Ports}}'

docker rm four

docker rm -f four

docker run -d --name five --memory 64m --cpus 0.5 --pids-limit 50 --restart on-failure:3 --init --stop-signal INT --stop-timeout 3 --cap-add NET_ADMIN --health-cmd 'true' --health-interval 10s --ulimit nofile=100:200 --dns 1.1.1.1 --add-host a:1.2.3.4 --shm-size 1m --log-opt max-size=1k busybox sleep 1000

docker inspect -f '{{.HostConfig.Memory}} {{.HostConfig.NanoCPUs}} {{.HostConfig.PidsLimit}} {{.HostConfig.RestartPolicy}} {{.HostConfig.Init}} {{.Config.StopSignal}} {{.HostConfig.CapAdd}} {{json .Config.Healthcheck}} {{json .HostConfig.Ulimits}} {{.HostConfig.DNS}} {{.HostConfig.ExtraHosts}} {{.HostConfig.ShmSize}} {{json .HostConfig.LogConfig}}' five

docker update --memory 32m --memory-swap 64m five

docker stats --no-stream --format '{{.Name}} {{.PIDs}}' five

docker rm -f five

docker run --cidfile cid --rm busybox true; wc -c < cid

docker run --cidfile cid --rm busybox true

docker run -a stdout --rm busybox sh -c 'echo out; echo err >&2'

docker run --rm -i busybox cat < /dev/null

docker container prune -f

docker container ls -a -q
