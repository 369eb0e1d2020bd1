# not on served20: the words and choices of Docker 20.10 for these are not followed

printf 'l1=one\n# comment\nl2\n\nl3=a=b\n' > labels; docker create --name lab --label-file labels -l l1=over -l own busybox true; docker inspect -f '{{json .Config.Labels}}' lab | tr , '\n' | grep -v opencontainers | grep -v drydock

docker rm lab

printf 'bad line\n' > badenv; docker run --rm --env-file badenv busybox env

printf '=x\n' > badenv; docker run --rm --env-file badenv busybox true

docker run --rm -e A=1 -e A=2 busybox sh -c 'echo $A'

docker run --rm -e PATH=/bin busybox sh -c 'echo $PATH'

docker run --rm -e PATH busybox env | grep -c ^PATH

docker run --rm -e HOME=/x busybox sh -c 'echo $HOME'

docker run --rm -u 1000:1001 busybox id

docker run --rm -u 1000 busybox id

docker run --rm -u nobody:users busybox id

docker run --rm -u :10 busybox id

docker run --rm -u nosuchuser busybox id

docker run --rm -u root:nosuchgroup busybox id

docker run --rm -u 0:nosuchgroup busybox id

docker run --rm -u -1 busybox id

docker run --rm --group-add 1234 --group-add tty busybox id

docker run --rm --group-add nosuch busybox id

docker run --rm -u 1000 busybox sh -c 'echo $HOME; pwd'

docker run --rm -u nobody busybox sh -c 'echo $HOME'

docker run --rm -w /a/b/c busybox sh -c 'pwd; ls -ld /a/b | cut -c1-10'

docker run --rm -w /etc/passwd busybox pwd

docker run --rm -w '' busybox pwd

docker run --rm --entrypoint "" busybox echo plain

docker run --rm --entrypoint /bin/echo busybox

docker run --rm --entrypoint 'echo hi' busybox

docker run --rm --hostname h.example.org busybox sh -c 'hostname; cat /etc/hostname; grep -c h.example.org /etc/hosts'

docker run --rm --hostname h --domainname example.org busybox sh -c 'hostname; hostname -f; tail -1 /etc/hosts | cut -f2-; cat /proc/sys/kernel/domainname'

docker run --rm --hostname a_b busybox hostname

docker run --rm --hostname 'a b' busybox hostname

docker run --rm --hostname "$(printf 'a%.0s' $(seq 64))" busybox hostname

docker run --rm --name _x busybox true

docker run --rm --name a busybox true

docker run --rm --name 'a/b' busybox true

docker run --rm --name /slash busybox hostname | wc -c

docker create --name /lead busybox true | wc -c; docker inspect -f '{{.Name}}' lead; docker rm /lead

docker run --rm --init busybox ps -o pid,args | grep -c 'docker-init\|ps'

docker run --rm --init busybox sh -c 'cat /proc/1/comm'

docker run --rm --read-only busybox sh -c 'touch /x; touch /tmp/x; touch /dev/x; echo $?'

docker run --rm --read-only --tmpfs /tmp busybox sh -c 'touch /tmp/x && echo ok'

docker run --rm --tmpfs /t:size=1m,mode=700,uid=5,noexec busybox sh -c 'ls -ldn /t | tr -s " " | cut -d" " -f1-4; grep " /t " /proc/mounts | cut -d" " -f4 | tr , "\n" | grep -v inode | sort'

docker run --rm --tmpfs /t busybox sh -c 'ls -ld /t | cut -c1-10; grep " /t " /proc/mounts | cut -d" " -f4 | tr , "\n" | grep -v "inode\|size" | sort'

docker run --rm --tmpfs /t:foo=bar busybox true

docker run --rm --tmpfs relative busybox true

docker run --rm --tmpfs /t:exec,ro busybox sh -c 'touch /t/x'

docker run --rm --cap-drop ALL busybox sh -c 'grep Cap /proc/self/status'

docker run --rm busybox sh -c 'grep Cap /proc/self/status; grep NoNewPrivs /proc/self/status'

