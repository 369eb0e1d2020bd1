# images: busybox debian:12-slim
docker tag busybox one:1; docker tag busybox one:2; docker tag debian:12-slim two:1

docker save one:1 | tar tf - | sed 's/[0-9a-f]\{64\}/X/' | sort | uniq -c | sed 's/^ *//'

docker save -o one.tar one:1

docker save one two > all.tar

tar -xOf all.tar manifest.json | tr , '\n' | grep -o '"one:.*"\|"two:.*"' | tr -d '[]{}"' | sort

tar -xOf one.tar repositories | sed 's/[0-9a-f]\{64\}/X/'

tar -xOf one.tar oci-layout

tar -xOf one.tar index.json | sed 's/[0-9a-f]\{64\}/X/g;s/"size":[0-9]*/"size":N/g'

tar -xOf one.tar manifest.json | sed 's/[0-9a-f]\{64\}/X/g;s/"size":[0-9]*/"size":N/g'

docker save nosuch

docker save nosuch:1

docker save one:3

docker save one:1 nosuch > half.tar; [ -s half.tar ] || echo nothing was written

docker save -o nodir/x.tar one:1

docker save

docker save 'BAD NAME'

docker save -o id.tar $(docker images -q one:1); tar -xOf id.tar manifest.json | grep -o '"RepoTags":[^,]*'

docker save one:1 one:1 one:2 > twice.tar; tar -xOf twice.tar manifest.json | grep -o '"RepoTags":[^]]*'

docker rmi one:1 one:2 > /dev/null; docker load -i one.tar

docker load -i one.tar

docker load < all.tar | sort

docker load -q -i all.tar | sort

docker rmi one:1 one:2 > /dev/null; docker load -i id.tar | cut -c1-19

docker images --format '{{.Repository}}:{{.Tag}}' | sort

gzip -k one.tar; docker load -i one.tar.gz

docker load -i nosuch.tar

docker load -i .

docker load < /dev/null 2>&1 | sed 's/import-[0-9]*/import-N/'

echo nonsense | docker load

mkdir junk; echo x > junk/y; tar -C junk -cf junk.tar .; docker load -i junk.tar 2>&1 | sed 's/import-[0-9]*/import-N/'

echo '[]' > junk/manifest.json; tar -C junk -cf junk2.tar .; docker load -i junk2.tar

echo '[{"Config":"c.json","RepoTags":["x:1"],"Layers":[]}]' > junk/manifest.json; tar -C junk -cf junk3.tar .; docker load -i junk3.tar 2>&1 | sed 's#open .*/#open #'

echo 'not json' > junk/manifest.json; tar -C junk -cf junk4.tar .; docker load -i junk4.tar

head -c 100000 one.tar > short.tar; docker load -i short.tar 2>&1 | sed 's/sha256:[0-9a-f]*/X/'

docker load x

docker load --help | head -8

docker load -q -i one.tar > quiet; cat quiet

mkdir un old; tar -xf one.tar -C un; config=$(sed 's/.*"Config":"\([^"]*\)".*/\1/' un/manifest.json); layer=$(sed 's/.*"Layers":\["\([^"]*\)".*/\1/' un/manifest.json); mkdir old/l; cp un/$layer old/l/layer.tar; cp un/$config old/c.json; echo '[{"Config":"c.json","RepoTags":["older:1"],"Layers":["l/layer.tar"]}]' > old/manifest.json; tar -C old -cf old.tar .; docker load -i old.tar

docker image inspect -f '{{.Id}}' older:1 one:1 | uniq | wc -l

rm un/manifest.json un/repositories; tar -C un -cf oci.tar .; docker rmi -f one:1 older:1 > /dev/null; docker load -i oci.tar 2>&1 | sed 's/import-[0-9]*/import-N/;s/sha256:[0-9a-f]*/X/'

docker create --name box busybox sh > /dev/null; docker export box | docker import - imp:1 | cut -c1-7

docker export -o box.tar box; docker import box.tar imp:2 | cut -c1-7

docker import -c 'CMD ["/bin/sh"]' -c 'ENV A=b' -c 'EXPOSE 80' -c 'WORKDIR /w' -c 'USER nobody' -c 'VOLUME /v' -c 'ENTRYPOINT ["x"]' -c 'LABEL k=v' -c 'ONBUILD RUN x' -c 'STOPSIGNAL 9' -m 'my message' box.tar imp:3 | cut -c1-7

docker image inspect -f '{{json .Config}} {{.Comment}}' imp:3

docker image inspect -f '{{json .Config}} {{.Comment}}' imp:1

docker history --format '{{.CreatedBy}}|{{.Comment}}' imp:1

docker history --format '{{.CreatedBy}}|{{.Comment}}' imp:2

docker image inspect -f '{{.Os}} {{len .RootFS.Layers}} {{.Parent}}' imp:2

docker import --platform linux/386 box.tar | cut -c1-7

docker import --platform nonsense box.tar x

docker import nosuch.tar

docker import box.tar UPPER

docker import -c 'RUN true' box.tar

docker import -c 'FROM x' box.tar

docker import -c nonsense box.tar

docker import

docker import /dev/null empty:1 | cut -c1-7

echo junk | docker import - 2>&1 | cut -c1-60

gzip -c box.tar | docker import - imp:4 | cut -c1-7

docker run --rm imp:1 echo runs

docker run --rm imp:1

docker save imp:1 | docker load

docker export nosuch

docker export

docker rm box
