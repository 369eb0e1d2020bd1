docker tag busybox bb

docker tag busybox local/test:1

docker images local/test

docker images --format '{{.Repository}}:{{.Tag}} {{.Size}}' local/test

docker images -q local/test | wc -l

docker images --digests local/test

docker images --no-trunc local/test

docker images --filter reference='local/*' --format '{{.Tag}}'

docker images nosuch

docker image ls --filter dangling=true -q

docker history busybox

docker history --no-trunc --human=false -q busybox

docker image inspect -f '{{.Os}} {{.Config.Cmd}} {{json .Config.Env}} {{.RepoTags}}' busybox | cut -c1-40

docker save local/test:1 | tar t | grep -c manifest.json

docker save -o image.tar local/test:1; tar tf image.tar | grep -c manifest.json

docker rmi local/test:1

docker load -i image.tar

docker load < image.tar

docker load -q -i image.tar

docker rmi local/test:1

mkdir root; echo hi > root/file; tar -C root -c . | docker import -m msg -c 'CMD ["x"]' - imported:1 | cut -c1-7

docker inspect -f '{{.Config.Cmd}} {{.Comment}}' imported:1

docker rmi imported:1 | sed 's/:.*//'

docker tag busybox

docker tag busybox UPPER

docker tag busybox 'a:b:c'

docker rmi busybox nosuch1 2>&1 | tail -1 | cut -c1-5; docker tag bb busybox

docker run --name user busybox true; docker rmi -f bb > /dev/null; docker tag busybox bb; docker rm user

docker image prune -f

echo n | docker image prune