docker run --rm --cap-add SYS_TIME --cap-drop CHOWN --cap-drop net_raw busybox sh -c 'grep CapEff /proc/self/status'

docker run --rm --cap-add CAP_SYS_ADMIN --cap-add all --cap-drop SYS_TIME busybox sh -c 'grep -q CapEff /proc/self/status && echo ok'

docker run --rm --cap-drop ALL --cap-add NET_BIND_SERVICE busybox sh -c 'grep Cap /proc/self/status'

docker run --rm --cap-add NOSUCH busybox true

docker run --rm --cap-drop NOSUCH busybox true

docker run --rm -u 1000 --cap-add NET_ADMIN busybox sh -c 'grep Cap /proc/self/status'

docker run --rm --security-opt no-new-privileges busybox sh -c 'grep NoNewPrivs /proc/self/status'

docker run --rm --security-opt no-new-privileges:true busybox sh -c 'grep NoNewPrivs /proc/self/status'

docker run --rm --security-opt no-new-privileges=false busybox sh -c 'grep NoNewPrivs /proc/self/status'

docker run --rm --security-opt seccomp=unconfined busybox sh -c 'grep Seccomp: /proc/self/status'

docker run --rm busybox sh -c 'grep Seccomp: /proc/self/status'

docker run --rm --security-opt apparmor=unconfined busybox echo ok

docker run --rm --security-opt seccomp=nofile.json busybox true

docker run --rm --security-opt label=disable busybox echo ok

docker run --rm --security-opt foo=bar busybox true

docker run --rm --security-opt systempaths=unconfined busybox sh -c 'test -w /proc/sysrq-trigger && echo writable'

docker run --rm --privileged busybox sh -c 'grep -c " /sys sysfs rw" /proc/mounts; test -w /proc/sysrq-trigger && echo writable; ls /dev | grep -c "^null$"'

docker run --rm busybox sh -c 'cut -d" " -f2,3 /proc/mounts | grep -v "^/ \|/etc/\|/sys/fs/cgroup/." | sort'

docker run --rm busybox sh -c 'ls -l /dev | grep -v total | sed "s/  *[A-Z][a-z][a-z]  *[0-9]*  *[0-9:]* / /" | tr -s " " | cut -d" " -f1,3- | sort'

docker run --rm busybox sh -c 'ls /proc/kcore /proc/keys > /dev/null && cat /proc/keys | wc -c; touch /proc/sys/kernel/hostname 2>&1'

docker run --rm --device /dev/null:/dev/mynull busybox sh -c 'ls -l /dev/mynull | cut -c1; echo x > /dev/mynull && echo ok'

docker run --rm --device /dev/null:/dev/mynull:r busybox sh -c 'cat /dev/mynull && echo ok'

docker run --rm --device /dev/nosuch busybox true

docker run --rm --device /etc/passwd busybox true

docker run --rm --device /dev/null:/dev/x:q busybox true

docker run --rm --ulimit nofile=100:200 --ulimit core=0 busybox sh -c 'ulimit -n; ulimit -Hn; ulimit -c'

docker run --rm --ulimit nofile=300:200 busybox true

docker run --rm --ulimit nosuch=1 busybox true

docker run --rm --ulimit nofile=x busybox true

docker run --rm --sysctl net.ipv4.ip_forward=1 --sysctl kernel.shmmax=1000000 busybox sh -c 'cat /proc/sys/net/ipv4/ip_forward /proc/sys/kernel/shmmax'

docker run --rm --sysctl kernel.foo=1 busybox true

docker run --rm --sysctl nokey busybox true

docker run --rm --sysctl net.foo.bar=1 busybox true

docker run --rm --network host --sysctl net.ipv4.ip_forward=1 busybox true

docker run --rm --shm-size 2m busybox sh -c 'df -k /dev/shm | tail -1 | tr -s " " | cut -d" " -f2'

docker run --rm busybox sh -c 'df -k /dev/shm | tail -1 | tr -s " " | cut -d" " -f2'

