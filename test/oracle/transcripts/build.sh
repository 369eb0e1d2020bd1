# What `docker build` says and does: plain progress, errors of every kind, inputs, outputs.

# not on client, served, served20: buildx and BuildKit speak gRPC with each other, and neither of them is ours

mkdir app && cd app && printf 'hello\n' > hello.txt && printf 'FROM busybox\nCOPY hello.txt /\nRUN cat /hello.txt\nCMD ["cat", "/hello.txt"]\n' > Dockerfile

docker build -t app .

docker build -t app .

docker build -q -t app .

docker run --rm app

docker history --format '{{.CreatedBy}}' app

docker images app --format '{{.Repository}}:{{.Tag}}'

docker build -t app:one -t app:two --label tier=web -q .

docker inspect --format '{{json .Config.Labels}} {{json .RepoTags}}' app:one

docker build .. --nope

docker build

docker build nowhere

mkdir empty && docker build empty

docker build -f nowhere.df .

docker build -f empty/Dockerfile .

printf '' > empty/Dockerfile && docker build empty

printf 'FROM busybox\nNOPE x\n' > bad && docker build -f bad .

printf 'FROM busybox\nRUN echo one && exit 3\nRUN echo two\n' > fails && docker build -f fails .

printf 'FROM busybox\nCOPY nothing.txt /\n' > missing && docker build -f missing .

printf 'FROM busybox\nRUN echo out; sleep 0.2; echo err >&2\nRUN printf "no newline"\n' > streams && docker build --progress plain -f streams .

docker build --no-cache --progress plain -f streams .

printf 'FROM busybox AS first\nRUN echo first > /f\nFROM busybox AS second\nCOPY --from=first /f /g\nRUN cat /g\nFROM busybox AS third\nRUN echo never\n' > stages && docker build -f stages --target second .

docker build -f stages --target nope .

printf 'FROM busybox\nARG WHO=nobody\nARG WHERE\nRUN echo "$WHO-$WHERE"\n' > args && docker build -f args --build-arg WHO=me .

WHERE=fromenv docker build -f args --build-arg WHERE --build-arg WHO .

docker build -f args --build-arg UNKNOWN=1 .

printf 'FROM busybox\nRUN --mount=type=secret,id=key cat /run/secrets/key\nRUN --mount=type=secret,id=other cat /run/secrets/other || echo none\n' > secrets && printf 'hush\n' > key && docker build -f secrets --secret id=key,src=key --no-cache .

OTHER=env docker build -f secrets --secret id=key,src=key --secret id=other,env=OTHER --no-cache .

docker build -f secrets --secret id=key,src=nofile .

docker build --secret src .

docker build --iidfile iid -q . > id && test "$(cat iid)" = "$(cat id)"; echo $?; wc -c < iid

printf 'FROM busybox\nRUN echo from stdin\n' | docker build -

printf 'FROM busybox\nCOPY hello.txt /\n' | docker build -

printf 'FROM busybox\nCOPY hello.txt /h\nRUN cat /h\n' | docker build -f - .

tar c Dockerfile hello.txt | docker build -

tar cz bad hello.txt Dockerfile | docker build -f Dockerfile -

printf '' | docker build -

docker build -f - - < bad

printf 'FROM busybox\nRUN echo hi\n' | docker build -f bad -

mkdir -p ../else && printf 'FROM busybox\nCOPY hello.txt /\nRUN exit 9\n' > ../else/My.Dockerfile && docker build -f ../else/My.Dockerfile .

mkdir out.d && printf 'FROM scratch\nCOPY hello.txt /a/b/\nCOPY Dockerfile /\n' > scratch && docker build -f scratch -o out .

find out | sort; cat out/a/b/hello.txt

docker build -f scratch -o type=local,dest=out2 -q . ; ls out2

docker build -f scratch -o type=tar,dest=out.tar . ; tar tf out.tar | sort

docker build -f scratch -o - . > stream.tar ; tar tf stream.tar | sort

docker build -f scratch -o type=local .

docker build -f scratch -o type=nope .

docker build -f scratch -o dest=x .

docker build -f scratch -o type=cacheonly .

docker build -f scratch -o type=tar,dest=out .

docker build -f scratch -o type=local,dest=key .

docker build -f scratch -o x -o y --iidfile i .

printf 'key\n*.tar\nout*\n!out2\n' > .dockerignore && printf 'FROM busybox\nCOPY . /ctx\nRUN cd /ctx && find . | sort\n' > all && docker build --no-cache --progress plain -f all .

printf '*\n!hello.txt\n' > all.dockerignore && docker build --no-cache --progress plain -f all .

printf 'FROM busybox\nCOPY key /\n' > ignored && docker build -f ignored .

rm .dockerignore all.dockerignore; touch hello.txt; docker build .

printf 'changed\n' > hello.txt; docker build .

mkdir lib && printf 'shared\n' > lib/shared.txt && printf 'FROM busybox\nCOPY --from=lib shared.txt /\nRUN cat /shared.txt\n' > named && docker build -f named --build-context lib=lib .

docker build -f named --build-context lib=nolib .

docker build -f named --build-context lib .

printf 'FROM base\nRUN echo based\n' > base && docker build -f base --build-context base=docker-image://busybox .

docker build -f stages --target second --no-cache-filter second .

docker build --no-cache --no-cache-filter second -f stages .

docker build --network nope .

printf 'FROM busybox\nRUN ip link show | grep -c UP\n' > net && docker build --network none -f net .

printf 'FROM busybox\nRUN grep myhost /etc/hosts\n' > hosts && docker build --add-host myhost:10.1.2.3 -f hosts .

docker build --add-host bad .

printf 'FROM busybox\nRUN df -k /dev/shm | tail -1 | tr -s " " | cut -d" " -f2\n' > shm && docker build --shm-size 16m -f shm .

printf 'FROM busybox\nRUN ulimit -n\n' > ulimit && docker build --ulimit nofile=123:123 -f ulimit .

docker build --progress nope .

docker build --progress tty .

docker build -q --progress plain .

docker build --progress quiet -t app:quiet .

docker build --metadata-file meta.json -q -t app:meta . >/dev/null; grep -o '"[a-z][a-z.]*":' meta.json | sort | grep -v provenance | head -20

docker build --cache-from app:meta -q . > /dev/null; echo $?

docker build --cache-to type=registry,ref=x/cache .

docker build -q --cache-from type=local,src=nocache . | cut -c1-7

docker build --label =x .

docker build -t 'BAD NAME' .

docker build -t Upper/Case .

docker build --push .

docker build --attest type=sbom .

docker build --provenance=false --sbom=false -q . | cut -c1-7

docker build --allow nope .

docker build --platform linux/nope/x/y .

docker build --ssh default .

docker build --annotation noequals .

docker build --isolation x --squash -q . | cut -c1-7

docker build -q -t app . | cut -c1-7; docker image rm app app:one app:two app:quiet app:meta > /dev/null; docker images -q app

docker builder prune -f | sed -n '/^Total/p' | cut -f1

docker builder prune -af | sed -n '/^Total/p' | cut -f1

docker buildx du

docker builder prune --filter nope -f
