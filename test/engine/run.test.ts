import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { isKind } from '../../engine/base/errors.ts';
import { until } from '../support/until.ts';
import { type Rig, startRig } from './rig.ts';

describe('running a container on the real guest', () => {
  let rig: Rig;
  before(async () => {
    rig = await startRig();
    await rig.pull('busybox');
  });
  after(() => rig.crash());

  test('output on both streams, exit code, and its state afterwards', async () => {
    const { id, stdout, stderr, exitCode } = await rig.run('busybox', ['sh', '-c', 'echo out; echo err >&2; exit 7']);
    assert.deepEqual({ stdout, stderr, exitCode }, { stdout: 'out\n', stderr: 'err\n', exitCode: 7 });
    const { State, Name, Path, Args, Driver } = await rig.containers.inspect(id);
    assert.equal(State.Status, 'exited');
    assert.equal(State.ExitCode, 7);
    assert.match(Name, /^\/[a-z]+_[a-z]+$/);
    assert.deepEqual([Path, ...Args], ['sh', '-c', 'echo out; echo err >&2; exit 7']);
    assert.equal(Driver, 'overlay2');
  });

  test('a program killed by a signal has 128 and its number', async () => {
    const { exitCode } = await rig.run('busybox', ['sh', '-c', "sh -c 'kill -15 $$'; exit $?"]);
    assert.equal(exitCode, 143);
  });

  test('what it sees: namespaces, environment, hosts, devices, capabilities', async () => {
    const script = 'echo $$; hostname; env; cat /etc/hosts; grep CapEff /proc/self/status; id; pwd; ls /dev';
    const { id, stdout } = await rig.run('busybox', ['sh', '-c', script], {
      config: { Env: ['A=1', 'B=two words'], WorkingDir: '/made/here' },
    });
    const short = id.slice(0, 12);
    for (const expected of [
      '1',
      short,
      'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      `HOSTNAME=${short}`,
      'A=1',
      'B=two words',
      'HOME=/root',
      `172.17.0.2\t${short}`,
      'CapEff:\t00000000a80425fb',
      '/made/here',
      'urandom',
    ]) {
      assert.ok(stdout.split('\n').includes(expected), `${expected} in:\n${stdout}`);
    }
    assert.match(stdout, /^uid=0\(root\) gid=0\(root\)/m);
  });

  test('users by name, number and group', async () => {
    const as = async (User: string) => (await rig.run('busybox', ['id'], { config: { User } })).stdout;
    assert.match(await as('1000:50'), /^uid=1000 gid=50/);
    assert.match(await as('1234'), /^uid=1234 gid=0/);
    await assert.rejects(as('nobodyhere'), /unable to find user nobodyhere: no matching entries in passwd file/);
  });

  test('commands that cannot be executed: 127 and 126 in the state and in runc’s words', async () => {
    const attempt = async (command: string) => {
      const { Id } = await rig.containers.create({ config: { Image: 'busybox', Cmd: [command] } });
      const message = await rig.containers.start(Id).then(
        () => '',
        (error: Error) => error.message,
      );
      const { State } = await rig.containers.inspect(Id);
      assert.equal(State.Status, 'created');
      return { message: message.replace(/^.*unable to start container process: /, ''), code: State.ExitCode };
    };
    assert.deepEqual(await attempt('nosuchthing'), {
      message: 'error during container init: exec: "nosuchthing": executable file not found in $PATH: unknown',
      code: 127,
    });
    assert.deepEqual(await attempt('/no/such'), {
      message: 'error during container init: exec: "/no/such": stat /no/such: no such file or directory: unknown',
      code: 127,
    });
    assert.deepEqual(await attempt('/etc/passwd'), {
      message: 'error during container init: exec: "/etc/passwd": permission denied: unknown',
      code: 126,
    });
    assert.deepEqual(await attempt('/etc'), {
      message: 'error during container init: exec: "/etc": is a directory: unknown: permission denied',
      code: 126,
    });
  });

  test('names: conflicts, prefixes, what is not there', async () => {
    const { Id } = await rig.containers.create({ name: 'taken', config: { Image: 'busybox' } });
    await assert.rejects(rig.containers.create({ name: 'taken', config: { Image: 'busybox' } }), (error: Error) => {
      assert.ok(isKind(error, 'conflict'));
      assert.equal(
        error.message,
        `Conflict. The container name "/taken" is already in use by container "${Id}". You have to remove (or rename) that container to be able to reuse that name.`,
      );
      return true;
    });
    assert.equal((await rig.containers.inspect(Id.slice(0, 8))).Id, Id);
    await assert.rejects(rig.containers.inspect('nope'), /^EngineError: No such container: nope$/);
    await assert.rejects(rig.containers.create({ name: '-x', config: { Image: 'busybox' } }), /Invalid container name \(-x\)/);
    await assert.rejects(rig.containers.create({ config: { Image: 'nosuch' } }), /No such image: nosuch:latest/);
    await rig.containers.rename('taken', 'given');
    assert.equal((await rig.containers.inspect('given')).Id, Id);
    await rig.containers.remove('given');
    await assert.rejects(rig.containers.inspect(Id), /No such container/);
  });

  test('a running container is only removed by force', async () => {
    const { Id } = await rig.containers.create({ name: 'busy', config: { Image: 'busybox', Cmd: ['sleep', '100'] } });
    await rig.containers.start(Id);
    await assert.rejects(
      rig.containers.remove(Id),
      /cannot remove container "\w{64}": container is running: stop the container before removing or force remove/,
    );
    assert.equal((await rig.containers.list()).length, 1);
    await rig.containers.remove(Id, { force: true });
    assert.equal((await rig.containers.list()).length, 0);
  });

  test('stop asks with SIGTERM first, and kills what does not listen', async () => {
    const polite = ['sh', '-c', 'trap "echo bye; exit 3" TERM; echo ready; while :; do sleep 0.05; done'];
    const started = async (Cmd: readonly string[]) => {
      const { Id } = await rig.containers.create({ config: { Image: 'busybox', Cmd } });
      await rig.containers.start(Id);
      const { output } = await rig.containers.logs(Id, { stdout: true, follow: true });
      for await (const { data } of output) if (new TextDecoder().decode(data).includes('ready')) break;
      return Id;
    };
    const first = await started(polite);
    await rig.containers.stop(first);
    assert.equal((await rig.containers.inspect(first)).State.ExitCode, 3);
    const second = await started(['sh', '-c', 'trap "" TERM; echo ready; while :; do sleep 0.05; done']);
    await rig.containers.stop(second, { timeout: 0 });
    assert.equal((await rig.containers.inspect(second)).State.ExitCode, 137);
    await assert.rejects(rig.containers.stop(second), (error) => isKind(error, 'notModified'));
    await assert.rejects(rig.containers.kill(second), /is not running/);
  });

  test('--rm: gone when it has ended, with Docker’s events in Docker’s order', async () => {
    rig.events.length = 0;
    const { id } = await rig.run('busybox', ['true'], { hostConfig: { AutoRemove: true } });
    await assert.rejects(rig.containers.inspect(id), /No such container/);
    const mine = rig.events.filter(({ Actor }) => Actor.ID === id || Actor.Attributes.container === id);
    assert.deepEqual(
      mine.map(({ Type, Action }) => `${Type} ${Action}`),
      [
        'container create',
        'container attach',
        'network connect',
        'container start',
        'network disconnect',
        'container die',
        'container destroy',
      ],
    );
    assert.equal(mine[5]?.Actor.Attributes.exitCode, '0');
  });

  test('a read-only root, tmpfs, and a hostname of one’s own', async () => {
    const { stdout } = await rig.run(
      'busybox',
      ['sh', '-c', 'touch /x 2>&1; touch /scratch/y && echo ok; hostname; mount | grep scratch'],
      {
        config: { Hostname: 'ship' },
        hostConfig: { ReadonlyRootfs: true, Tmpfs: { '/scratch': 'size=1m' } },
      },
    );
    assert.match(stdout, /Read-only file system/);
    assert.match(stdout, /^ok\nship\ntmpfs on \/scratch type tmpfs \(rw,nosuid,nodev,noexec,relatime,size=1024k/m);
  });

  test('restart policy: on-failure tries again as often as it says', async () => {
    const { id } = await rig.run('busybox', ['false'], { hostConfig: { RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 2 } } });
    const now = () => rig.containers.inspect(id);
    await until('it has given up', async () => (await now()).State.Status === 'exited');
    const { RestartCount, State } = await now();
    assert.equal(RestartCount, 2);
    assert.deepEqual([State.Status, State.ExitCode], ['exited', 1]);
  });

  test('docker restart: the same container again, even with --rm', async () => {
    const { Id } = await rig.containers.create({ config: { Image: 'busybox', Cmd: ['sleep', '1000'] }, hostConfig: { AutoRemove: true } });
    await rig.containers.start(Id);
    const { Pid } = (await rig.containers.inspect(Id)).State;
    await rig.containers.restart(Id, { timeout: 0 });
    const { State } = await rig.containers.inspect(Id);
    assert.equal(State.Running, true);
    assert.notEqual(State.Pid, Pid);
    await rig.containers.kill(Id);
    await assert.rejects(rig.containers.inspect(Id), /No such container/);
  });

  test('list: states, filters, limits', async () => {
    const { Id } = await rig.containers.create({
      name: 'listed',
      config: { Image: 'busybox', Cmd: ['sh', '-c', 'exit 4'], Labels: { k: 'v' } },
    });
    const names = async (filters: Record<string, string[]>) => (await rig.containers.list({ filters })).map(({ Names }) => Names[0]);
    assert.deepEqual(await names({ status: ['created'], label: ['k=v'] }), ['/listed']);
    assert.deepEqual(await names({ name: ['listed'] }), []);
    await rig.containers.start(Id);
    await (await rig.containers.wait(Id)).exit;
    assert.deepEqual(await names({ exited: ['4'], label: ['k'] }), ['/listed']);
    assert.deepEqual(
      (await rig.containers.list({ limit: 1 })).map(({ Id }) => Id),
      [Id],
    );
    assert.match((await rig.containers.list({ limit: 1 }))[0]?.Status ?? '', /^Exited \(4\) /);
    assert.deepEqual(await names({ ancestor: ['busybox'], name: ['^/listed$'], status: ['exited'] }), ['/listed']);
    await assert.rejects(names({ bogus: ['1'] }), /invalid filter 'bogus'/);
    const { ContainersDeleted } = await rig.containers.prune({ label: ['k=v'] });
    assert.deepEqual(ContainersDeleted, [Id]);
  });

  test('--init reaps and forwards signals', async () => {
    const { Id } = await rig.containers.create({
      config: { Image: 'busybox', Cmd: ['sh', '-c', 'trap "exit 9" TERM; echo ready; while :; do sleep 0.05; done'] },
      hostConfig: { Init: true },
    });
    await rig.containers.start(Id);
    const { output } = await rig.containers.logs(Id, { stdout: true, follow: true });
    for await (const { data } of output) if (data.length > 0) break;
    const { stdout } = await rig.exec(Id, ['ps', '-o', 'pid,comm']);
    assert.match(stdout, /^ +1 /m);
    await rig.containers.stop(Id);
    assert.equal((await rig.containers.inspect(Id)).State.ExitCode, 9);
  });
});
