# not on served20: the words and choices of Docker 20.10 for these are not followed

mkdir d; echo one > d/f; docker run --rm -v $PWD/d:/x busybox cat /x/f

docker run --rm -v $PWD/d:/x:ro busybox touch /x/new

docker run --rm -v $PWD/d:/x:rw busybox sh -c 'echo two > /x/new'; cat d/new

docker run --rm -v $PWD/d:/x:z busybox cat /x/f

docker run --rm -v $PWD/d:/x:Z,ro busybox cat /x/f

docker run --rm -v $PWD/d:/x:foo busybox cat /x/f

docker run --rm -v $PWD/d:/x:ro,rw busybox cat /x/f

docker run --rm -v $PWD/d:/x:nocopy busybox cat /x/f

docker run --rm -v $PWD/missing:/x busybox sh -c 'ls -a /x'; ls -d missing; rmdir missing

docker run --rm -v $PWD/d/f:/etc busybox true

docker run --rm -v $PWD/d:/etc/passwd busybox true

docker run --rm -v $PWD/d/f:/new/dir/file busybox cat /new/dir/file

docker run --rm -v ./d:/x busybox cat /x/f

docker run --rm -v d/f:/x busybox cat /x

docker run --rm -v $PWD/d:x busybox true

docker run --rm -v /:/ busybox true

docker run --rm -v $PWD/d: busybox true

docker run --rm -v :/x busybox true

docker run --rm -v $PWD/d:/x:ro:rw busybox true

docker run --rm -v aa:/x busybox true; docker volume ls -q

docker run --rm -v aa:/x:ro busybox touch /x/y

docker run --rm -v A_b.c-d:/x busybox true; docker volume rm aa A_b.c-d

docker run --rm -v 'a b:/x' busybox true

docker run --rm -v /anon busybox sh -c 'echo data > /anon/f'; docker volume ls -q | wc -l

docker create --name anon -v /anon busybox true > /dev/null; docker inspect -f '{{range .Mounts}}{{.Type}} {{.Destination}} [{{.Mode}}] {{.RW}} [{{.Propagation}}]{{end}} {{json .Config.Volumes}} {{json .HostConfig.Binds}}' anon; docker rm anon; docker volume ls -q | wc -l; docker volume prune -f | wc -l

docker run --rm -v copied:/etc busybox true; docker run --rm -v copied:/x busybox cat /x/passwd | head -1; docker volume rm copied

docker run --rm -v nocopied:/etc:nocopy busybox sh -c 'ls /etc | sort'; docker volume rm nocopied

docker run -d --name src -v named:/n -v $PWD/d:/b:ro -v /anon busybox sh -c 'echo hello > /n/h; sleep 1000' > /dev/null; docker inspect -f '{{range .Mounts}}{{.Type}} {{.Destination}} [{{.Mode}}] {{.RW}} [{{.Propagation}}]{{println}}{{end}}' src | sort

docker run --rm --volumes-from src busybox sh -c 'cat /n/h /b/f; touch /n/w && echo w; touch /b/w'

docker run --rm --volumes-from src:ro busybox sh -c 'cat /n/h; touch /n/w2'

docker run --rm --volumes-from src:bad busybox true

docker create --name vf --volumes-from src:ro busybox > /dev/null; docker inspect -f '{{json .HostConfig.VolumesFrom}}{{range .Mounts}}{{println}}{{.Destination}} [{{.Mode}}] {{.RW}} [{{.Propagation}}]{{end}}' vf | sort; docker rm vf

docker volume rm named

docker ps -a --filter volume=named --format '{{.Names}}'; docker ps -a --filter volume=/b --format '{{.Names}}'; docker ps -a --format '{{.Mounts}}' | tr , '\n' | grep -c .

docker rm -f -v src; docker volume ls -q; docker volume rm named

docker run --rm --mount type=bind,src=$PWD/d,dst=/x,readonly busybox touch /x/new

docker run --rm --mount type=bind,source=$PWD/d,target=/x,ro=false busybox cat /x/f

docker run --rm --mount type=bind,source=$PWD/nosuch,target=/x busybox true

