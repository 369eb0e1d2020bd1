import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { collect } from '../../../engine/base/stream.ts';
import { AgentError, type PackOptions } from '../../../engine/guest/agent.ts';
import { readTar } from '../../../engine/tar/reader.ts';
import { bytes, type NativeAgent, skip, startNativeAgent } from './native.ts';

const failsWith = (code: string, step: string) => (error: unknown) =>
  error instanceof AgentError && error.code === code && error.step === step;

async function* once(content: Uint8Array) {
  yield content;
}

describe('trees as tar streams', { skip }, () => {
  let native: NativeAgent;
  let source: string;
  let counter = 0;
  const sh = (script: string, cwd = native.directory) =>
    execFileSync('bash', ['-ec', script], { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  const fresh = () => {
    const dir = `${native.directory}/dir${counter++}`;
    mkdirSync(dir);
    return dir;
  };
  /** Everything about a tree that can be seen. */
  const describeTree = (dir: string) =>
    sh(
      `find . -printf '%P|%y|%m|%U|%G|%T@|%l|' \\( -type d -printf '\\n' -o -printf '%s|%n\\n' \\) | LC_ALL=C sort; find . -type f -exec md5sum {} + | LC_ALL=C sort -k2
        find . \\( -type c -o -type b \\) -exec stat -c '%n %t %T' {} + | LC_ALL=C sort`,
      dir,
    );
  const names = async (options: PackOptions) => {
    const found: string[] = [];
    for await (const { header } of readTar(native.agent.pack(options))) found.push(header.name);
    return found;
  };

  before(async () => {
    native = await startNativeAgent();
    source = fresh();
    sh(
      `mkdir -p "sub/$(printf 'x%.0s' {1..120})/$(printf 'y%.0s' {1..120})" empty
       echo hello > a; ln a b; ln -s a link; ln -s "$(printf 't%.0s' {1..150})" longlink
       mkfifo pipe; mknod char c 1 3; mknod whiteout c 0 0
       echo bad > "sub/$(printf 'bad\\xff')"; echo u > sub/ümlaut; : > zero
       head -c 300000 /dev/urandom > big; chown 3000000:4 big; chmod 4755 big
       touch -d '2001-02-03 04:05:06.789012345' a; touch -d '1960-01-01 00:00:00.25 UTC' empty; chmod 1777 empty`,
      source,
    );
  });
  after(() => native.stop());

  test('what is packed and unpacked again is the same', async () => {
    const to = fresh();
    await native.agent.unpack({ dir: to }, native.agent.pack({ dir: source }));
    assert.equal(describeTree(to), describeTree(source));
  });

  test('GNU tar reads it', async () => {
    const to = fresh();
    writeFileSync(`${native.directory}/ours.tar`, await collect(native.agent.pack({ dir: source })));
    sh('tar --warning=no-unknown-keyword --warning=no-timestamp --numeric-owner -xpf ../ours.tar', to);
    assert.equal(describeTree(to), describeTree(source));
  });

  for (const format of ['gnu', 'posix'])
    test(`an archive of GNU tar in ${format} format is read`, async () => {
      const to = fresh();
      sh(`tar --format=${format} -cf ../theirs.tar .`, source);
      await native.agent.unpack({ dir: to }, once(new Uint8Array(readFileSync(`${native.directory}/theirs.tar`))));
      const withoutFractions = (tree: string) =>
        format === 'gnu' ? tree.replace(/(\|-?\d+)\.\d+\|/g, '$1|').replaceAll('-315619200', '-315619200') : tree;
      assert.equal(withoutFractions(describeTree(to)), withoutFractions(describeTree(source)));
    });

  test('the same tree gives the same bytes, in the order of names', async () => {
    const [one, two] = [await collect(native.agent.pack({ dir: source })), await collect(native.agent.pack({ dir: source }))];
    assert.deepEqual(one, two);
    const order = (await names({ dir: source })).filter((name) => !name.includes('/') || name.indexOf('/') === name.length - 1);
    assert.deepEqual(order.slice(0, 5), ['./', 'a', 'b', 'big', 'char']);
  });

  test('extended attributes travel, overlay’s own too', async () => {
    const from = fresh();
    sh(
      `mkdir opaque; echo x > file; python3 -c 'import os; os.setxattr("opaque", "trusted.overlay.opaque", b"y"); os.setxattr("file", "user.k", b"a=b\\nc")'`,
      from,
    );
    const to = fresh();
    await native.agent.unpack({ dir: to }, native.agent.pack({ dir: from }));
    const read = `python3 -c 'import os; print(os.getxattr("opaque", "trusted.overlay.opaque"), os.getxattr("file", "user.k"))'`;
    assert.equal(sh(read, to), "b'y' b'a=b\\nc'\n");
  });

  test('parts: some paths, exclusions, a single file, headers only', async () => {
    assert.deepEqual(await names({ dir: source, paths: ['sub/ümlaut', 'a', 'empty'] }), ['sub/ümlaut', 'a', 'empty/']);
    assert.deepEqual((await names({ dir: source, exclude: ['sub', 'b'], includeRoot: false })).slice(0, 4), ['a', 'big', 'char', 'empty/']);
    assert.deepEqual(await names({ dir: `${source}/big` }), ['big']);
    assert.deepEqual(await names({ dir: `${source}/link` }), ['link']);
    const archive = new TextDecoder('latin1').decode(await collect(native.agent.pack({ dir: source, paths: ['big'], metadataOnly: true })));
    assert.ok(archive.includes('DRYDOCK.size=300000\n'));
    assert.ok(archive.length < 4096);
  });

  test('the tree as a process sees it', async () => {
    const { agent, rootfs, env } = native;
    await agent.mkdir('/run/own');
    const child = await agent.spawn({
      argv: ['/usr/bin/sh', '-c', 'echo x > /tmp/own/made; echo ready; exec sleep 1000'],
      env: ['PATH=/usr/bin'],
      cwd: '/',
      root: rootfs,
      namespaces: { mount: 'new', pid: 'new' },
      mounts: [{ source: 'tmpfs', target: '/tmp/own', type: 'tmpfs' }],
    });
    for await (const _ of child.stdout) break;
    assert.deepEqual(await names({ dir: '/tmp/own', pid: child.pid }), ['./', 'made']);
    await agent.unpack({ dir: '/tmp/own', pid: child.pid }, agent.pack({ dir: source, paths: ['a'] }));
    assert.deepEqual(await names({ dir: '/tmp/own', pid: child.pid }), ['./', 'a', 'made']);
    assert.deepEqual(await names({ dir: `${rootfs}/tmp/own` }), ['./']);
    await child.signal(9);
    await child.exit;
    assert.ok(env.length > 0);
  });

  test('links and `..` cannot lead out of the directory', async () => {
    const to = fresh();
    const outside = fresh();
    sh(`ln -s ${outside} absolute; ln -s ../../../../../..${outside} relative; mkdir -p .${outside}`, to);
    const evil = fresh();
    sh(
      `mkdir absolute relative; touch absolute/one relative/two; tar --transform='s,^three,../../three,' -P -cf ../evil.tar absolute/one relative/two`,
      evil,
    );
    await native.agent.unpack({ dir: to }, once(new Uint8Array(readFileSync(`${native.directory}/evil.tar`))));
    assert.equal(sh('ls', outside), '');
    assert.equal(sh(`ls .${outside}`, to), 'one\ntwo\n');
  });

  test('an owner for all; what is there is replaced, but never a directory by a file when that is forbidden', async () => {
    const to = fresh();
    sh('mkdir -p a/deep; touch a/deep/x; ln -s /nowhere big', to);
    const tar = await collect(native.agent.pack({ dir: source, paths: ['a', 'big'] }));
    await assert.rejects(native.agent.unpack({ dir: to, noOverwriteDirNonDir: true }, once(tar)), failsWith('EISDIR', 'unpack'));
    await native.agent.unpack({ dir: to, owner: { uid: 5, gid: 6 } }, once(tar));
    assert.equal(sh(`stat -c '%n %F %u %g %s' a big`, to), 'a regular file 5 6 6\nbig regular file 5 6 300000\n');
  });

  test('a broken archive is an error, and so is a missing directory', async () => {
    const to = fresh();
    const tar = await collect(native.agent.pack({ dir: source }));
    await assert.rejects(native.agent.unpack({ dir: to }, once(bytes('x'.repeat(2000)))), failsWith('EBADMSG', 'unpack'));
    await assert.rejects(native.agent.unpack({ dir: to }, once(tar.subarray(0, 100_000))), failsWith('EBADMSG', 'unpack'));
    await assert.rejects(native.agent.unpack({ dir: `${to}/none` }, once(tar)), failsWith('ENOENT', 'unpack'));
    await assert.rejects(collect(native.agent.pack({ dir: `${to}/none` })), failsWith('ENOENT', 'pack'));
    async function* failing() {
      yield tar.subarray(0, 1024);
      throw new Error('the source broke');
    }
    await assert.rejects(native.agent.unpack({ dir: to }, failing()), /the source broke/);
  });

  test('a reader may leave early', async () => {
    for await (const chunk of native.agent.pack({ dir: '/usr/share' })) {
      assert.ok(chunk.length > 0);
      break;
    }
    assert.deepEqual(await names({ dir: source, paths: ['a'] }), ['a']);
  });
});
