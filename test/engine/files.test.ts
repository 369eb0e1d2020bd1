import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { collect } from '../../engine/base/stream.ts';
import { openMemoryStore } from '../../engine/store/memory.ts';
import { readTar } from '../../engine/tar/reader.ts';
import { writeTar } from '../../engine/tar/writer.ts';
import { until } from '../support/until.ts';
import { type Rig, startRig } from './rig.ts';

describe('a container’s files on the real guest', () => {
  let rig: Rig;
  before(async () => {
    rig = await startRig();
    await rig.pull('busybox');
  });
  after(() => rig.crash());

  const run = (script: string) => rig.run('busybox', ['sh', '-c', script]);
  const entries = async (tar: AsyncIterable<Uint8Array>) => {
    const found: string[] = [];
    for await (const { header, content } of readTar(tar)) {
      const text = header.type === 'file' && header.size < 100 ? `=${new TextDecoder().decode(await collect(content))}` : '';
      found.push(header.name.replace(/^\.\//, '') + text);
    }
    return found;
  };

  test('diff: added, changed, deleted, and the directories above', async () => {
    const { id } = await run(
      'echo new > /root/file; rm /etc/shadow; echo x >> /etc/passwd; mkdir -p /srv/deep/er; rm -r /var/spool; chmod 700 /home',
    );
    const changes = (await rig.containers.changes(id)).map(({ Path, Kind }) => `${'CAD'[Kind]} ${Path}`);
    assert.ok(changes.includes('A /root/file'), changes.join('\n'));
    assert.ok(changes.includes('C /etc'));
    assert.ok(changes.includes('C /etc/passwd'));
    assert.ok(changes.includes('D /etc/shadow') === (await rig.run('busybox', ['test', '-e', '/etc/shadow'])).exitCode < 1);
    assert.ok(changes.includes('A /srv/deep/er') || changes.includes('A /srv'));
    assert.ok(
      !changes.some((change) => /\/(dev|proc|sys|\.dockerenv|etc\/(hosts|hostname|resolv\.conf))$/.test(change)),
      changes.join('\n'),
    );
    assert.deepEqual(await rig.containers.changes((await run('true')).id), []);
  });

  test('commit: the changes as a layer that later containers see, and the same files give the same layer', async () => {
    const { id } = await run('echo important > /foo; rm /etc/passwd; mkdir /d; ln /foo /d/hard; ln -s /foo /d/soft');
    const { Id } = await rig.containers.commit(id, {
      repo: 'kept',
      comment: 'why',
      author: 'me',
      change: (config) => ({ ...config, Cmd: ['cat', '/foo'] }),
    });
    assert.match(Id, /^sha256:/);
    assert.equal((await rig.run('kept', [])).stdout, 'important\n');
    const { stdout, exitCode } = await rig.run('kept', ['sh', '-c', 'cat /d/hard /d/soft; stat -c %h /foo; test -e /etc/passwd']);
    assert.deepEqual([stdout, exitCode], ['important\nimportant\n2\n', 1]);
    const image = rig.images.resolve('kept');
    const base = rig.images.resolve('busybox');
    assert.deepEqual(image.layers.slice(0, -1), base.layers);
    assert.deepEqual([image.config.author, image.config.history?.at(-1)?.comment, image.parent], ['me', 'why', base.id]);
    const again = await rig.containers.commit(id, {});
    assert.equal(rig.images.resolve(again.Id).layers.at(-1)?.diffID, image.layers.at(-1)?.diffID);
  });

  test('what one writes, another does not see; start again and it is still there', async () => {
    const { id } = await run('echo once >> /count; wc -l < /count');
    const attachment = await rig.containers.attach(id, { stream: true, stdout: true });
    await rig.containers.start(id);
    let text = '';
    for await (const { data } of attachment.output) text += new TextDecoder().decode(data);
    assert.equal(text, '2\n');
    assert.equal((await run('test -e /count')).exitCode, 1);
  });

  test('cp: out of and into running and stopped containers', async () => {
    const { Id } = await rig.containers.create({ name: 'copied', config: { Image: 'busybox', Cmd: ['sleep', '1000'] } });
    await rig.containers.start(Id);
    await rig.exec('copied', ['sh', '-c', 'mkdir -p /data/sub; echo content > /data/sub/file; ln -s sub/file /data/link']);
    for (const state of ['running', 'stopped']) {
      const out = await rig.containers.getArchive('copied', '/data');
      assert.deepEqual([out.stat.name, out.stat.mode >>> 0], ['data', (2 ** 31 + 0o755) >>> 0]);
      const earlier = state === 'stopped' ? ['data/in-running=hi'] : [];
      assert.deepEqual((await entries(out.tar)).sort(), ['data/', ...earlier, 'data/link', 'data/sub/', 'data/sub/file=content\n'], state);
      const link = await rig.containers.statPath('copied', '/data/link');
      assert.deepEqual([link.name, link.linkTarget], ['link', '/data/sub/file']);
      assert.equal((await rig.containers.statPath('copied', '/data/sub/file')).size, 8);
      await rig.containers.putArchive(
        'copied',
        '/data',
        writeTar([{ header: { name: `in-${state}`, type: 'file', size: 2 }, content: new TextEncoder().encode('hi') }]),
      );
      assert.deepEqual(await entries((await rig.containers.getArchive('copied', `/data/in-${state}`)).tar), [`in-${state}=hi`]);
      await assert.rejects(rig.containers.statPath('copied', '/none'), /^EngineError: Could not find the file \/none in container copied$/);
      if (state === 'running') await rig.containers.stop('copied', { timeout: 0 });
    }
    await rig.containers.remove('copied');
  });

  test('export: the whole file system, without what is mounted', async () => {
    const { id } = await run('echo here > /root/exported');
    const names = await entries(await rig.containers.export(id));
    assert.ok(names.includes('root/exported=here\n'));
    assert.ok(names.includes('bin/') || names.includes('bin'));
    assert.ok(!names.some((name) => name.startsWith('proc/') && name !== 'proc/'));
  });

  test('a full file system is the program’s problem, and the guest lives on', async () => {
    const { stderr, exitCode } = await run('dd if=/dev/zero of=/big bs=1M count=4000 2>&1 >/dev/null | grep -i space >&2; exit 9');
    assert.match(stderr, /No space left on device/);
    assert.equal(exitCode, 9);
    const { stdout } = await run('echo alive');
    assert.equal(stdout, 'alive\n');
  });
});

describe('a page that is reloaded', () => {
  test('stopped containers keep their files and logs, running ones are lost as after a power cut, restart policies hold', async () => {
    const store = openMemoryStore();
    const first = await startRig(store);
    await first.pull('busybox');
    const { id } = await first.run('busybox', ['sh', '-c', 'echo kept > /file; rm /etc/group; echo said; test -e /again && cat /again']);
    const create = async (name: string, policy: 'no' | 'always') => {
      const { Id } = await first.containers.create({
        name,
        config: { Image: 'busybox', Cmd: ['sleep', '1000'] },
        hostConfig: { RestartPolicy: { Name: policy } },
      });
      await first.containers.start(Id);
      return Id;
    };
    const lost = await create('lost', 'no');
    const server = await create('server', 'always');
    await first.exec('lost', ['sh', '-c', 'echo unsaved work > /work']);
    await first.containers.flush();
    first.crash();

    const second = await startRig(store);
    try {
      const { State } = await second.containers.inspect(lost);
      assert.deepEqual([State.Status, State.ExitCode], ['exited', 255]);
      const { tar } = await second.containers.getArchive('lost', '/work');
      let text = '';
      for await (const { content } of readTar(tar)) text += new TextDecoder().decode(await collect(content));
      assert.equal(text, 'unsaved work\n');

      let logged = '';
      for await (const { data } of (await second.containers.logs(id, { stdout: true })).output) logged += new TextDecoder().decode(data);
      assert.equal(logged, 'said\n');
      const changes = (await second.containers.changes(id)).map(({ Path, Kind }) => `${Kind} ${Path}`);
      assert.ok(changes.includes('1 /file') && changes.includes('2 /etc/group'), changes.join());
      await second.containers.start(id);
      await (await second.containers.wait(id)).exit;
      const { Id } = await second.containers.commit(id, {});
      assert.equal((await second.run(Id, ['sh', '-c', 'cat /file; test -e /etc/group; echo $?'])).stdout, 'kept\n1\n');

      await until('its policy has started it', async () => (await second.containers.inspect(server)).State.Running);
    } finally {
      second.crash();
    }
  });
});
