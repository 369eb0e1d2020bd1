# images: busybox
docker save busybox > base.tar; docker tag busybox a/b:1

docker tag a/b:1 a/b

docker tag busybox

docker tag busybox A/b

docker tag nosuch a/b:2

docker tag busybox a/b@sha256:0000000000000000000000000000000000000000000000000000000000000000

docker tag busybox a/b:-x

docker tag busybox a//b

docker tag 'BAD NAME' a/b

docker tag busybox localhost:5000/team/app:v1.0_x

docker tag $(docker images -q busybox | head -1) byid:1

docker tag sha256:0000000000000000000000000000000000000000000000000000000000000000 x

docker tag busybox ""

docker images --format '{{.Repository}}:{{.Tag}}' | sort

docker images a/b

docker images a/b:1 -q | wc -l

docker images 'a/*' --format '{{.Tag}}'

docker images '*/*:1' --format '{{.Repository}}'

docker images 'localhost:5000/*/*' --format '{{.Repository}}'

docker images -f reference=byid -f reference='a/*' --format '{{.Repository}}:{{.Tag}}' | sort

docker images -f reference='[' -q

docker images -f label=nosuch

docker images -f dangling=maybe

docker images -f nosuch=1

docker images -f until=1h -q | wc -l

docker images -f until=nonsense

docker images -f before=nosuch

docker images -f before

docker images a b

docker images --format json a/b:1 | tr , '\n' | grep -vE 'CreatedAt|CreatedSince|ID'

docker images --format 'table {{.Repository}}\t{{.Size}}' a/b:1

docker images --format '{{.Nosuch}}'

docker images --format '{{json .Tag}} {{.Digest}} {{.VirtualSize}} {{.SharedSize}} {{.UniqueSize}} {{.Containers}}' a/b:1

docker images --format '{{.ID}}' --no-trunc a/b:1 | cut -c1-7

docker images --digests a/b:1

docker image ls --help | head -12

docker image list -q a/b:1 | wc -l

docker image ls --tree a/b:1 2>&1 | head -1 | cut -c1-14

docker history --format '{{.ID}}|{{.CreatedBy}}|{{.Size}}|{{.Comment}}' --no-trunc a/b:1 | cut -d'|' -f2-

docker history --format json a/b:1 | head -1 | tr , '\n' | grep -vE 'Created(At|Since)|ID'

docker history --format 'table {{.ID}}\t{{.Size}}' a/b:1 | head -2

docker history -q a/b:1 | sort | uniq -c | sed 's/^ *//' | tail -1

docker history --human=false a/b:1 | head -1

docker history -H=false --format '{{.Size}} {{.CreatedAt}}' a/b:1

docker history nosuch

docker history

docker history a/b:1 byid:1

docker history --format '{{.Nope}}' a/b:1

docker image inspect -f '{{.RepoTags}}' a/b:1

docker image inspect -f '{{.Architecture}} {{.Os}} {{.Variant}} {{.Author}} {{.DockerVersion}} {{.Comment}}' a/b:1

docker image inspect -f '{{json .Config}}' a/b:1

docker image inspect -f '{{.Created}} {{.Parent}}' a/b:1

docker image inspect -f '{{.RootFS.Type}} {{len .RootFS.Layers}} {{.Size}}' a/b:1

docker image inspect -f '{{.Config.User}}|{{.Config.WorkingDir}}|{{.Config.Entrypoint}}|{{.Config.Volumes}}|{{.Config.ExposedPorts}}|{{.Config.OnBuild}}|{{.Config.Labels}}' a/b:1

docker image inspect -f '{{.RepoDigests}} {{.GraphDriver.Name}}' a/b:1

docker image inspect -f '{{.Nosuch}}' a/b:1

docker image inspect nosuch

docker image inspect nosuch a/b:1 -f '{{.Os}}'

docker inspect --type image -f '{{.Os}}' a/b:1

docker inspect --type container a/b:1

docker image inspect

docker rmi nosuch

docker rmi -f nosuch

docker rmi

docker rmi nosuch1 nosuch2

docker rmi 'BAD NAME'

docker rmi $(docker images -q byid:1)

docker rmi a/b

docker rmi a/b:1 localhost:5000/team/app:v1.0_x

docker create --name user byid:1 true | wc -c

docker rmi busybox

docker rmi byid:1 | sed 's/container [0-9a-f]*/container X/'

docker rmi byid:1 2>&1 | sed 's/container [0-9a-f]*/container X/;s/image [0-9a-f]*$/image X/'

docker rmi $(docker images -q byid:1) 2>&1 | sed 's/delete [0-9a-f]*/delete X/;s/container [0-9a-f]*/container X/'

docker start user > /dev/null; docker wait user

docker load -q -i base.tar; docker tag busybox byid:1; docker run -d --name runs byid:1 sleep 1000 | wc -c

docker rmi -f $(docker images -q byid:1) 2>&1 | sed 's/delete [0-9a-f]*/delete X/;s/container [0-9a-f]*/container X/'

docker rmi -f byid:1

docker images -a --format '{{.Repository}}:{{.Tag}}'

docker ps -a --format '{{.Names}} {{.Image}}' | sort | sed 's/ [0-9a-f]*$/ X/'

docker load -q -i base.tar; docker tag busybox again:1; docker images --format '{{.Repository}}:{{.Tag}}' | sort

docker rm -f user runs

docker commit -m 'a message' -a 'An Author' -c 'ENV X=1' -c 'LABEL l=v' $(docker create again:1 sh -c 'echo hi > /f') child:1 | cut -c1-7

docker image inspect -f '{{.Comment}}|{{.Author}}|{{.Config.Env}}|{{.Config.Labels}}|{{.Config.Cmd}}' child:1

docker history --format '{{.CreatedBy}}|{{.Comment}}|{{.Size}}' child:1 | head -1

docker images -f label=l --format '{{.Repository}}'

docker images -f label=l=v --format '{{.Repository}}'

docker images -f label=l=w --format '{{.Repository}}'

docker images -f since=again:1 --format '{{.Repository}}'

docker images -f before=child:1 --format '{{.Repository}}' | sort

docker rmi --no-prune again:1

docker rmi again:1

docker ps -aq | xargs docker rm -f > /dev/null; docker tag child:1 child:2; docker rmi $(docker images -q child:1) 2>&1 | sed 's/delete [0-9a-f]*/delete X/'

docker rmi -f $(docker images -q child:1) | sed 's/sha256:[0-9a-f]*/X/' | sort | uniq -c | sed 's/^ *//'

docker images -a -q | wc -l

docker image prune --help | head -10

docker image prune -f --filter nosuch=1

docker image prune -f --filter label=x

docker image prune -f --filter until=10m

docker image prune -f --filter until=zz

docker image prune -af

docker image prune x

docker image nosuch

docker image

