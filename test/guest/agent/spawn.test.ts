import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { EngineError } from '../../../engine/base/errors.ts';
import { AgentError } from '../../../engine/guest/agent.ts';
import { bytes, type NativeAgent, skip, startNativeAgent, text } from './native.ts';

const agentError = (code: string, step: string) => (error: unknown) =>
  error instanceof AgentError && error.code === code && error.step === step;

describe('programs of the guest', { skip }, () => {
  let native: NativeAgent;
  before(async () => {
    native = await startNativeAgent();
  });
  after(() => native.stop());

  test('output, errors and exit status', async () => {
    const result = await native.run({ argv: ['sh', '-c', 'echo out; echo err >&2; exit 3'] });
    assert.deepEqual(result, { stdout: 'out\n', stderr: 'err\n', exit: { code: 3 } });
  });

  test('a signal is an exit with 128 + n', async () => {
    assert.deepEqual((await native.run({ argv: ['sh', '-c', 'kill -9 $$'] })).exit, { code: 137, signal: 9 });
  });

  test('environment, directory, user and groups', async () => {
    const env = [...native.env, 'A=b c'];
    const { stdout } = await native.run({
      argv: ['sh', '-c', 'echo "$A"; pwd; id -u; id -g; id -G; umask'],
      env,
      cwd: '/tmp',
      user: { uid: 1000, gid: 100, groups: [5, 6] },
    });
    assert.equal(stdout, 'b c\n/tmp\n1000\n100\n100 5 6\n0022\n');
  });

  test('what cannot be started says why', async () => {
    const { agent, env, directory } = native;
    const spawn = (argv: string[], cwd = '/') => agent.spawn({ argv, env, cwd });
    await assert.rejects(spawn(['no-such-program']), agentError('ENOENT', 'exec'));
    await assert.rejects(spawn(['/no/such/program']), agentError('ENOENT', 'exec'));
    await assert.rejects(spawn(['/etc']), agentError('EISDIR', 'exec'));
    await agent.writeFile(`${directory}/plain`, 'x', { mode: 0o644 });
    await assert.rejects(spawn([`${directory}/plain`]), agentError('EACCES', 'exec'));
    await assert.rejects(spawn(['true'], '/nowhere'), agentError('ENOENT', 'chdir'));
    // Found, but the kernel refuses it: not the look-up's step.
    await agent.writeFile(`${directory}/script`, '#!/no/such/shell\n', { mode: 0o755 });
    await assert.rejects(spawn([`${directory}/script`]), agentError('ENOENT', 'execve'));
    await agent.writeFile(`${directory}/garbage`, '\x01\x02\x03', { mode: 0o755 });
    await assert.rejects(spawn([`${directory}/garbage`]), agentError('ENOEXEC', 'execve'));
  });

  test('a held program starts when it is released', async () => {
    const { agent, env, directory } = native;
    const child = await agent.spawn({ argv: ['touch', `${directory}/ran`], env, cwd: '/', held: true });
    assert.equal(await agent.stat(`${directory}/ran`), undefined);
    await child.release();
    assert.deepEqual(await child.exit, { code: 0 });
    assert.notEqual(await agent.stat(`${directory}/ran`), undefined);
  });

  test('a held program can be killed', async () => {
    const child = await native.agent.spawn({ argv: ['true'], env: native.env, cwd: '/', held: true });
    await child.signal(9);
    assert.deepEqual(await child.exit, { code: 137, signal: 9 });
  });

  test('50 MB go through a pipe both ways, whole and in order', async () => {
    const { agent, env } = native;
    const child = await agent.spawn({ argv: ['cat'], env, cwd: '/', stdin: 'pipe' });
    const piece = Uint8Array.from({ length: 1 << 20 }, (_, i) => (i * 7) ^ (i >> 8));
    const total = 50 * piece.length;
    const writing = (async () => {
      for (let i = 0; i < 50; i++) await child.stdin.write(piece);
      await child.stdin.end();
    })();
    let at = 0;
    for await (const chunk of child.stdout) {
      for (let i = 0; i < chunk.length; i += 997) assert.equal(chunk[i], piece[(at + i) % piece.length]);
      at += chunk.length;
    }
    await writing;
    assert.equal(at, total);
    assert.deepEqual(await child.exit, { code: 0 });
  });

  test('a reader that does not read holds the writer', async () => {
    const { agent, env, directory } = native;
    const script = `i=0; while [ $i -lt 200 ]; do head -c 10000 /dev/zero; i=$((i + 1)); echo $i > ${directory}/progress; done`;
    // There to be read, however late the program begins.
    await agent.writeFile(`${directory}/progress`, '0');
    const child = await agent.spawn({ argv: ['sh', '-c', script], env, cwd: '/' });
    // The window, the pipe and one write: less than half of the whole. The program stands when it has not moved for a while.
    let last = '';
    for (let now = '0'; now !== last; ) {
      last = now;
      await new Promise((resolve) => setTimeout(resolve, 300));
      now = new TextDecoder().decode(await agent.readFile(`${directory}/progress`)).trim();
    }
    assert.ok(Number(last) < 100, last);
    assert.equal((await text(child.stdout)).length, 2_000_000);
  });

  test('stdin of a program that is gone rejects with EPIPE', async () => {
    const { agent, env } = native;
    const child = await agent.spawn({ argv: ['true'], env, cwd: '/', stdin: 'pipe' });
    await child.exit;
    const writing = (async () => {
      for (let i = 0; i < 10; i++) await child.stdin.write(new Uint8Array(65536));
    })();
    await assert.rejects(writing, (error: unknown) => error instanceof AgentError && error.code === 'EPIPE');
  });

  test('a terminal: size, echo, resize, interrupt', async () => {
    const { agent, env } = native;
    const script =
      'stty size; trap "stty size" WINCH; tty >&2; trap "echo interrupted; exit 7" INT; echo ready; while :; do sleep 0.05; done';
    const child = await agent.spawn({ argv: ['sh', '-c', script], env, cwd: '/', terminal: { rows: 30, cols: 100 } });
    let seen = '';
    const steps: [string, () => Promise<void>][] = [
      ['ready', () => child.resize(40, 120)],
      ['40 120', () => child.stdin.write(bytes('\x03'))],
    ];
    for await (const chunk of child.stdout) {
      seen += new TextDecoder().decode(chunk);
      if (steps[0] !== undefined && seen.includes(steps[0][0])) await steps.shift()?.[1]();
    }
    assert.match(seen, /^30 100\r\n\/dev\/pts\/\d+\r\nready\r\n40 120\r\n\^Cinterrupted\r\n$/);
    assert.deepEqual(await child.exit, { code: 7 });
    assert.equal(await text(child.stderr), '');
  });

  test('a signal to the group reaches the children, one to the program does not', async () => {
    const { agent, env } = native;
    const child = await agent.spawn({ argv: ['sh', '-c', 'sleep 1000; echo after'], env, cwd: '/' });
    await child.signal(15, { group: true });
    assert.deepEqual(await child.exit, { code: 143, signal: 15 });
    assert.equal(await text(child.stdout), '');
  });

  test('files: write, append, read, stat, rename, link, list, remove', async () => {
    const { agent, directory } = native;
    const dir = `${directory}/files/a/b`;
    await agent.mkdir(dir, { parents: true });
    await agent.writeFile(`${dir}/one`, 'hello ', { mode: 0o640, uid: 12, gid: 34 });
    await agent.writeFile(`${dir}/one`, 'world', { append: true });
    assert.equal(new TextDecoder().decode(await agent.readFile(`${dir}/one`)), 'hello world');
    const stat = await agent.stat(`${dir}/one`);
    assert.deepEqual([stat?.mode, stat?.uid, stat?.gid, stat?.size, stat?.nlink], [0o100640, 12, 34, 11, 1]);
    await agent.symlink('one', `${dir}/link`);
    assert.equal(await agent.readlink(`${dir}/link`), 'one');
    assert.equal((await agent.stat(`${dir}/link`))?.target, 'one');
    assert.equal((await agent.stat(`${dir}/link`, { follow: true }))?.size, 11);
    await agent.rename(`${dir}/one`, `${dir}/two`);
    assert.deepEqual((await agent.readdir(dir)).sort(), ['link', 'two']);
    const big = new Uint8Array(3_500_000).map((_, i) => i % 251);
    await agent.writeFile(`${dir}/big`, big);
    assert.deepEqual(await agent.readFile(`${dir}/big`), big);
    await assert.rejects(agent.remove(`${directory}/files`), agentError('ENOTEMPTY', 'remove'));
    await agent.remove(`${directory}/files`, { recursive: true });
    assert.equal(await agent.stat(`${directory}/files`), undefined);
    await agent.remove(`${directory}/files`);
    await assert.rejects(agent.readFile('/no/such/file'), agentError('ENOENT', 'read'));
  });

  test('calls are carried out in the order they are made', async () => {
    const { agent, env } = native;
    const dir = '/run/ordered';
    const answers = await Promise.all([
      agent.mkdir(dir),
      agent.mount({ source: 'tmpfs', target: dir, type: 'tmpfs', data: 'size=1m' }),
      agent.writeFile(`${dir}/in`, 'x'),
      agent.spawn({ argv: ['cp', `${dir}/in`, `${dir}/out`], env, cwd: dir }).then((child) => child.exit),
      agent.statfs(dir),
    ]);
    assert.deepEqual(answers[3], { code: 0 });
    assert.equal(answers[4].blocks * answers[4].blockSize, 1 << 20);
    assert.deepEqual((await agent.readdir(dir)).sort(), ['in', 'out']);
    await agent.unmount(dir);
    await agent.unmount(dir);
    assert.deepEqual(await agent.readdir(dir), []);
  });

  test('processes, with what ps needs', async () => {
    const { agent, env } = native;
    const child = await agent.spawn({ argv: ['sleep', '1000'], env, cwd: '/', user: { uid: 77, gid: 77 }, terminal: { rows: 1, cols: 1 } });
    const found = (await agent.processes()).find(({ pid }) => pid === child.pid);
    assert.deepEqual(found?.argv, ['sleep', '1000']);
    assert.deepEqual([found?.uid, found?.ppid, found?.comm, found?.threads], [77, 1, 'sleep', 1]);
    assert.match(found?.terminal ?? '', /^pts\/\d+$/);
    assert.ok((found?.startTime ?? 0) > 0);
    await child.signal(9);
    await child.exit;
    await assert.rejects(child.signal(9), agentError('ESRCH', 'signal'));
  });

  test('when the channel is gone, everything pending is unavailable', async () => {
    const other = await startNativeAgent();
    const child = await other.agent.spawn({ argv: ['sleep', '1000'], env: other.env, cwd: '/' });
    await other.stop();
    const unavailable = (error: unknown) => error instanceof EngineError && error.kind === 'unavailable';
    await assert.rejects(child.exit, unavailable);
    await assert.rejects(text(child.stdout), unavailable);
    await assert.rejects(other.agent.readdir('/'), unavailable);
  });
});
