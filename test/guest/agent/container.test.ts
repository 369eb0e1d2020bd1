import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Spawn } from '../../../engine/guest/agent.ts';
import { AgentError } from '../../../engine/guest/agent.ts';
import { type NativeAgent, skip, startNativeAgent, text } from './native.ts';

const path = ['PATH=/usr/bin'];

describe('containers', { skip }, () => {
  let native: NativeAgent;
  let merged: string;
  before(async () => {
    native = await startNativeAgent();
    merged = '/run/merged';
    for (const dir of [merged, '/run/upper', '/run/work']) await native.agent.mkdir(dir);
    const data = `lowerdir=${native.rootfs},upperdir=/run/upper,workdir=/run/work`;
    await native.agent.mount({ source: 'overlay', target: merged, type: 'overlay', data });
  });
  after(() => native.stop());

  /** As the engine starts one: see runc's default specification. */
  const container = (more: Partial<Spawn> = {}): Omit<Spawn, 'argv'> => ({
    env: path,
    cwd: '/',
    root: merged,
    hostname: 'box',
    namespaces: { mount: 'new', pid: 'new', uts: 'new', ipc: 'new', net: 'new', cgroup: 'new' },
    mounts: [
      { source: 'proc', target: '/proc', type: 'proc', flags: ['nosuid', 'noexec', 'nodev'] },
      { source: 'tmpfs', target: '/dev', type: 'tmpfs', flags: ['nosuid', 'strictatime'], data: 'mode=755,size=65536k' },
      {
        source: 'devpts',
        target: '/dev/pts',
        type: 'devpts',
        flags: ['nosuid', 'noexec'],
        data: 'newinstance,ptmxmode=0666,mode=0620,gid=5',
      },
      { source: 'sysfs', target: '/sys', type: 'sysfs', flags: ['nosuid', 'noexec', 'nodev', 'ro'] },
    ],
    devices: [{ path: '/dev/null', type: 'c', major: 1, minor: 3, mode: 0o666 }],
    symlinks: [{ path: '/dev/stdout', target: '/proc/self/fd/1' }],
    ...more,
  });
  const run = (script: string, more: Partial<Spawn> = {}) => native.run({ ...container(more), argv: ['sh', '-c', script] });

  test('sees its own root, processes, host name and devices, and nothing of the guest', async () => {
    const { stdout, exit } = await run(
      'echo $$; hostname; ls /dev; ls -d /run/merged 2>&1; stat -c %a,%t,%T /dev/null; cut -d" " -f2 /proc/mounts',
    );
    assert.deepEqual(stdout.split('\n'), [
      '1',
      'box',
      'null',
      'pts',
      'stdout',
      'ls: /run/merged: No such file or directory',
      '666,1,3',
      '/',
      '/proc',
      '/dev',
      '/dev/pts',
      '/sys',
      '',
    ]);
    assert.deepEqual(exit, { code: 0 });
  });

  test('a mount at / becomes the root and ends with the container', async () => {
    const mounts = [{ source: native.rootfs, target: '/', type: '', flags: ['bind'] }, ...(container().mounts ?? [])];
    await native.agent.mkdir('/run/bare');
    const { stdout } = await run('ls -d /usr/bin/busybox; grep -c " /proc " /proc/mounts', { root: '/run/bare', mounts });
    assert.equal(stdout, '/usr/bin/busybox\n1\n');
    assert.deepEqual(await native.agent.readdir('/run/bare'), []);
  });

  test('what it writes stays in the upper directory', async () => {
    await run('echo x > /made; rm /etc/passwd');
    assert.notEqual(await native.agent.stat('/run/upper/made'), undefined);
    assert.deepEqual((await native.agent.stat('/run/upper/etc/passwd'))?.rdev, { major: 0, minor: 0 });
  });

  test('binds: of a file, read-only, onto places that are not there yet', async () => {
    await native.agent.writeFile('/run/config', 'content');
    const mounts = [
      ...(container().mounts ?? []),
      { source: '/run/config', target: '/deep/er/config', type: '', flags: ['bind', 'ro'] },
      { source: '/run', target: '/host-run', type: '', flags: ['rbind', 'ro', 'rprivate'] },
    ];
    const { stdout, stderr } = await run('cat /deep/er/config; echo y > /deep/er/config; touch /host-run/x', { mounts });
    assert.equal(stdout, 'content');
    assert.match(stderr, /config: Read-only file system\n.*\/host-run\/x: Read-only file system\n$/s);
  });

  test('a link in the image cannot lead a mount out of the root', async () => {
    await native.agent.symlink('/run', `${merged}/trap`);
    const mounts = [...(container().mounts ?? []), { source: 'tmpfs', target: '/trap/mounted', type: 'tmpfs' }];
    const { stdout } = await run('grep -c " /run/mounted " /proc/mounts', { mounts });
    assert.equal(stdout, '1\n');
    assert.equal(await native.agent.stat('/run/mounted'), undefined);
  });

  test('masked and read-only paths, read-only root', async () => {
    const { stdout, stderr } = await run(
      'cat /proc/keys | wc -c; ls /sys/firmware | wc -l; echo x > /proc/sys/kernel/hostname; touch /new',
      {
        maskedPaths: ['/proc/keys', '/sys/firmware', '/proc/does-not-exist'],
        readonlyPaths: ['/proc/sys', '/proc/does-not-exist'],
        readonlyRoot: true,
      },
    );
    assert.equal(stdout, '0\n0\n');
    assert.match(stderr, /hostname: Read-only file system/);
    assert.match(stderr, /\/new: Read-only file system/);
  });

  test('capabilities, no_new_privs, limits and sysctls', async () => {
    const { stdout } = await run(
      'grep -E "Cap|NoNewPrivs" /proc/self/status; ulimit -n; cat /proc/sys/net/ipv4/ip_default_ttl /proc/self/oom_score_adj',
      {
        capabilities: ['CHOWN', 'KILL', 'NET_BIND_SERVICE'],
        noNewPrivileges: true,
        rlimits: [{ name: 'nofile', soft: 100, hard: 200 }],
        sysctls: { 'net.ipv4.ip_default_ttl': '77' },
        oomScoreAdj: 500,
      },
    );
    const none = '0000000000000000';
    const some = '0000000000000421';
    assert.equal(
      stdout,
      `CapInh:\t${none}\nCapPrm:\t${some}\nCapEff:\t${some}\nCapBnd:\t${some}\nCapAmb:\t${none}\nNoNewPrivs:\t1\n100\n77\n500\n`,
    );
  });

  test('a user other than root: no capabilities in effect, but its own stdout can be opened', async () => {
    const { stdout, exit } = await run('id -u; grep CapEff /proc/self/status; echo again > /dev/stdout', {
      user: { uid: 1000, gid: 1000 },
      capabilities: ['CHOWN'],
    });
    assert.equal(stdout, '1000\nCapEff:\t0000000000000000\nagain\n');
    assert.deepEqual(exit, { code: 0 });
  });

  test('its terminal is its own /dev/pts/0 and /dev/console', async () => {
    const { stdout } = await run('tty; echo through > /dev/console', { terminal: { rows: 24, cols: 80 } });
    assert.equal(stdout, '/dev/pts/0\r\nthrough\r\n');
  });

  test('a missing directory is made when asked to', async () => {
    assert.equal((await run('pwd', { cwd: '/not/there', createCwd: true })).stdout, '/not/there\n');
    await assert.rejects(run('pwd', { cwd: '/not/here' }), (error: unknown) => error instanceof AgentError && error.step === 'chdir');
  });

  test('exec joins the namespaces of a running one', async () => {
    const { agent } = native;
    const first = await agent.spawn({ ...container(), argv: ['sleep', '1000'] });
    const pid = { pid: first.pid };
    const namespaces = { mount: pid, pid, uts: pid, ipc: pid, net: pid, cgroup: pid };
    const second = await agent.spawn({
      argv: ['sh', '-c', 'hostname; cat /proc/1/cmdline; echo; echo $$ > /dev/null; sleep 0; ps | wc -l'],
      env: path,
      cwd: '/',
      namespaces,
    });
    assert.ok((await agent.processes()).some(({ pid: seen }) => seen === first.pid));
    assert.match(await text(second.stdout), /^box\nsleep\x001000\x00\n\d+\n$/);
    const terminal = await agent.spawn({ argv: ['tty'], env: path, cwd: '/', namespaces, terminal: { rows: 1, cols: 1 } });
    assert.equal(await text(terminal.stdout), '/dev/pts/0\r\n');
    await first.signal(9);
    assert.deepEqual(await first.exit, { code: 137, signal: 9 });
    const gone = agent.spawn({ argv: ['true'], env: path, cwd: '/', namespaces });
    await assert.rejects(gone, (error: unknown) => error instanceof AgentError && error.code === 'ESRCH');
  });

  test('when PID 1 ends, the whole container ends', async () => {
    const { agent } = native;
    const first = await agent.spawn({ ...container(), argv: ['sh', '-c', 'sleep 1000 & sleep 1000 & exec sleep 1000'] });
    await first.signal(9);
    await first.exit;
    assert.equal(await text(first.stdout), '');
    assert.ok(!(await agent.processes()).some(({ argv }) => argv[0] === 'sleep'));
  });

  test('init reaps, passes signals on and ends as the program does', async () => {
    const { agent } = native;
    const script = 'trap "exit 9" TERM; (sleep 0 &); echo ready; while :; do sleep 0.05; done';
    const child = await agent.spawn({ ...container({ init: true }), argv: ['sh', '-c', script] });
    for await (const chunk of child.stdout) {
      if (new TextDecoder().decode(chunk).includes('ready')) await child.signal(15);
    }
    assert.deepEqual(await child.exit, { code: 9 });
  });

  test('a step that fails is named, and nothing is left', async () => {
    const mounts = [{ source: 'nothing', target: '/proc', type: 'no-such-file-system' }];
    const failing = native.agent.spawn({ ...container({ mounts }), argv: ['true'] });
    await assert.rejects(failing, (error: unknown) => {
      assert.ok(error instanceof AgentError);
      assert.deepEqual([error.code, error.step, error.path], ['ENODEV', 'mount', '/proc']);
      return true;
    });
    assert.equal((await native.agent.processes()).length, 1);
  });
});
