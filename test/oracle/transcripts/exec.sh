# not on served20: the words and choices of Docker 20.10 for these are not followed

docker run -d --name box -e A=1 -e B=2 --label x=y busybox sleep 1000 > /dev/null; docker exec box echo hello

docker exec box sh -c 'echo out; echo err >&2; exit 7'

docker exec -e C=3 -e A=9 box sh -c 'echo $A $B $C'

printf 'D=4\n' > env; docker exec --env-file env box sh -c 'echo $D'

E=5 docker exec -e E box sh -c 'echo $E'

docker exec -w /tmp box pwd

docker exec -w /nosuch box pwd

docker exec -w relative box pwd

docker exec -u 1000:1000 box id

docker exec -u nobody box id

docker exec -u nosuch box id

docker exec -u 0:nosuch box id

docker exec -u nobody box sh -c 'echo $HOME; grep CapEff /proc/self/status'

docker exec box sh -c 'grep CapEff /proc/self/status'

echo in | docker exec -i box cat

echo in | docker exec box cat

docker exec -t box sh -c 'test -t 1 && echo tty' | od -c | head -2

docker exec -it box true < /dev/null

docker exec -t box sh -c 'echo $TERM'

docker exec -d box touch /made; sleep 1; docker exec box ls /made

docker exec -d box sh -c 'exit 3'

docker exec -d box nosuch

docker exec box nosuch

docker exec box /etc

docker exec box /etc/passwd

docker exec box /no/such

docker exec -it box nosuch < /dev/null

docker exec box sh -c 'printf "#!/nointerpreter\n" > /s; chmod +x /s; printf "garbage" > /g; chmod +x /g'; docker exec box /s

docker exec box /g

docker exec box sh -c 'kill -9 $$'

docker exec box sh -c 'kill -TERM $$'

docker exec box

docker exec

docker exec --detach-keys foo-bar box true

docker exec -it --detach-keys ctrl-x box true < /dev/null

docker exec --foo box true

docker exec box sh -c 'cat /proc/1/comm; hostname | wc -c'

docker exec box sh -c 'sleep 1 & echo started'

docker exec box sh -c 'seq 1 20000' | tail -1

head -c 300000 /dev/zero | docker exec -i box wc -c

docker inspect -f '{{json .ExecIDs}}' box

docker exec -d box sleep 5; docker inspect -f '{{len .ExecIDs}}' box

docker pause box; docker exec box true

docker unpause box; docker exec box true

docker stop -t 0 box; docker exec box true

docker create --name made busybox true > /dev/null; docker exec made true

docker exec nope true

docker start box; docker exec box ls /made

docker rm -f box made

docker run -d --name ro --read-only -u 1000 -w /tmp busybox sleep 1000 > /dev/null; docker exec ro sh -c 'id -u; pwd; touch /x'

docker exec -u 0 ro id -u

docker rm -f ro

docker run -d --name limited --memory 32m --pids-limit 20 --cap-drop ALL busybox sleep 1000 > /dev/null; docker exec limited sh -c 'grep CapBnd /proc/self/status'

docker exec --privileged limited sh -c 'echo ok'

docker rm -f limited
