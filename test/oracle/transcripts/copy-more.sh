# not on served20: the words and choices of Docker 20.10 for these are not followed

docker create --name box busybox sleep 1000 > /dev/null; mkdir -p d/sub; echo one > f; echo two > d/a; echo three > d/sub/b; ln -s a d/l; ln -s f lf; ln -s d ld; docker cp f box:/f; docker cp box:/f - | tar tv | cut -c1-10

docker cp f box:/newdir/

docker cp f box:/

docker cp f box:

docker cp ./f box:/tmp/; docker cp box:/tmp/f out; cat out

docker cp d box:/tmp; docker cp box:/tmp/d - | tar t | sort

docker cp d/ box:/tmp/e; docker cp box:/tmp/e - | tar t | sort

docker cp d/. box:/tmp/g; docker cp box:/tmp/g - | tar t | sort

docker cp d/. box:/tmp/e; docker cp box:/tmp/e - | tar t | sort

docker cp d box:/tmp/e; docker cp box:/tmp/e - | tar t | sort

docker cp d box:/f

docker cp f box:/tmp/d; docker cp box:/tmp/d/f - | tar xO

docker cp f box:/tmp/d/; docker cp f box:/tmp/d/a; docker cp box:/tmp/d/a - | tar xO

docker cp f box:/tmp/d/a/

docker cp f box:/tmp/nosuch/x

docker cp f box:/f/x

docker cp f/ box:/tmp

docker cp f/. box:/tmp

docker cp nosuch/ box:/tmp

docker cp lf box:/tmp/lf; docker cp box:/tmp/lf - | tar tv | cut -c1

docker cp -L lf box:/tmp/lf2; docker cp box:/tmp/lf2 - | tar tv | cut -c1

docker cp ld box:/tmp/ld; docker cp box:/tmp/ld - | tar tv | cut -c1

docker cp -L ld box:/tmp/ld2; docker cp box:/tmp/ld2 - | tar t | sort

docker cp ld/ box:/tmp/ld3; docker cp box:/tmp/ld3 - | tar t | sort

docker cp ld/. box:/tmp/ld4; docker cp box:/tmp/ld4 - | tar t | sort

docker cp box:/tmp/d/l o1; ls -l o1 | cut -c1; rm -f o1

docker cp -L box:/tmp/d/l o2; cat o2

docker cp box:/tmp/d o3; ls o3 | sort; mkdir o4; docker cp box:/tmp/d o4; ls o4

docker cp box:/tmp/d/. o4; ls o4 | sort

docker cp box:/tmp/d/ o5; ls o5 | sort

docker cp box:/f o6/

docker cp box:/f o7/x

docker cp box:/f o4/d

docker cp box:/f o4/newname; cat o4/newname

docker cp box:/tmp/d f

docker cp box:/tmp/d/. f

docker cp box:/tmp/d o8/; ls o8 | sort

docker cp box:/nosuch .

docker cp box:/nosuch/ .

docker cp box:/f/. .

docker cp box:/f/ .

docker cp box:/etc/passwd .; head -1 passwd

docker cp box:etc/group .; head -1 group

docker cp nope:/f .

docker cp f nope:/

docker cp box:/f box:/g

docker cp f g

docker cp - - < /dev/null

docker cp box:/f -  | tar tv | cut -c1-10

docker cp - box:/tmp < f

tar c d | docker cp - box:/tmp/fromtar

mkdir x; tar c d | docker cp - box:/tmp; docker cp box:/tmp/d/sub/b - | tar xO

tar c f | docker cp - box:/f

docker cp -a f box:/tmp/arch; docker cp box:/tmp/arch - | tar tv --numeric-owner | tr -s ' ' | cut -d' ' -f1,2

chmod 600 f; docker cp f box:/tmp/mode; docker cp box:/tmp/mode - | tar tv | cut -c1-10

docker cp -q f box:/tmp/q

docker start box; docker cp f box:/tmp/live; docker exec box cat /tmp/live

docker exec box sh -c 'mkdir /srv2; echo s > /srv2/s; ln -s /srv2 /lnk; ln -s /etc/passwd /abs; ln -s ../../../../etc/group /rel'; docker cp box:/lnk o10; ls -l o10 | cut -c1; rm -f o10

