import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { drydock, temporaryFolder } from '../support/drydock.ts';

/** The first things a newcomer does, on the real guest with the real catalogue, through the program that people use headless. */

test('what one container writes, another of the same image does not see, and commit makes an image of it', async (t) => {
  const store = temporaryFolder(t, 'store');
  const first = await drydock(
    `docker run -i ubuntu /bin/bash <<'END'
echo "This is a really important file" > foo
END
docker run -i ubuntu /bin/bash -c 'ls foo'; echo "second: $?"
docker ps -a --format '{{.Image}} {{.Status}} {{.Names}}'
docker commit "$(docker ps -aql | head -n 1)" other >/dev/null
docker commit "$(docker ps -aq | tail -n 1)" ubuntu-foo
docker run ubuntu-foo /bin/cat foo`,
    { store },
  );
  assert.equal(first.exitCode, 0, first.stderr);
  const lines = first.stdout.trimEnd().split('\n');
  assert.equal(lines[0], 'second: 2');
  assert.match(lines[1] ?? '', /^ubuntu Exited \(2\) .* [a-z]+_[a-z]+$/);
  assert.match(lines[2] ?? '', /^ubuntu Exited \(0\) .* [a-z]+_[a-z]+$/);
  assert.match(lines[3] ?? '', /^sha256:[0-9a-f]{64}$/);
  assert.equal(lines[4], 'This is a really important file');
  assert.match(first.stderr, /Unable to find image 'ubuntu:latest' locally/);
  assert.equal(first.stderr.match(/stands in/g)?.length, 1, 'the stand-in is named once');
  assert.match(first.stderr, /ls: cannot access 'foo': No such file or directory/);

  // Another start of the engine on the same store: a page reload.
  const second = await drydock(
    `docker images --format '{{.Repository}}:{{.Tag}}' | sort
docker image inspect -f '{{index .RootFS.Layers 0}}' ubuntu ubuntu-foo | uniq | wc -l
docker ps -aq | wc -l
docker start -a "$(docker ps -aq --filter ancestor=ubuntu-foo)"`,
    { store },
  );
  assert.equal(second.exitCode, 0, second.stderr);
  assert.deepEqual(
    second.stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.trim()),
    ['other:latest', 'ubuntu-foo:latest', 'ubuntu:latest', '1', '3', 'This is a really important file'],
  );
});

test('build an image from httpd, run it detached with a published port, stop it', async () => {
  const { stdout, stderr, exitCode } = await drydock(`mkdir site && cd site && echo 'FROM httpd:2.4' > Dockerfile
docker build -q -t my-apache2 . >/dev/null && docker run -dit --rm --name my-running-app -p 8080:80 my-apache2 >/dev/null && curl -s localhost:8080
docker ps --format '{{.Names}} {{.Ports}}'
docker stop my-running-app
docker ps -aq | wc -l`);
  assert.equal(exitCode, 0, stderr);
  assert.match(stdout, /<html><body><h1>It works!<\/h1><\/body><\/html>/);
  assert.match(stdout, /^my-running-app 0\.0\.0\.0:8080->80\/tcp/m);
  assert.match(stdout, /\nmy-running-app\n0\n$/);
});

test('two containers of one image: a change in one is its own', async () => {
  const { stdout, stderr, exitCode } = await drydock(`docker pull -q nginx
docker run -d --name n1 -p 8081:80 nginx >/dev/null; docker run -d --name n2 -p 8082:80 nginx >/dev/null
docker exec n1 sh -c 'echo changed > /usr/share/nginx/html/index.html'
curl -s localhost:8081
curl -s localhost:8082 | grep -c 'Welcome to nginx!'
docker diff n1 | grep index.html
docker rm -f n1 n2`);
  assert.equal(exitCode, 0, stderr);
  const lines = stdout.trimEnd().split('\n');
  assert.equal(lines[1], 'changed');
  assert.ok(Number(lines[2]) >= 1);
  assert.equal(lines[3], 'C /usr/share/nginx/html/index.html');
  assert.deepEqual(lines.slice(4), ['n1', 'n2']);
});

test('a workspace folder is /workspace, both ways, and a container sees it through -v', async (t) => {
  const workspace = temporaryFolder(t, 'workspace');
  writeFileSync(
    path.join(workspace, 'app.py'),
    'import sys\nprint("hello from", sys.version_info[0])\nopen("made", "w").write("by python\\n")\n',
  );
  mkdirSync(path.join(workspace, 'sub'));
  const { stdout, stderr, exitCode } = await drydock('pwd; ls; docker run --rm -v $PWD:/app -w /app python:3.11-slim python app.py', {
    workspace,
  });
  assert.equal(exitCode, 0, stderr);
  assert.equal(stdout, '/workspace\napp.py\nsub\nhello from 3\n');
  assert.equal(readFileSync(path.join(workspace, 'made'), 'utf8'), 'by python\n');
});

test('stdout, stderr and exit code pass through, and nothing else', async () => {
  const { stdout, stderr, exitCode } = await drydock('cat; echo out; echo err >&2; exit 7', { stdin: 'in\n' });
  assert.deepEqual({ stdout, stderr, exitCode }, { stdout: 'in\nout\n', stderr: 'err\n', exitCode: 7 });
});

test('bad input gets the messages and codes of Docker', async () => {
  const { stdout, stderr } = await drydock(`docker run nosuchimage; echo "code $?"
docker run --rm busybox nosuchcommand; echo "code $?"
docker run --rm busybox /etc/passwd; echo "code $?"
docker run --rm busybox sh -c 'exit 42'; echo "code $?"
docker run --rm --init busybox sh -c 'kill -9 $$'; echo "code $?"
docker run --nosuchflag busybox; echo "code $?"
docker run -d --name taken -p 8080:80 busybox sleep 1000 >/dev/null
docker run --name taken busybox; echo "code $?"
docker run --rm -p 8080:80 busybox true; echo "code $?"
printf 'FROM busybox\\nRUNN echo\\n' | docker build -f - . ; echo "code $?"
docker rm taken; echo "code $?"
docker ps -q | wc -l`);
  assert.deepEqual(
    [...stdout.matchAll(/^code (\d+)$/gm)].map((match) => Number(match[1])),
    [125, 127, 126, 42, 137, 125, 125, 125, 1, 1],
    stderr,
  );
  assert.match(stdout, /\n1\n$/, 'nothing is lost: the container still runs');
  assert.match(stderr, /pull access denied for nosuchimage, repository does not exist or may require 'docker login'/);
  assert.match(stderr, /exec: "nosuchcommand": executable file not found in \$PATH/);
  assert.match(stderr, /exec: "\/etc\/passwd": permission denied/);
  assert.match(stderr, /unknown flag: --nosuchflag/);
  assert.match(stderr, /The container name "\/taken" is already in use by container/);
  assert.match(stderr, /Bind for 0\.0\.0\.0:8080 failed: port is already allocated/);
  assert.match(stderr, /dockerfile parse error on line 2: unknown instruction: RUNN/);
  assert.match(stderr, /cannot remove container "(\/)?taken": container is running/);
});
