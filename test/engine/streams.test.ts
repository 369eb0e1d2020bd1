import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { gather, type Rig, startRig } from './rig.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('attach, exec and logs on the real guest', () => {
  let rig: Rig;
  before(async () => {
    rig = await startRig();
    await rig.pull('busybox');
  });
  after(() => rig.crash());

  test('-i: input once, its end is the program’s', async () => {
    const { Id } = await rig.containers.create({ config: { Image: 'busybox', Cmd: ['cat'], OpenStdin: true, StdinOnce: true } });
    const attachment = await rig.containers.attach(Id, { stream: true, stdin: true, stdout: true, stderr: true });
    const gathered = gather(attachment.output);
    await rig.containers.start(Id);
    await attachment.stdin.write(bytes('through\n'));
    await attachment.stdin.end();
    assert.equal((await gathered).stdout, 'through\n');
  });

  test('-it: a terminal, its size, Ctrl-C, and leaving with Ctrl-P Ctrl-Q', async () => {
    const { Id } = await rig.containers.create({
      config: { Image: 'busybox', Cmd: ['sh'], Tty: true, OpenStdin: true },
      hostConfig: { ConsoleSize: [30, 90] },
    });
    const first = await rig.containers.attach(Id, { stream: true, stdin: true, stdout: true, stderr: true });
    const reader = first.output[Symbol.asyncIterator]();
    let seen = '';
    const until = async (pattern: RegExp) => {
      while (!pattern.test(seen)) {
        const { value, done } = await reader.next();
        if (done) throw new Error(`ended without ${pattern}: ${JSON.stringify(seen)}`);
        seen += new TextDecoder().decode(value.data);
      }
    };
    await rig.containers.start(Id);
    await first.stdin.write(bytes('stty size; tty\n'));
    await until(/30 90\r\n\/dev\/pts\/0/);
    await rig.containers.resize(Id, { rows: 40, cols: 100 });
    await first.stdin.write(bytes('stty size\n'));
    await until(/40 100/);
    // Once it has run a command, the shell has given the terminal back its signals: before, Ctrl-C would be a key of its line editor.
    await first.stdin.write(bytes('echo at$((1)); sleep 100\n'));
    await until(/at1/);
    await first.stdin.write(bytes('\u0003'));
    await first.stdin.write(bytes('echo code=$?\n'));
    await until(/code=130/);
    await first.stdin.write(bytes('\u0010'));
    await first.stdin.write(bytes('\u0011'));
    for (let step = await reader.next(); !step.done; step = await reader.next());
    assert.equal((await rig.containers.inspect(Id)).State.Running, true);
    assert.ok(rig.events.some(({ Action, Actor }) => Action === 'detach' && Actor.ID === Id));

    const second = await rig.containers.attach(Id, { stream: true, stdin: true, stdout: true, stderr: true });
    const gathered = gather(second.output);
    await second.stdin.write(bytes('exit 5\n'));
    await gathered;
    assert.equal((await rig.containers.inspect(Id)).State.ExitCode, 5);
  });

  test('two clients see the same output', async () => {
    const { Id } = await rig.containers.create({ config: { Image: 'busybox', Cmd: ['sh', '-c', 'echo a; echo b'] } });
    const both = await Promise.all([1, 2].map(() => rig.containers.attach(Id, { stream: true, stdout: true })));
    const gathered = Promise.all(both.map(({ output }) => gather(output)));
    await rig.containers.start(Id);
    assert.deepEqual(
      (await gathered).map(({ stdout }) => stdout),
      ['a\nb\n', 'a\nb\n'],
    );
  });

  test('exec: streams, exit codes, user, environment, failures', async () => {
    const { Id } = await rig.containers.create({
      name: 'host',
      config: { Image: 'busybox', Cmd: ['sleep', '1000'], Env: ['A=container'] },
    });
    await rig.containers.start(Id);
    assert.deepEqual(
      await rig
        .exec('host', ['sh', '-c', 'echo $A; echo e >&2; exit 12'])
        .then(({ stdout, stderr, exitCode }) => ({ stdout, stderr, exitCode })),
      { stdout: 'container\n', stderr: 'e\n', exitCode: 12 },
    );
    assert.match((await rig.exec('host', ['id'], { user: '33:44' })).stdout, /uid=33\(www-data\) gid=44/);
    assert.match((await rig.exec('host', ['ps'])).stdout, / 1 root +sleep 1000/);
    await assert.rejects(
      rig.exec('host', ['nosuch']),
      /^EngineError: OCI runtime exec failed: exec failed: unable to start container process: exec: "nosuch": executable file not found in \$PATH: unknown$/,
    );
    const { Id: execId } = await rig.containers.exec.create('host', { Cmd: ['cat'], AttachStdin: true, AttachStdout: true });
    const attachment = await rig.containers.exec.start(execId, {});
    assert.ok(attachment);
    const gathered = gather(attachment.output);
    await attachment.stdin.write(bytes('hello'));
    await attachment.stdin.end();
    assert.equal((await gathered).stdout, 'hello');
    assert.equal((await rig.containers.exec.inspect(execId)).ExitCode, 0);
    await rig.containers.pause('host');
    await assert.rejects(rig.exec('host', ['true']), /is paused, unpause the container before exec/);
    await rig.containers.unpause('host');
    await rig.containers.remove('host', { force: true });
    await assert.rejects(rig.exec('host', ['true']), /No such container: host/);
  });

  test('logs: tail, timestamps, one stream, following to the end', async () => {
    const { id } = await rig.run('busybox', ['sh', '-c', 'for i in 1 2 3; do echo line $i; done; echo oops >&2; printf unfinished']);
    const read = async (options: Parameters<Rig['containers']['logs']>[1]) => gather((await rig.containers.logs(id, options)).output);
    assert.deepEqual(await read({ stdout: true, stderr: true }), { stdout: 'line 1\nline 2\nline 3\nunfinished', stderr: 'oops\n' });
    assert.equal((await read({ stderr: true })).stderr, 'oops\n');
    assert.equal((await read({ stdout: true, stderr: true, tail: 1 })).stdout, 'unfinished');
    assert.match((await read({ stdout: true, timestamps: true, tail: 100 })).stdout, /^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{9}Z line 1$/m);
    assert.equal((await read({ stdout: true, until: 1 })).stdout, '');

    const { Id } = await rig.containers.create({
      config: { Image: 'busybox', Cmd: ['sh', '-c', 'echo one; while ! [ -p /go ]; do sleep 0.1; done; read x < /go; echo two'] },
    });
    await rig.containers.start(Id);
    const following = rig.containers.logs(Id, { stdout: true, follow: true }).then(({ output }) => gather(output));
    await rig.exec(Id, ['sh', '-c', 'mkfifo /go; echo > /go']);
    assert.equal((await following).stdout, 'one\ntwo\n');
  });
});
