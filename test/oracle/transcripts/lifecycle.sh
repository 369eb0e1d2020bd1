# not on served20: the words and choices of Docker 20.10 for these are not followed

docker create --name c1 busybox sh -c 'exit 3' | wc -c; docker inspect -f '{{.State.Status}} {{.State.ExitCode}} {{.State.StartedAt}} {{.State.FinishedAt}}' c1

docker ps -a --format '{{.Names}} {{.Status}} {{.State}}'

docker start c1; docker wait c1; docker ps -a --format '{{.Names}} {{.State}}'

docker start -a c1; echo $?

docker start -ai c1 < /dev/null

docker start nope c1

docker start

docker start -a c1 c1

docker restart c1; docker wait c1

docker stop c1

docker kill c1

docker kill -s FOO c1

docker kill nope

docker pause c1

docker unpause c1

docker attach c1

docker top c1

docker stats --no-stream --format '{{.Name}} {{.CPUPerc}} {{.MemUsage}} {{.MemPerc}} {{.NetIO}} {{.BlockIO}} {{.PIDs}}' c1

docker port c1

docker rename c1 c2; docker ps -a --format '{{.Names}}'

docker create --name c3 busybox true | wc -c; docker rename c3 c2

docker rename c3 'a b'

docker rename c3 c3

docker rename nope c4

docker rename c3 _x

docker rm c2 c3 nope

docker rm

docker run -d --name s1 busybox sleep 1000 | wc -c; docker start s1

docker rm s1

docker stop -t 0 s1; docker inspect -f '{{.State.ExitCode}} {{.State.Status}} {{.State.OOMKilled}} {{.State.Error}} {{.State.Pid}}' s1

docker start s1; docker kill s1; docker inspect -f '{{.State.ExitCode}}' s1

docker start s1; docker kill --signal KILL s1; docker start s1; docker kill -s 9 s1; docker wait s1

docker start s1; docker kill -s sigkill s1; docker wait s1

docker start s1; docker kill -s 0 s1

docker kill -s 65 s1

docker kill -s -1 s1

docker kill -s '' s1

docker rm -f s1

docker run -d --name t1 busybox sh -c 'trap "echo got; exit 5" TERM; echo ready; while true; do sleep 0.1; done' > /dev/null; eventually 'test $(docker logs t1 | grep -c ready) = 1'; docker stop t1; docker inspect -f '{{.State.ExitCode}}' t1; docker logs t1

docker start t1; eventually 'test $(docker logs t1 | grep -c ready) = 2'; docker kill -s TERM t1; docker wait t1

docker rm t1

docker run -d --name t2 --stop-signal USR1 busybox sh -c 'trap "exit 6" USR1; echo ready; while true; do sleep 0.1; done' > /dev/null; eventually 'test $(docker logs t2 | grep -c ready) = 1'; docker stop t2; docker inspect -f '{{.State.ExitCode}} {{.Config.StopSignal}}' t2; docker rm t2

docker run -d --name t3 busybox sh -c 'trap "exit 8" HUP; echo ready; while true; do sleep 0.1; done' > /dev/null; eventually 'test $(docker logs t3 | grep -c ready) = 1'; docker stop -s HUP t3; docker inspect -f '{{.State.ExitCode}}' t3; docker rm t3

docker run -d --name t4 --stop-timeout 1 busybox sh -c 'trap "" TERM; echo ready; while true; do sleep 0.1; done' > /dev/null; eventually 'test $(docker logs t4 | grep -c ready) = 1'; docker stop t4; docker inspect -f '{{.State.ExitCode}}' t4; docker rm t4

docker stop -s FOO nope

docker stop -t abc nope

docker run -d --name p1 busybox sleep 1000 > /dev/null; docker pause p1; docker pause p1

docker ps --format '{{.Names}} {{.State}}'; docker inspect -f '{{.State.Status}} {{.State.Running}} {{.State.Paused}}' p1

docker start p1

docker attach p1

docker rm p1

docker top p1 | wc -l

docker unpause p1; docker unpause p1

docker pause p1; docker stop -t 0 p1; docker inspect -f '{{.State.Status}}' p1

