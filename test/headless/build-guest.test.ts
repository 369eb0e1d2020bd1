import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { collect } from '../../engine/base/stream.ts';
import { contextOf } from '../build/bench.ts';
import { drydock, temporaryFolder } from '../support/drydock.ts';

/** Builds by the real guest, as a user types them. */

const nodes = `FROM busybox AS a
RUN mkdir /n && cd /n && mkfifo -m 600 p && mknod c c 1 3 && mknod b b 8 1 && chmod 640 c && echo x > f && chown 7:8 f && chmod 6755 f && ln f h \\
 && mkdir s && chmod 1770 s && touch "$(printf 'a\\377b')" "$(printf 'new\\nline')" && mkdir -p $(printf 'l%.0s' $(seq 200))/$(printf 'm%.0s' $(seq 200)) \\
 && dd if=/dev/zero of=hole bs=1 count=0 seek=3000000 2>/dev/null && touch -d '2001-02-03 04:05:06' f
FROM busybox
COPY --from=a /n /m
RUN cd /m && for f in p c b f h s hole; do stat -c '%n %F %a %u:%g %h %t:%T %s' $f; done > /list && stat -c %Y f >> /list \\
 && find . -maxdepth 1 | od -b | grep -c '141 377 142' >> /list && find . | wc -c >> /list
`;

test('what files are besides their bytes survives RUN and COPY --from; a pulled base is no image', async (context) => {
  const workspace = temporaryFolder(context, 'nodes');
  writeFileSync(path.join(workspace, 'Dockerfile'), nodes);
  const script = [
    'docker build -q -t t . > /dev/null && docker run --rm t cat /list',
    'docker images --format "{{.Repository}}"',
    'docker image prune -f > /dev/null; docker build -t t . 2>&1 | grep -c CACHED',
    'docker pull busybox | grep -E "Already exists|Downloaded newer"',
    'docker rmi t busybox > /dev/null; docker builder prune -af | tail -1; docker system df --format "{{.Type}} {{.TotalCount}} {{.Size}}"',
  ].join('\n');
  const { stdout, stderr } = await drydock(script, { workspace });
  assert.deepEqual(stdout.split('\n'), [
    'p fifo 600 0:0 1 0:0 0',
    'c character special file 640 0:0 1 1:3 0',
    'b block special file 644 0:0 1 8:1 0',
    'f regular file 6755 7:8 2 0:0 2',
    'h regular file 6755 7:8 2 0:0 2',
    's directory 1770 0:0 2 0:0 27',
    'hole regular file 644 0:0 1 0:0 3000000',
    '981173106',
    '1',
    '657',
    't',
    '3',
    '3d52ab32cc46: Already exists',
    'Status: Downloaded newer image for busybox:latest',
    'Total:\t8.065MB',
    'Images 0 0B',
    'Containers 0 0B',
    'Local Volumes 0 0B',
    'Build Cache 0 0B',
    '',
  ]);
  assert.equal(stderr, '');
});

test('capabilities of files survive ADD, RUN and COPY --from', async (context) => {
  const workspace = temporaryFolder(context, 'capabilities');
  const capability = Uint8Array.of(1, 0, 0, 2, 0, 32, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  const archive = contextOf({ ping: { mode: 0o755, content: 'x', xattrs: new Map([['security.capability', capability]]) } });
  writeFileSync(path.join(workspace, 'ping.tar'), await collect(archive));
  writeFileSync(
    path.join(workspace, 'Dockerfile'),
    'FROM busybox AS a\nADD ping.tar /\nRUN mv /ping /moved\nFROM a\nCOPY --from=a /moved /copied\n',
  );
  const { stdout } = await drydock(
    'docker build -q -t t . > /dev/null && docker save t | tar -C /tmp -x && grep -la SCHILY.xattr.security.capability /tmp/blobs/sha256/* | wc -l',
    { workspace },
  );
  assert.equal(stdout.trim(), '3');
});

test('mounts of RUN', async (context) => {
  const workspace = temporaryFolder(context, 'mounts');
  writeFileSync(path.join(workspace, 'key'), 'hidden');
  writeFileSync(path.join(workspace, 'in.txt'), 'from the context\n');
  writeFileSync(
    path.join(workspace, 'Dockerfile'),
    `FROM busybox AS s
RUN mkdir -p /seed && echo seed > /seed/f && chmod 2750 /seed && chown 5:6 /seed
FROM busybox
RUN --mount=type=bind,target=/ctx cat /ctx/in.txt && touch /ctx/no 2>&1 || echo read-only
RUN --mount=type=bind,from=s,source=/seed,target=/s,rw echo more >> /s/f && cat /s/f
RUN --mount=type=bind,from=s,source=/seed/f,target=/one/file cat /one/file
RUN --mount=type=cache,target=/c,mode=0700,uid=7,gid=8 stat -c '%a %u:%g' /c && echo kept > /c/k
RUN --mount=type=cache,target=/c,mode=0700,uid=7,gid=8,ro cat /c/k && touch /c/no 2>&1 || echo refused
RUN --mount=type=cache,id=seeded,from=s,source=/seed,target=/c stat -c '%a %u:%g' /c && cat /c/f
RUN --mount=type=tmpfs,target=/t,size=64k df -k /t | awk 'END {print $2}'
RUN --mount=type=secret,id=k,mode=0440,uid=7,gid=8 stat -c '%a %u:%g' /run/secrets/k && cat /run/secrets/k
RUN --mount=type=secret,id=k,env=KEY echo "key $KEY"
RUN --mount=type=secret,id=none ls /run/secrets 2>&1 || echo no secret
RUN --mount=type=ssh echo "agent $SSH_AUTH_SOCK"
RUN --network=none ip -o link | wc -l
RUN ls -d /ctx /s /one /c /t /run/secrets 2>&1 | grep -c 'No such file'
`,
  );
  const { stdout } = await drydock(
    "docker build --progress plain --secret id=k,src=key . 2>&1 | grep -E '^#[0-9]+ [0-9.]+ ' | cut -d' ' -f3-",
    { workspace },
  );
  assert.deepEqual(stdout.split('\n'), [
    'from the context',
    'touch: /ctx/no: Read-only file system',
    'read-only',
    'seed',
    'more',
    'seed',
    '700 7:8',
    'kept',
    'touch: /c/no: Read-only file system',
    'refused',
    '2750 5:6',
    'seed',
    '64',
    '440 7:8',
    'hidden',
    'key hidden',
    'ls: /run/secrets: No such file or directory',
    'no secret',
    'agent /run/buildkit/ssh_agent.0',
    '1',
    '6',
    '',
  ]);
});