docker run --rm --mount type=bind,source=relative,target=/x busybox true

docker run --rm --mount type=bind,source=$PWD/d,target=x busybox true

docker run --rm --mount type=bind,source=$PWD/d busybox true

docker run --rm --mount type=bind,target=/x busybox true

docker run --rm --mount type=bind,source=$PWD/d,target=/x,bind-propagation=rprivate busybox cat /x/f

docker run --rm --mount type=bind,source=$PWD/d,target=/x,bind-propagation=foo busybox cat /x/f

docker run --rm --mount type=bind,source=$PWD/d,target=/x,volume-nocopy busybox cat /x/f

docker run --rm --mount type=volume,source=v1,target=/x busybox touch /x/f; docker volume rm v1

docker run --rm --mount type=volume,target=/x busybox touch /x/f; docker volume ls -q | wc -l

docker run --rm --mount source=v2,target=/etc,volume-nocopy busybox ls /etc/passwd; docker volume rm v2

docker run --rm --mount 'type=volume,source=v3,target=/x,volume-label=a=b,volume-driver=local' busybox true; docker volume inspect -f '{{json .Labels}} {{.Driver}}' v3; docker volume rm v3

docker run --rm --mount type=volume,source=$PWD/d,target=/x busybox true

docker run --rm --mount type=tmpfs,target=/t,tmpfs-size=1m,tmpfs-mode=1770 busybox sh -c 'ls -ld /t | cut -c1-10; df -k /t | tail -1 | tr -s " " | cut -d" " -f2'

docker run --rm --mount type=tmpfs,source=x,target=/t busybox true

docker run --rm --mount type=tmpfs,target=/t,readonly busybox touch /t/x

docker run --rm --mount type=tmpfs,target=/t,tmpfs-mode=9 busybox true

docker run --rm --mount type=tmpfs,target=/t,tmpfs-size=x busybox true

docker run --rm --mount type=foo,target=/t busybox true

docker run --rm --mount type=npipe,source=a,target=/t busybox true

docker run --rm --mount type=tmpfs,target=/t,foo=bar busybox true

docker run --rm --mount type=tmpfs,target=/t,foo busybox true

docker run --rm --mount type=tmpfs,target=/t --tmpfs /t busybox true

docker run --rm -v $PWD/d:/x -v $PWD/d:/x busybox true

docker run --rm -v a1:/x --mount type=volume,source=a2,target=/x busybox true; docker volume ls -q

docker run --rm --mount type=bind,source=$PWD/d,target=/ busybox true

docker create --name m --mount type=bind,source=$PWD/d,target=/b,readonly --mount type=volume,source=mv,target=/v --mount type=tmpfs,target=/t,tmpfs-size=64k --tmpfs /t2:size=1m -v $PWD/d:/c:ro > /dev/null busybox; docker inspect -f '{{json .HostConfig.Mounts}} {{json .HostConfig.Binds}} {{json .HostConfig.Tmpfs}}' m

docker inspect -f '{{range .Mounts}}{{json .}}{{println}}{{end}}' m | sed 's#"Source":"[^"]*"#"Source":"S"#' | sort

docker rm -v m; docker volume rm mv

docker run --rm -v $PWD/d:/x -w /x busybox sh -c 'echo w > deep; mkdir sub; mv deep sub; ls -R' ; find d | sort

docker run --rm -v $PWD/d:/x -u 1000:1000 busybox sh -c 'touch /x/u 2>&1; id -u'

docker run --rm -v $PWD/d/f:/f busybox sh -c 'echo more >> /f'; cat d/f

docker run --rm -v /var/run/nosuch.sock:/s busybox sh -c 'ls -ld /s | cut -c1'

docker run --rm --read-only -v rw:/data busybox sh -c 'echo x > /data/x && cat /data/x'; docker volume rm rw

docker run --rm -v one:/data busybox sh -c 'echo x > /data/x'; docker run --rm -v one:/data:ro busybox cat /data/x; docker run --rm -v one:/data busybox rm /data/x; docker volume rm one