docker start p1; docker pause p1; docker kill p1; docker inspect -f '{{.State.Status}} {{.State.ExitCode}}' p1

docker start p1; docker pause p1; docker restart -t 0 p1; docker inspect -f '{{.State.Status}}' p1

docker pause p1; docker rm -f p1

docker run -d --name w1 busybox sh -c 'sleep 1; exit 4' > /dev/null; docker run -d --name w2 busybox sh -c 'exit 5' > /dev/null; docker wait w1 w2

docker wait w1 nope w2

docker wait

docker rm w1 w2

docker run --rm -d --name r1 busybox sh -c 'sleep 5' > /dev/null; docker wait r1; eventually 'test -z "$(docker ps -a -q)"'; docker ps -a -q

docker run -d --name r2 --restart on-failure:2 busybox sh -c 'exit 3' > /dev/null; eventually 'test "$(docker inspect -f "{{.RestartCount}} {{.State.Status}}" r2)" = "2 exited"'; docker inspect -f '{{.RestartCount}} {{.State.Status}} {{.State.ExitCode}} {{.State.Restarting}}' r2; docker rm r2

docker run -d --name r3 --restart always busybox sh -c 'sleep 0.3' > /dev/null; eventually 'test $(docker inspect -f "{{.RestartCount}}" r3) -gt 1' && echo restarted; docker stop r3; docker inspect -f '{{.State.Status}}' r3; docker rm r3

docker run -d --name r4 --restart unless-stopped busybox sleep 1000 > /dev/null; docker kill r4; sleep 1; docker inspect -f '{{.State.Status}} {{.RestartCount}}' r4; docker rm r4

docker run -d --name r5 --restart always busybox sleep 1000 > /dev/null; docker exec r5 kill 1; docker restart -t 0 r5; docker inspect -f '{{.State.Status}} {{.RestartCount}}' r5; docker rm -f r5

docker run -d --name r6 --restart always busybox sh -c 'exit 1' > /dev/null; eventually 'test "$(docker inspect -f "{{.RestartCount}} {{.State.Status}}" r6)" = "6 restarting"'; docker rm r6; docker exec r6 true; docker rm -f r6

docker run -d --name u1 busybox sleep 1000 > /dev/null; docker update u1

docker update --restart always u1; docker inspect -f '{{.HostConfig.RestartPolicy}}' u1

docker update --restart foo u1

docker update --restart always:3 u1

docker update --memory 5m u1

docker update --memory 64m u1; docker inspect -f '{{.HostConfig.Memory}} {{.HostConfig.MemorySwap}}' u1

docker update --memory 32m --memory-swap 64m u1; docker inspect -f '{{.HostConfig.Memory}} {{.HostConfig.MemorySwap}}' u1

docker update --memory 128m u1

docker update --pids-limit 100 u1; docker inspect -f '{{.HostConfig.PidsLimit}}' u1

docker update --pids-limit -1 u1; docker inspect -f '{{.HostConfig.PidsLimit}}' u1

docker update --cpus 0.5 u1; docker inspect -f '{{.HostConfig.NanoCPUs}}' u1

docker update --cpus 100 u1

docker update --cpu-shares 512 u1; docker inspect -f '{{.HostConfig.CPUShares}}' u1

docker update --cpu-quota 5000 u1

docker update --cpu-period 5 u1

docker update --memory-reservation 10m u1; docker inspect -f '{{.HostConfig.MemoryReservation}}' u1

docker update --blkio-weight 5 u1

docker update --cpuset-cpus 99 u1

docker update --memory 1x u1

docker update nope

docker update --memory 64m --memory-swap -1 u1 nope

docker update

docker rm -f u1; docker create --rm --name u2 busybox true > /dev/null; docker update --restart always u2; docker rm u2

docker run -d --name h1 --health-cmd 'test -f /ok' --health-interval 500ms --health-retries 2 --health-timeout 2s busybox sleep 1000 > /dev/null; docker inspect -f '{{.State.Health.Status}}' h1; docker ps --format '{{.Status}}' | grep -o '(.*)'