docker cp box:/lnk/ o11; ls o11

docker cp box:/lnk/. o12; ls o12

docker cp f box:/lnk/; docker exec box ls /srv2

docker cp f box:/lnk; docker exec box ls -l /lnk | cut -c1

docker cp -L box:/abs o13; head -1 o13

docker cp box:/rel o14

docker exec box sh -c 'chown 1000:1000 /srv2/s; chmod 640 /srv2/s'; docker cp box:/srv2/s o15; ls -ln o15 | tr -s ' ' | cut -d' ' -f1,3,4

docker cp -a box:/srv2/s o16; ls -ln o16 | tr -s ' ' | cut -d' ' -f1,3,4

docker cp box:/proc/version o17

docker cp f box:/proc/x

docker cp box:/dev/null o18

docker stop -t 0 box; docker cp box:/tmp/live o19; cat o19

docker rm box

docker run -d --name ro --read-only -v vol:/v -v vol2:/w:ro --tmpfs /t busybox sleep 1000 > /dev/null; docker cp f ro:/x

docker cp f ro:/v/x; docker exec ro cat /v/x

docker cp f ro:/w/x

docker cp ro:/v/x o20; cat o20

docker rm -f ro; docker create --name vols -v vol:/v busybox > /dev/null; docker cp vols:/v/x - | tar xO; docker cp f vols:/v/y; docker run --rm -v vol:/v busybox ls /v; docker rm vols; docker volume rm vol vol2

docker create --name ex busybox true > /dev/null; docker export ex | tar t | grep -c '^bin/busybox$'; docker export ex | tar t | grep -E '^(proc|dev|sys|etc/hosts|etc/hostname|etc/resolv.conf|.dockerenv)' | sort

docker export -o nodir/x ex

docker export ex > e.tar; docker export -o e2.tar ex; cmp e.tar e2.tar && echo same

docker export nope

docker export

docker commit ex; docker commit ex img:1 | cut -c1-7; docker inspect -f '{{.Author}} {{.Comment}} {{.Config.Cmd}}' img:1

docker commit -a me -m 'a message' -c 'CMD ["a","b"]' -c 'ENV X=1 Y=2' -c 'LABEL l=v' -c 'WORKDIR /w' -c 'USER u' -c 'EXPOSE 80 90/udp' -c 'VOLUME /vol' -c 'ENTRYPOINT ["e"]' -c 'STOPSIGNAL INT' -c 'HEALTHCHECK CMD true' -c 'ONBUILD RUN x' ex img:2 | cut -c1-7; docker inspect -f '{{.Author}}|{{.Comment}}|{{json .Config.Cmd}}|{{.Config.Env}}|{{.Config.Labels.l}}|{{.Config.WorkingDir}}|{{.Config.User}}|{{json .Config.ExposedPorts}}|{{json .Config.Volumes}}|{{json .Config.Entrypoint}}|{{.Config.StopSignal}}|{{json .Config.Healthcheck}}|{{json .Config.OnBuild}}' img:2

docker create --name own -e A=1 -e B=2 --entrypoint echo --label l=1 --health-cmd true --health-interval 5s busybox hello > /dev/null; docker commit -c 'ENV B=5 Z=$A' -c 'HEALTHCHECK CMD false' -c 'ENTRYPOINT ["x"]' own img:5 | cut -c1-7; docker inspect -f '{{.Config.Env}} {{json .Config.Cmd}} {{json .Config.Entrypoint}} {{json .Config.Healthcheck}} {{.Config.Labels.l}}' img:5; docker rm own; docker rmi -f img:5 | grep -c Untagged

docker commit -c 'FOO bar' ex

docker commit -c 'RUN x' ex

docker commit -c 'CMD' ex img:3 | cut -c1-7

docker commit ex 'BAD NAME'

docker commit nope

docker commit -p=false ex img:4 | cut -c1-7

docker history img:2 --format '{{.CreatedBy}}|{{.Comment}}' | head -1

docker rm ex; docker rmi -f img:1 img:2 img:3 img:4 | grep -c Untagged
