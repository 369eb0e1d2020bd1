# What a learner does, step by step, in the guest's host shell.

# step created
docker create --name counter busybox sh -c 'trap exit TERM; for n in $(seq 9999); do echo $n; sleep 1; done'
docker ps -a
docker start counter
docker logs counter

# step paused
# predict after-unpause 0
docker pause counter
docker ps --filter name=counter
docker unpause counter
docker logs --tail 5 counter

# step stopped
# predict after-start 1
docker stop counter
docker ps -a
docker logs --tail 3 counter
docker start counter
docker logs --tail 6 counter

# step ends
# predict idle 1
docker run -d --name idle busybox

# step exit-code
# answer which-code 137
docker run --name job busybox sh -c 'echo working; exit 3' || true
docker kill counter
docker ps -a

# step policy
# predict tries 2
docker run -d --name flaky --restart on-failure:3 busybox sh -c 'echo try; exit 1'
docker run --rm --name brief busybox echo hello
until docker inspect -f '{{.State.Status}} {{.RestartCount}}' flaky | grep -q 'exited 3'; do sleep 0.2; done
docker logs flaky

# step remove
# answer rmi-refused 2
docker run --name greeter hello-world
docker rmi hello-world || true
docker rm greeter
docker rmi hello-world
docker rm -f counter idle job flaky