eventually 'test $(docker inspect -f "{{.State.Health.Status}}" h1) = unhealthy'; docker inspect -f '{{.State.Health.Status}}' h1; docker ps --format '{{.Status}}' | grep -o '(.*)'; docker inspect -f '{{(index .State.Health.Log 0).ExitCode}} {{json (index .State.Health.Log 0).Output}} {{json .Config.Healthcheck}}' h1

docker exec h1 touch /ok; eventually 'test $(docker inspect -f "{{.State.Health.Status}}" h1) = healthy'; docker inspect -f '{{.State.Health.Status}} {{.State.Health.FailingStreak}}' h1; docker ps --filter health=healthy --format '{{.Names}}'; docker ps --filter health=unhealthy --format '{{.Names}}'

docker stop -t 0 h1; docker inspect -f '{{.State.Health.Status}}' h1; docker ps -a --format '{{.Names}} {{.State}}'; docker rm h1

docker run -d --name h2 --health-cmd 'echo hello; exit 1' --health-interval 500ms --health-start-interval 500ms --health-start-period 1h busybox sleep 1000 > /dev/null; eventually 'test $(docker inspect -f "{{len .State.Health.Log}}" h2) -gt 1'; docker inspect -f '{{.State.Health.Status}} {{.State.Health.FailingStreak}} {{json (index .State.Health.Log 0).Output}}' h2; docker rm -f h2

docker run -d --name h3 --health-cmd 'sleep 5' --health-interval 500ms --health-timeout 1s --health-retries 1 busybox sleep 1000 > /dev/null; eventually 'test $(docker inspect -f "{{.State.Health.Status}}" h3) = unhealthy'; docker inspect -f '{{.State.Health.Status}} {{(index .State.Health.Log 0).ExitCode}} {{json (index .State.Health.Log 0).Output}}' h3; docker rm -f h3

docker run -d --name a1 busybox sh -c 'sleep 5; echo late; exit 9' > /dev/null; docker attach --no-stdin a1; echo $?

docker rm a1; docker run -d --name a2 busybox sh -c 'trap "exit 11" TERM; while true; do echo tick; sleep 0.1; done' > /dev/null; docker attach --no-stdin a2 > ticks & P=$!; eventually 'test -s ticks'; kill -TERM $P; wait $P; docker wait a2; docker rm a2

docker run --name a4 busybox sh -c 'trap "echo sig; exit 12" INT; echo ready; while true; do sleep 0.1; done' & eventually 'docker logs a4 2>&1 | grep -q ready'; docker kill -s INT a4; wait $!; docker rm a4

docker run --name i1 --entrypoint /x busybox; docker inspect -f '{{.State.Status}} {{.State.ExitCode}} {{.State.Error}}' i1; docker ps -a --format '{{.Names}} {{.Status}}'; docker rm i1

docker create --name i2 --entrypoint /s busybox > /dev/null; printf '#!/nosuch\n' > s; chmod +x s; docker cp s i2:/s; docker start -a i2; docker inspect -f '{{.State.Status}}' i2; docker rm i2

docker create --name i3 --entrypoint /s busybox > /dev/null; printf 'nothing' > s; docker cp s i3:/s; docker start -a i3; docker rm i3

for i in 1 2 3 4 5 6 7 8 9 10; do docker run -d --name many$i busybox sleep 1000 > /dev/null & done; wait; docker ps -q | wc -l; docker rm -f $(docker ps -aq) | wc -l

docker create --name k1 busybox sleep 1000 > /dev/null; (docker start k1 & docker rm -f k1 & wait) > /dev/null 2>&1; docker ps -a -q

docker run -d --name d1 busybox sleep 1000 > /dev/null; docker diff d1; docker exec d1 sh -c 'echo x > /new; rm /etc/group; mkdir -p /a/b; echo y >> /etc/passwd; touch /tmp/t'; docker diff d1 | sort

docker diff nope

docker rm -f d1; docker run --name d2 -v /data busybox sh -c 'touch /data/x /y; chmod 700 /var'; docker diff d2 | sort; docker rm -v d2

docker container prune -f

docker container prune --filter label=x --filter until=1h -f

docker container prune --filter foo=bar -f

docker ps -a --filter status=foo
