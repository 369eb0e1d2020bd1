# images: busybox
docker push nosuch

docker push nosuch:1

docker tag busybox 127.0.0.1:59999/a/b:1; docker push 127.0.0.1:59999/a/b:1

docker push 127.0.0.1:59999/a/b

docker push 127.0.0.1:59999/a/b:2

docker push -q 127.0.0.1:59999/a/b:1

docker push -a 127.0.0.1:59999/a/b

docker push -a 127.0.0.1:59999/a/b:1

docker push -a 127.0.0.1:59999/none

docker push 127.0.0.1:59999/a/b@sha256:0000000000000000000000000000000000000000000000000000000000000000

docker push UPPER

docker push

docker push a b

docker push --platform linux/nonsense/a/b busybox

docker push --help | head -20

docker pull 127.0.0.1:59999/a/b

docker pull -q 127.0.0.1:59999/a/b

docker pull -a 127.0.0.1:59999/a/b

docker pull -a 127.0.0.1:59999/a/b:1

docker pull 127.0.0.1:59999/a/b@sha256:0000000000000000000000000000000000000000000000000000000000000000

docker pull 127.0.0.1:59999/a/b@sha256:12

docker pull localhost:59999/A

docker pull ''

docker pull 'a b'

docker pull busybox:

docker pull scratch

docker pull

docker pull a b

docker pull --platform a/b/c/d 127.0.0.1:59999/a/b

docker pull --platform nonsense 127.0.0.1:59999/a/b

docker pull --platform 'linux/a b' 127.0.0.1:59999/a/b

docker pull --help | head -20

docker run --rm 127.0.0.1:59999/a/c:1 true

docker run --rm --pull always 127.0.0.1:59999/a/b:1 true

docker run --rm --pull never 127.0.0.1:59999/a/c:1 true

docker run --rm --pull sometimes busybox true

docker create -q --pull always 127.0.0.1:59999/a/b:1 true

docker login 127.0.0.1:59999

docker login -u a -p b 127.0.0.1:59999

echo b | docker login -u a --password-stdin 127.0.0.1:59999

echo b | docker login --password-stdin 127.0.0.1:59999

docker login -u a -p b --password-stdin 127.0.0.1:59999

docker login -u '' 127.0.0.1:59999

docker login -u a -p '' 127.0.0.1:59999

docker login -u a 127.0.0.1:59999

docker login a b

docker login --help

docker logout 127.0.0.1:59999

docker logout https://127.0.0.1:59999/v2/

docker logout a b

docker logout --help

docker search

docker search a b

docker search --limit x a

docker search --limit 101 a

docker search -f nosuch=1 a

docker search -f stars=x a

docker search -f is-official=maybe a

docker search -f bad a

docker search --help

docker manifest --help | head -5

docker import http://127.0.0.1:59999/x.tar
