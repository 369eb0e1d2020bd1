docker volume create

docker volume ls -q | wc -c

docker volume prune -f | sed 's/[0-9a-f]\{64\}/ID/'

docker volume create data

docker volume create data

docker volume create --label a=b --label c -o type=tmpfs -o device=tmpfs -o o=size=1m,uid=1000 tmp

docker volume create a

docker volume create 'a b'

docker volume create a/b

docker volume create -d nosuch x1

# a command that may pull tries to, whatever was not found
docker create --pull never --volume-driver nosuch -v data:/d busybox; docker ps -aq | wc -l

docker create --name localdriver --volume-driver local -v data:/d busybox true > /dev/null; docker inspect -f '{{.HostConfig.VolumeDriver}} {{(index .Mounts 0).Driver}}' localdriver; docker rm localdriver

docker volume create -o foo=bar x1

docker volume create -o type=tmpfs x1

docker volume create -o type=none -o device=/nonexistent -o o=bind x2

docker volume create -o type=none -o o=bind x3

docker volume create --name q1 q2

docker volume create --name q1

docker volume create q1 q2

docker volume inspect data | sed 's/"CreatedAt".*/"CreatedAt"/'

docker volume inspect tmp | sed 's/"CreatedAt".*/"CreatedAt"/'

docker volume inspect data nope tmp -f '{{.Name}} {{.Driver}} {{json .Options}} {{json .Labels}} {{.Scope}}'

docker volume inspect nope

docker volume inspect

docker volume inspect -f '{{.Foo}}' data

docker volume ls

docker volume ls --filter name=at -q

docker volume ls --filter driver=local -q

docker volume ls --filter driver=x -q

docker volume ls --filter label=a -q

docker volume ls --filter label=a=c -q

docker volume ls --filter dangling=true -q

docker volume ls --filter dangling=foo

docker volume ls --filter foo=bar

docker volume ls --format '{{.Name}} {{.Driver}} {{.Scope}} {{.Mountpoint}} {{.Labels}} {{.Label "a"}} {{.Links}} {{.Size}}' | sed 's/c=,a=b/a=b,c=/'

docker volume ls --format json | head -1

docker volume ls --format 'table {{.Name}}\t{{.Labels}}' | sed 's/c=,a=b/a=b,c=/'

docker run --rm -v tmp:/t busybox sh -c 'mount | grep " /t " | cut -d" " -f1-5; stat -c %u /t; dd if=/dev/zero of=/t/x bs=1M count=2 2>&1 | head -1'

docker run --rm -v x1:/t busybox true

docker run --rm -v x2:/t busybox true

mkdir src; echo hi > src/f; docker volume create -o type=none -o device=$PWD/src -o o=bind bound

docker run --rm -v bound:/t busybox cat /t/f

docker run --rm -v bound:/t busybox sh -c 'echo new > /t/g'; cat src/g

docker run --rm -v bound:/t:ro busybox touch /t/h

docker volume rm bound; ls src

docker run -d --name user -v data:/d -v /anon busybox sleep 1000

docker volume rm data

docker volume rm -f data

docker volume rm -f nope

docker volume rm nope x1 nope2

docker volume ls --filter dangling=false -q | wc -l

docker inspect -f '{{range .Mounts}}{{.Type}}|{{if eq .Name "data"}}{{.Name}}{{end}}|{{.Destination}}|{{.Driver}}|{{.Mode}}|{{.RW}}|{{.Propagation}}{{println}}{{end}}' user | sort

docker run --rm --volumes-from user busybox sh -c 'ls -d /d /anon; echo x > /d/shared'

docker exec user cat /d/shared

docker run --rm --volumes-from user:ro busybox touch /d/y

docker run --rm --volumes-from user:zz busybox true

docker run --rm --volumes-from nope busybox true

docker run --rm -v data:/d busybox cat /d/shared

docker run --rm -v data:/d:ro busybox sh -c 'echo x > /d/z'

docker run --rm --mount type=volume,src=data,dst=/d,readonly busybox touch /d/q

docker run --rm --mount type=volume,src=data,dst=/d,volume-nocopy busybox ls /d

docker run --rm -v data:/d busybox sh -c 'mkdir -p /d/sub/deep; echo deep > /d/sub/deep/f'

docker run --rm --mount type=volume,src=data,dst=/d,volume-subpath=sub busybox find /d

docker run --rm --mount type=volume,src=data,dst=/d,volume-subpath=sub/deep/f busybox cat /d

docker run --rm --mount type=volume,src=data,dst=/d,volume-subpath=nope busybox true

docker run --rm --mount type=volume,src=data,dst=/d,volume-subpath=../x busybox true

docker run --rm --mount type=volume,src=data,dst=/d,volume-subpath=/sub busybox true

docker run --rm --mount type=volume,dst=/d,volume-subpath=sub busybox true

docker run --rm --mount type=volume,src=new1,dst=/d,volume-label=k=v,volume-driver=local busybox true

docker volume inspect -f '{{json .Labels}} {{json .Options}}' new1

docker run --rm --mount type=volume,src=new2,dst=/d,volume-opt=type=tmpfs,volume-opt=device=tmpfs busybox sh -c 'mount | grep " /d " | cut -d" " -f1-5'

docker run --rm --mount type=volume,dst=/d,foo=bar busybox true

docker run --rm --mount type=volume,src=data busybox true

docker run --rm -v data:relative busybox true

docker run --rm -v data:/d:zz busybox true

docker run --rm -v data:/ busybox true

docker run --rm -v data:/d -v data:/d busybox true

docker run --rm -v copied:/etc busybox sh -c 'ls /etc | sort | tr "\n" " "' | grep -c passwd

docker run --rm -v copied:/x busybox ls /x/passwd

docker run --rm -v nocopied:/etc:nocopy busybox sh -c 'ls /etc | sort | tr "\n" " "'

printf 'FROM busybox\nRUN mkdir /data && echo seed > /data/seed && chown -R 1000:1001 /data && chmod 750 /data\nVOLUME /data\n' > Dockerfile; docker build -q -t voltest . > /dev/null 2>&1; docker run --rm -v vt:/data voltest stat -c '%u:%g %a' /data /data/seed

docker run --rm -v vt:/x busybox sh -c 'stat -c "%u:%g %a" /x; cat /x/seed'

docker run --rm -u 1000 -v vt:/data voltest sh -c 'echo mine > /data/mine; stat -c %u /data/mine'

docker run --name anon voltest cat /data/seed

docker inspect -f '{{len .Mounts}} {{(index .Mounts 0).Destination}}' anon

docker volume ls -q --filter dangling=true | grep -cE '^[0-9a-f]{64}$'

docker rm -v anon

docker run --rm voltest true; docker volume ls -q | grep -cE '^[0-9a-f]{64}$'

docker rm -f user; docker volume ls -q | grep -cE '^[0-9a-f]{64}$'

docker volume prune

echo y | docker volume prune | sed 's/[0-9a-f]\{64\}/ID/' | grep -v Total | sort

docker volume ls -q

docker volume prune -f --filter label=a

docker volume prune -f --filter foo=bar

docker volume prune -a --filter label=k -f

docker volume prune -a --filter 'label!=a' -f | grep -v Total | sort

docker volume ls -q

docker volume prune -af

docker volume rm

docker rmi voltest | head -1; docker volume rm new2 tmp x2
