import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { isKind } from '../../engine/base/errors.ts';
import type { CreateRequest } from '../../engine/container/manager.ts';
import { until } from '../support/until.ts';
import { type Rig, startRig } from './rig.ts';

describe('limits, readings and volumes on the real guest', () => {
  let rig: Rig;
  before(async () => {
    rig = await startRig();
    await rig.pull('busybox');
  });
  after(() => rig.crash());

  const started = async (name: string, Cmd: readonly string[], request: Partial<CreateRequest> = {}) => {
    const { Id } = await rig.containers.create({ name, config: { Image: 'busybox', Cmd }, ...request });
    await rig.containers.start(Id);
    return Id;
  };

  test('a program over its memory limit is killed, and the state says why', async () => {
    const { id, exitCode } = await rig.run('busybox', ['sh', '-c', 'x=a; while :; do x=$x$x; done'], { hostConfig: { Memory: 8 << 20 } });
    assert.equal(exitCode, 137);
    assert.equal((await rig.containers.inspect(id)).State.OOMKilled, true);
    await assert.rejects(
      rig.containers.create({ config: { Image: 'busybox' }, hostConfig: { Memory: 1 << 20 } }),
      /^EngineError: Minimum memory limit allowed is 6MB$/,
    );
  });

  test('limits reach the control group, and update changes them', async () => {
    await started('limited', ['sleep', '1000'], { hostConfig: { Memory: 64 << 20, NanoCpus: 5e8, PidsLimit: 20 } });
    const read = async () => (await rig.exec('limited', ['sh', '-c', 'cd /sys/fs/cgroup; cat memory.max cpu.max pids.max'])).stdout;
    assert.equal(await read(), `${64 << 20}\n50000 100000\n20\n`);
    await rig.containers.update('limited', { Memory: 32 << 20, MemorySwap: 64 << 20, PidsLimit: 30 });
    assert.equal(await read(), `${32 << 20}\n50000 100000\n30\n`);
    await rig.containers.remove('limited', { force: true });
  });

  test('top, stats and pause', async () => {
    const Id = await started('watched', ['sh', '-c', 'sleep 1000 & sleep 1001; :']);
    const commands = async () => (await rig.containers.top(Id)).Processes.map((process) => process.at(-1)).sort();
    const expected = ['sh -c sleep 1000 & sleep 1001; :', 'sleep 1000', 'sleep 1001'];
    await until('its programs run', async () => (await commands()).join() === expected.join());
    const { Titles } = await rig.containers.top(Id);
    assert.deepEqual(Titles, ['UID', 'PID', 'PPID', 'C', 'STIME', 'TTY', 'TIME', 'CMD']);
    assert.deepEqual((await rig.containers.top(Id, '-o pid,args')).Titles, ['PID', 'COMMAND']);
    for await (const stats of await rig.containers.stats(Id, { stream: false, oneShot: true })) {
      assert.equal(stats.name, '/watched');
      assert.equal(stats.pids_stats.current, 3);
      assert.ok((stats.memory_stats.usage ?? 0) > 50_000);
      assert.ok(stats.cpu_stats.cpu_usage.total_usage > 0);
      assert.ok(stats.cpu_stats.system_cpu_usage > stats.cpu_stats.cpu_usage.total_usage);
      assert.ok((stats.networks?.eth0?.tx_bytes ?? -1) >= 0);
    }
    await rig.containers.pause(Id);
    assert.match((await rig.containers.list())[0]?.Status ?? '', /\(Paused\)$/);
    await assert.rejects(rig.containers.pause(Id), (error) => isKind(error, 'conflict'));
    await rig.containers.unpause(Id);
    await rig.containers.remove(Id, { force: true });
  });

  test('health checks: starting, healthy, unhealthy, with events', async () => {
    const Healthcheck = { Test: ['CMD-SHELL', 'test -e /well && echo fine'], Interval: 50e6, Retries: 2 };
    const Id = await started('checked', [], { config: { Image: 'busybox', Cmd: ['sleep', '1000'], Healthcheck } });
    const becomes = (wanted: string) => until(wanted, async () => (await rig.containers.inspect(Id)).State.Health?.Status === wanted);
    await becomes('unhealthy');
    await rig.exec(Id, ['touch', '/well']);
    await becomes('healthy');
    assert.match((await rig.containers.inspect(Id)).State.Health?.Log.at(-1)?.Output ?? '', /^fine/);
    assert.ok(rig.events.some(({ Action }) => Action === 'health_status: healthy'));
    await rig.containers.remove(Id, { force: true });
  });

  test('named volumes outlive containers, are filled from the image, and are not removed in use', async () => {
    await rig.run('busybox', ['sh', '-c', 'echo data > /v/file; chmod 640 /v/file; chown 5:6 /v/file; mkfifo /v/pipe'], {
      hostConfig: { Binds: ['stuff:/v'] },
    });
    const { stdout } = await rig.run('busybox', ['sh', '-c', 'cat /v/file; stat -c "%a %u %g" /v/file; touch /v/no 2>&1'], {
      hostConfig: { Binds: ['stuff:/v:ro'] },
    });
    assert.match(stdout, /^data\n640 5 6\n.*Read-only file system/);
    await rig.run('busybox', ['true'], { hostConfig: { Binds: ['etc:/etc'] } });
    assert.match((await rig.run('busybox', ['cat', '/e/passwd'], { hostConfig: { Binds: ['etc:/e'] } })).stdout, /^root:/);
    await assert.rejects(rig.volumes.remove('stuff'), /^EngineError: remove stuff: volume is in use - \[[0-9a-f]{64}, [0-9a-f]{64}\]$/);
    for (const { Id } of await rig.containers.list({ all: true })) await rig.containers.remove(Id);
    await rig.volumes.remove('stuff');
    assert.throws(() => rig.volumes.inspect('stuff'), /get stuff: no such volume/);
  });

  test('anonymous volumes go with --rm; binds make missing host directories', async () => {
    const { stdout } = await rig.run('busybox', ['sh', '-c', 'echo x > /data/f; cat /data/f'], {
      config: { Volumes: { '/data': {} } },
      hostConfig: { AutoRemove: true },
    });
    assert.equal(stdout, 'x\n');
    await rig.run('busybox', ['sh', '-c', 'echo shared > /w/f'], { hostConfig: { Binds: ['/workspace/made:/w'] } });
    assert.equal((await rig.host('cat /workspace/made/f')).stdout, 'shared\n');
    await assert.rejects(
      rig.containers.create({ config: { Image: 'busybox' }, hostConfig: { Mounts: [{ Type: 'bind', Source: '/nope', Target: '/x' }] } }),
      /^EngineError: invalid mount config for type "bind": bind source path does not exist: \/nope$/,
    );
    assert.deepEqual(
      rig.volumes.list().Volumes.filter(({ Labels }) => Labels !== null),
      [],
    );
  });
});
