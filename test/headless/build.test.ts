import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drydock } from '../support/drydock.ts';

/** `docker build` on the real guest: what leaves the engine, and what must not stay behind. */

test('files of a target come out as a directory, a tar, an OCI layout that another build begins with, and an archive that loads', async () => {
  const { stdout, stderr, exitCode } = await drydock(`mkdir app && cd app && echo hello > hello.txt
printf 'FROM scratch\\nCOPY hello.txt /a/b/\\n' > Dockerfile
docker build -q -o out . && cat out/a/b/hello.txt
docker build -q -o - . | tar t
docker build -q -o type=oci,tar=false,dest=layout . >/dev/null
printf 'FROM lay AS lay\\nFROM busybox\\nCOPY --from=lay /a/b/hello.txt /h\\nRUN cat /h > /copied\\n' > from
docker build -q -f from --build-context lay=oci-layout://$PWD/layout -o type=docker,dest=image.tar -t loaded . >/dev/null
docker load -q -i image.tar
docker run --rm loaded cat /copied`);
  assert.equal(exitCode, 0, stderr);
  assert.deepEqual(stdout.split('\n').filter(Boolean), ['hello', 'a/', 'a/b/', 'a/b/hello.txt', 'Loaded image: loaded:latest', 'hello']);
});

test('a named context stands for a stage, and its ignore file counts', async () => {
  const { stdout, stderr, exitCode } =
    await drydock(`mkdir lib && cd lib && echo shared > shared && echo no > hidden && echo hidden > .dockerignore && cd ..
printf 'FROM busybox AS lib\\nRUN exit 1\\nFROM busybox\\nCOPY --from=lib . /lib\\nRUN --mount=from=lib,target=/m ls /m > /seen\\n' > Dockerfile
docker build -q -t named --build-context lib=lib . >/dev/null
docker run --rm named sh -c 'ls -A /lib; cat /seen'`);
  assert.equal(exitCode, 0, stderr);
  assert.deepEqual(stdout.split('\n').filter(Boolean), ['.dockerignore', 'shared', 'shared']);
});

test('a cache that one build leaves in a directory serves another after the own one is gone', async () => {
  const { stdout, stderr, exitCode } =
    await drydock(`printf 'FROM busybox AS x\\nRUN date +%N > /one\\nFROM busybox\\nCOPY --from=x /one /two\\n' > Dockerfile
one=$(docker build -q --cache-to type=local,dest=cache,mode=max .)
docker builder prune -af >/dev/null; docker rmi -f "$one" >/dev/null
[ "$one" = "$(docker build -q --cache-from type=local,src=cache .)" ] && echo same
docker build -q --cache-from type=local,src=none . >/dev/null`);
  assert.equal(exitCode, 0, stderr);
  assert.equal(stdout, 'same\n');
  assert.match(stderr, /^WARNING: local cache import at none not found/m);
});

test('Ctrl-C cancels: the running step says so, and nothing is left running or half made', async () => {
  const { stdout, stderr, exitCode } = await drydock(`docker pull -q busybox >/dev/null
printf 'FROM busybox\\nRUN echo begun; sleep 600\\n' > Dockerfile
left() { mount | grep -c overlay; find /sys/fs/cgroup -type d | wc -l; ps | grep -c '[s]leep 600'; docker images -aq | wc -l; }
docker build -q -o type=cacheonly - <<< 'FROM busybox' >/dev/null; printf 'FROM busybox\\nRUN true\\n' | docker build -q -o type=cacheonly - >/dev/null
before=$(left)
# When the step says that it has begun, however long that takes; the build in front, for a background program is not asked by SIGINT.
{ until grep -q '^#[0-9]* [0-9.]* begun' said; do sleep 0.1; done; kill -INT "$(cat pid)"; } &
touch said; sh -c 'echo $$ > pid; exec docker build --progress plain .' 2> said; echo "code $?"; cat said >&2
for i in $(seq 200); do [ "$before" = "$(left)" ] && break; sleep 0.3; done
[ "$before" = "$(left)" ] && echo clean || { echo "$before"; left; }`);
  assert.equal(exitCode, 0, stderr);
  assert.deepEqual(stdout.split('\n').filter(Boolean), ['code 1', 'clean']);
  assert.match(stderr, /#\d+ \d\.\d+ begun\n#\d+ CANCELED\nERROR: failed to solve: Canceled: context canceled$/m);
});
