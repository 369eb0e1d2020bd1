import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { systemClock } from '../../engine/base/clock.ts';
import { isKind } from '../../engine/base/errors.ts';
import { type BuildRunRequest, createBuildRun } from '../../engine/container/build-run.ts';
import type { Digest } from '../../engine/oci/digest.ts';
import { readTar } from '../../engine/tar/reader.ts';
import { type Rig, startRig } from './rig.ts';

describe('RUN of a build on the real guest', () => {
  let rig: Rig;
  let stack: Digest[];
  let runner: ReturnType<typeof createBuildRun>;
  before(async () => {
    rig = await startRig();
    await rig.pull('busybox');
    stack = rig.images.resolve('busybox').layers.map(({ diffID }) => diffID);
    runner = createBuildRun({ ...rig, clock: systemClock });
  });
  after(() => rig.crash());

  const run = async (script: string, request: Partial<BuildRunRequest> = {}) => {
    let output = '';
    const result = await runner.run({
      stack,
      argv: ['sh', '-c', script],
      env: ['PATH=/usr/bin:/bin:/usr/sbin:/sbin'],
      cwd: '/',
      user: '',
      mounts: [],
      network: 'default',
      extraHosts: [],
      insecure: false,
      onOutput: (stream, chunk) => {
        output += `${stream}:${new TextDecoder().decode(chunk)}`;
      },
      signal: new AbortController().signal,
      ...request,
    });
    return { ...result, output };
  };
  const names = async (diffID: Digest | undefined) => {
    assert.ok(diffID !== undefined);
    const { tar } = await rig.images.openLayer(diffID);
    const found: string[] = [];
    for await (const { header } of readTar(
      (async function* () {
        yield await tar.read(0, tar.size);
      })(),
    )) {
      found.push(header.name);
    }
    return found;
  };

  test('what it changed is the layer, and only that', async () => {
    const first = await run('echo said; mkdir -p /app/sub; echo x > /app/sub/file; rm /etc/passwd; cat /etc/hosts > /dev/null');
    assert.deepEqual([first.exitCode, first.output], [0, '1:said\n']);
    assert.deepEqual(await names(first.layer?.diffID), ['app/', 'app/sub/', 'app/sub/file', 'etc/', 'etc/.wh.passwd']);
    const second = await run('cat /app/sub/file; ls /etc/passwd; echo $?', { stack: [...stack, first.layer?.diffID as Digest] });
    assert.match(second.output, /^1:x\n/);
    assert.match(second.output, /No such file/);
    assert.deepEqual(await names(second.layer?.diffID), []);
    first.layer?.dispose();
    second.layer?.dispose();
  });

  test('failures: exit codes, a program that is not there, an unknown user', async () => {
    const failed = await run('echo bad >&2; exit 3');
    assert.deepEqual([failed.exitCode, failed.output, failed.layer], [3, '2:bad\n', undefined]);
    const missing = await run('', { argv: ['nosuch'] });
    assert.equal(missing.exitCode, 1);
    assert.match(
      missing.output,
      /^2:runc run failed: unable to start container process: .*exec: "nosuch": executable file not found in \$PATH\n$/,
    );
    await assert.rejects(run('true', { user: 'ghost' }), /unable to find user ghost: no matching entries in passwd file/);
  });

  test('mounts: bind, cache, tmpfs and secret leave nothing behind', async () => {
    const made = await run('mkdir /tree && echo inside > /tree/file');
    const mounts: BuildRunRequest['mounts'] = [
      { type: 'bind', target: '/from', stack: [...stack, made.layer?.diffID as Digest], source: '/tree', readonly: true },
      { type: 'cache', target: '/root/.cache/tool', id: 'tool', readonly: false, sharing: 'shared', mode: 0o755, uid: 0, gid: 0 },
      { type: 'tmpfs', target: '/scratch', size: 1 << 20 },
      { type: 'secret', target: '/run/secrets/key', data: new TextEncoder().encode('hush'), mode: 0o400, uid: 0, gid: 0 },
    ];
    const script =
      'cat /from/file /run/secrets/key; echo; touch /from/x 2>/dev/null; echo $?; cat /root/.cache/tool/n 2>/dev/null; echo cached > /root/.cache/tool/n; touch /scratch/y /kept';
    const first = await run(script, { mounts });
    assert.equal(first.output.replaceAll('1:', ''), 'inside\nhush\n1\n');
    assert.deepEqual(await names(first.layer?.diffID), ['kept']);
    const second = await run(script, { mounts });
    assert.equal(second.output.replaceAll('1:', ''), 'inside\nhush\n1\ncached\n');
    for (const { layer } of [made, first, second]) layer?.dispose();
  });

  test('a build that is broken off', async () => {
    const controller = new AbortController();
    const running = run('echo started; sleep 1000', {
      signal: controller.signal,
      onOutput: () => controller.abort(),
    });
    await assert.rejects(running, (error) => isKind(error, 'cancelled'));
  });
});