docker run --rm --shm-size 0 busybox sh -c 'df -k /dev/shm | tail -1 | tr -s " " | cut -d" " -f2'

docker run --rm --shm-size=-1 busybox true

docker run --rm --stop-signal NOSUCH busybox true

docker run --rm --stop-timeout x busybox true

docker run --rm --isolation default busybox echo ok

docker run --rm --isolation hyperv busybox echo ok

docker run --rm --runtime nosuch busybox true

docker run --rm --runtime runc busybox echo ok

docker run --rm --pull never nosuchimage true

docker run --rm --pull=never busybox echo here

docker run --rm --pull missing busybox echo here

docker run --rm --log-driver nosuch busybox true

docker run --rm --log-opt nosuch=1 busybox true

docker run --rm --log-opt max-size=x busybox true

docker run --rm --log-opt max-file=0 busybox true

docker run --rm --log-driver none busybox echo out

docker run --rm --log-driver local --log-opt max-size=1m busybox echo out

docker run --rm --log-driver local --log-opt labels=a busybox true

docker run --rm --storage-opt size=1G busybox true

docker run --rm --oom-score-adj 100 busybox cat /proc/self/oom_score_adj

docker run --rm --oom-score-adj 1001 busybox true

docker run --rm --annotation a=b busybox echo ok

docker run --rm --restart always busybox true

docker run --restart on-failure:-1 busybox true

docker run --restart always:3 busybox true

docker run --restart sometimes busybox true

docker run --restart on-failure:1:2 busybox true

docker run --rm --detach-keys ctrl-foo busybox true

docker run --detach-keys ctrl-foo -d busybox true

docker run --rm --health-interval 1us busybox true

docker run --rm --health-retries=-1 --health-cmd true busybox true

docker run --rm --no-healthcheck --health-cmd true busybox true

docker create --name nohc --no-healthcheck busybox true; docker inspect -f '{{json .Config.Healthcheck}}' nohc; docker rm nohc

docker run --rm --userns host busybox echo ok

docker run --rm --userns foo busybox echo ok

docker run --rm --uts host busybox true && echo ok

docker run --rm --uts foo busybox true

docker run --rm --uts host --hostname x busybox true

docker run --rm --ipc host busybox true && echo ok

docker run --rm --ipc none busybox sh -c 'ls /dev/shm 2>&1'

docker run --rm --ipc foo busybox true

docker run --rm --ipc container:nope busybox true

docker run --rm --pid host busybox sh -c 'test $(ps | wc -l) -gt 3 && echo many'

docker run --rm --pid foo busybox true

docker run --rm --pid container:nope busybox true

docker run --rm --cgroupns private busybox echo ok

docker run --rm --cgroupns foo busybox echo ok

docker run --rm --network container:nope busybox true

docker run --rm --volumes-from nope busybox true

docker run --rm --volumes-from a:b:c busybox true

docker run --rm --link nope busybox true

docker run --rm -a foo busybox true

docker run --rm -a stdout -a stderr busybox sh -c 'echo out; echo err >&2'

docker run --rm -a stderr busybox sh -c 'echo out; echo err >&2'

docker run --rm -d -a stdout busybox true

echo in | docker run --rm -a stdin -a stdout -i busybox cat

echo in | docker run --rm busybox cat

docker run --rm -t busybox sh -c 'test -t 1 && echo tty' | od -c | head -2

docker run --rm -it busybox true < /dev/null

docker run --rm -t busybox sh -c 'echo $TERM; stty size'

docker run --cidfile cid --rm busybox true; docker run --cidfile cid --rm busybox true

docker run --rm busybox /nosuch/program

docker run --rm busybox /etc/passwd

docker run --rm busybox ./relative

docker run --rm -w /etc busybox ./nosuch

docker run --rm busybox sh -c 'exit 125'

docker run --rm busybox sh -c 'kill -TERM $$'; docker run --rm busybox sh -c 'nosuch'

docker run --rm --entrypoint '' busybox

docker create busybox | wc -c

docker ps -aq | xargs docker rm | wc -l
