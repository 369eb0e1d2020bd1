# Where Dockerfiles and contexts come from, flags that say no, and what a build is made with.

# not on client, served, served20: buildx and BuildKit speak gRPC with each other, and neither of them is ours

mkdir app && cd app && printf 'FROM busybox\nCOPY h /\n' > Dockerfile && echo x > h && mkdir d sub && printf 'FROM busybox\n' > sub/Df && ln -s sub/Df link && ln -s /etc/hostname out && ln -s nowhere dangling

docker build -f nodir/x .

docker build -f link .

docker build -f out .

docker build -f dangling .

docker build -q -f sub/Df sub | cut -c1-7

mkdir lower && printf 'FROM busybox\nRUN echo lower case\n' > lower/dockerfile && docker build lower

docker build git@github.com:a/b.git

docker build --platform linux/arm64,linux/386 .

docker build --platform nope .

docker build --secret id=a,type=nope .

docker build --secret src=h .

docker build -o type=image,name=foo .

docker build --ssh default .

docker build --builder nope .

docker build --memory 1g --cpu-shares 5 -q . | cut -c1-7

docker build -q --load -t loaded . | cut -c1-7; docker image inspect -f '{{.RepoTags}}' loaded

docker buildx build -q . | cut -c1-7; docker buildx b -q . | cut -c1-7; docker image build -q . | cut -c1-7; docker builder build -q . | cut -c1-7

docker buildx use default

docker buildx stop

mkdir over && echo given > over/o && printf 'FROM busybox AS st\nRUN exit 1\nFROM busybox\nCOPY --from=st o /o\nRUN --mount=from=st,target=/m ls /m && cat /m/o\n' > replaced && docker build -f replaced --build-context st=over .

echo hidden > over/hidden && echo hidden > over/.dockerignore && docker build --no-cache -f replaced --build-context st=over .

docker build -f replaced --build-context 'bad name=over' .

docker build -f replaced --build-context st=h .

printf 'FROM busybox\nCOPY <<EOF /one\nfirst\nEOF\nRUN <<EOF\ncat /one\necho second\nEOF\n' > heredoc && docker build -f heredoc .

printf 'FROM busybox\nRUN echo $0 $HOSTNAME; id -u; pwd; env | grep -c PATH\n' > inside && docker build --progress plain -f inside .

printf 'FROM busybox\nUSER nobody\nWORKDIR /w\nRUN id -un; pwd; touch x\n' > user && docker build -f user .

printf 'FROM busybox\nRUN nosuchprogram\n' > nosuch && docker build -f nosuch .

printf 'FROM busybox\nRUN ["/nosuch"]\n' > exec && docker build -f exec .

printf 'FROM nosuchstage AS a\nFROM b\n' > graph && docker build -f graph --target nope .

printf 'FROM busybox\nCOPY --from=later /x /x\nFROM busybox AS later\n' > early && docker build -f early --target 0 .

printf 'FROM busybox\nCOPY ../x /\n' > above && docker build -f above .

printf 'FROM busybox\nCOPY nothing* /x/\n' > wild && docker build -f wild .

printf 'FROM busybox\nADD h sub /many\n' > many && docker build -f many .

printf 'FROM busybox\nONBUILD RUN echo triggered\n' > onbuild && docker build -q -f onbuild -t parent . > /dev/null && printf 'FROM parent\n' | docker build -

printf 'FROM busybox\nCMD ["true"]\n' > plain && docker build -f plain --label a=1 --label b -q -t labels . > /dev/null; docker image inspect -f '{{index .Config.Labels "a"}}{{index .Config.Labels "b"}}{{.Config.Cmd}}' labels

echo n | docker builder prune

docker builder prune -af > /dev/null; docker build -q . > /dev/null; docker buildx du --filter type=nosuch; docker system df --format '{{.Type}}' | tail -1
