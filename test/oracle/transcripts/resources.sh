# not on served20: the words and choices of Docker 20.10 for these are not followed

docker run --rm --memory 5m busybox true

docker run --rm --memory 32m busybox echo ok

docker run --rm --memory 100m --memory-swap 50m busybox true

docker run --rm --memory-swap 50m busybox true

docker run --rm --memory 50m --memory-swap -1 busybox echo ok

docker run --rm --memory-reservation 5m busybox true

docker run --rm --memory 50m --memory-reservation 100m busybox true

docker run --rm --memory -5 busybox true

docker run --rm --memory-swappiness 101 busybox true

docker run --rm --memory-swappiness -2 busybox true

docker run --rm --cpus 0 busybox echo ok

docker run --rm --cpus -1 busybox true

docker run --rm --cpus 0.5 --cpu-period 1000 busybox true

docker run --rm --cpus 0.5 --cpu-quota 1000 busybox true

docker run --rm --cpu-period 10 busybox true

docker run --rm --cpu-quota 10 busybox true

docker run --rm --cpu-shares 0 busybox echo ok

docker run --rm --cpuset-cpus 0 busybox echo ok

docker run --rm --cpuset-cpus x busybox true

docker run --rm --cpuset-mems 7 busybox true

docker run --rm --cpuset-mems x busybox true

docker run --rm --pids-limit 0 busybox echo ok

docker run --rm --pids-limit -1 busybox echo ok

docker run --rm --pids-limit 5 busybox sh -c 'for i in 1 2 3 4 5 6 7 8; do sleep 1 & done' 2>&1 | grep -c fork

docker run --rm --blkio-weight 5000 busybox true

docker run --rm --oom-score-adj -1001 busybox true

docker run --rm --kernel-memory 10m busybox echo ok

docker run --name oom --memory 16m --memory-swap 16m busybox sh -c 'x=$(head -c 100000000 /dev/zero | tr "\0" a)'; docker inspect -f '{{.State.OOMKilled}} {{.State.ExitCode}}' oom; docker rm oom

docker run -d --name s1 --memory 64m --cpus 0.25 --pids-limit 42 busybox sleep 1000 > /dev/null; docker stats --no-stream --format '{{.Name}} {{.PIDs}} {{.MemUsage}}' s1 | sed 's#[0-9.]*[KM]*i*B / #U / #'

docker stats --no-stream --format '{{.Container}} {{.ID}}' s1 | wc -w

docker stats --no-stream s1 | head -1

docker stats --no-stream --no-trunc --format '{{.ID}}' s1 | wc -c

docker stats --no-stream nope

docker stats --no-stream --format json s1 | jq -c keys

docker stats --no-stream --format '{{.Nope}}' s1

docker stats --no-stream -a --format '{{.Name}}'

docker top s1 | head -1

docker top s1 | tail -1 | tr -s ' ' | cut -d' ' -f8-

docker top s1 -o pid,comm | head -1

docker top s1 aux | head -1

docker top s1 -eo pid,args | tail -1 | tr -s ' ' | cut -d' ' -f2-

docker top s1 -o comm

docker top s1 --nosuch

docker top nope

docker top

docker update --memory 32m --memory-swap 32m --cpus 0.5 --pids-limit 10 s1; docker inspect -f '{{.HostConfig.Memory}} {{.HostConfig.NanoCPUs}} {{.HostConfig.PidsLimit}}' s1

docker stats --no-stream --format '{{.MemUsage}}' s1 | sed 's#.*/ ##'

docker exec s1 sh -c 'for i in 1 2 3 4 5 6 7 8 9 10 11 12; do sleep 1 & done' 2>&1 | grep -c fork

docker rm -f s1

docker run --rm --ulimit cpu=1 busybox sh -c 'while :; do :; done'; echo $?

docker run --rm --ulimit fsize=10 busybox sh -c 'head -c 100000 /dev/zero > /x'; echo $?

docker run --rm --sysctl net.core.somaxconn=99 busybox cat /proc/sys/net/core/somaxconn

docker run --rm --sysctl kernel.msgmax=1111 --ipc private busybox cat /proc/sys/kernel/msgmax

docker run --rm --tmpfs /t:size=64k busybox sh -c 'head -c 200000 /dev/zero > /t/x'; echo $?

docker run --rm --shm-size 64k busybox sh -c 'head -c 200000 /dev/zero > /dev/shm/x'; echo $?
