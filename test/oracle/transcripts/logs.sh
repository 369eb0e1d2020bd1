# not on served20: the words and choices of Docker 20.10 for these are not followed

docker run --name l1 busybox sh -c 'echo one; sleep 0.2; echo two >&2; sleep 0.2; echo three; printf four'

docker logs l1

docker logs l1 2> /dev/null

docker logs l1 > /dev/null

docker logs -n 1 l1

docker logs --tail 2 l1

docker logs --tail 0 l1

docker logs --tail all l1

docker logs --tail -1 l1

docker logs --tail foo l1

docker logs -t l1

docker logs -t l1 2>&1 | cut -d' ' -f1 | grep -c 'Z$'

docker logs -f l1

docker logs --since 1h l1

docker logs --since 2001-01-01 l1

docker logs --until 2001-01-01 l1

docker logs --since 2099-01-01T00:00:00 l1

docker logs --until 10m --tail 1 l1

docker logs --since 0 --tail 2 l1

docker logs --since foo l1

docker logs --until foo l1

docker logs --details l1

docker logs nope

docker logs

docker logs l1 x

docker start l1; docker wait l1; docker logs l1 | wc -l

docker logs -n 3 l1 | head -1

docker rm l1

docker run -t --name l2 busybox sh -c 'echo one; echo two >&2' | od -c | head -3

docker logs l2 | od -c | head -3

docker rm l2

docker run --name l3 --log-driver none busybox echo out

docker logs l3

docker logs -f l3

docker rm l3

docker run --name l4 --log-driver local busybox echo local

docker logs l4

docker inspect -f '{{json .HostConfig.LogConfig}}' l4; docker rm l4

docker run --name l5 --log-opt max-size=1k --log-opt max-file=2 busybox sh -c 'for i in $(seq 1 100); do echo line $i; done' > /dev/null; test $(docker logs l5 | wc -l) -lt 40 && docker logs l5 | tail -1; docker rm l5

docker run --name l6 --log-opt labels=a,b --log-opt env=E -e E='x y' -e F=1 -l a=1 -l b=2 -l c=3 busybox echo hi; docker logs --details l6

docker logs --details -t l6 | cut -d' ' -f2-

docker inspect -f '{{json .HostConfig.LogConfig}}' l6; docker rm l6

docker run --name l7 --log-opt tag='{{.Name}}' --log-opt mode=non-blocking --log-opt max-buffer-size=1m busybox echo hi; docker logs l7; docker rm l7

docker run --name l8 --log-opt mode=foo busybox echo hi

docker run -d --name l9 busybox sh -c 'echo a; sleep 1; echo b; sleep 1; echo c' > /dev/null; docker logs -f l9

docker logs -f --tail 1 l9; docker rm l9

docker run --name l10 busybox sh -c 'seq 1 3000' > /dev/null; docker logs l10 | md5sum; docker logs --tail 1500 l10 | head -1; docker rm l10

docker run --name l11 busybox sh -c 'head -c 40000 /dev/zero | tr "\0" x; echo' > /dev/null; docker logs l11 | wc -c; docker logs -t l11 | wc -l; docker rm l11

docker create --name l12 busybox true > /dev/null; docker logs l12; docker logs -f l12 & sleep 1; docker start l12; wait; docker wait l12; docker rm l12

docker run -d --name l14 busybox sh -c 'echo before; sleep 1000' > /dev/null; eventually 'docker logs l14 | grep -q before'; docker logs -f l14 > followed & eventually 'test -s followed'; docker rm -f l14; wait; cat followed

docker run --name l15 -i busybox cat < /dev/null; docker logs l15; docker rm l15

docker run --name l16 --restart on-failure:2 busybox sh -c 'echo try; exit 1'; eventually 'test "$(docker inspect -f "{{.RestartCount}} {{.State.Status}}" l16)" = "2 exited"'; docker logs l16; docker inspect -f '{{.RestartCount}} {{.State.ExitCode}} {{.State.Status}}' l16; docker rm l16
