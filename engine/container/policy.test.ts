import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { clean } from '../base/path.ts';
import { capabilitiesOf, checkCapabilities } from './capabilities.ts';
import { cgroupFiles } from './cgroup.ts';
import { completeHostConfig, mergeConfig } from './defaults.ts';
import { judged } from './health.ts';
import { nameError, randomName } from './names.ts';
import { restartDecision, startsWithEngine } from './restart-policy.ts';
import { parseSignal } from './signals.ts';
import { environment } from './spawn.ts';
import { humanDuration, statusText } from './status-text.ts';
import { resolveUser } from './users.ts';
import { checkConfig, checkHostConfig } from './validate.ts';

describe('restart policies', () => {
  const decide = (name: string, exitCode: number, count = 0, more: { stopping?: boolean; ranFor?: number; delay?: number } = {}) =>
    restartDecision(
      { hostConfig: { RestartPolicy: { Name: name as 'always', MaximumRetryCount: name === 'on-failure' ? 3 : 0 } }, restartCount: count },
      { exitCode, ranFor: 1, stopping: false, delay: 0, ...more },
    );

  test('who is started again', () => {
    assert.equal(decide('no', 1), undefined);
    assert.equal(decide('always', 0), 100);
    assert.equal(decide('unless-stopped', 0), 100);
    assert.equal(decide('on-failure', 0), undefined);
    assert.equal(decide('on-failure', 1, 2), 100);
    assert.equal(decide('on-failure', 1, 3), undefined);
    assert.equal(decide('always', 0, 0, { stopping: true }), undefined);
  });

  test('the delay doubles up to a minute, and begins anew after ten seconds of running', () => {
    assert.equal(decide('always', 1, 1, { delay: 100 }), 200);
    assert.equal(decide('always', 1, 9, { delay: 40_000 }), 60_000);
    assert.equal(decide('always', 1, 9, { delay: 40_000, ranFor: 10_000 }), 100);
  });

  test('who starts with the engine', () => {
    const policy = (Name: 'no' | 'always' | 'unless-stopped' | 'on-failure', stoppedByUser = false) => ({
      hostConfig: { RestartPolicy: { Name } },
      stoppedByUser,
    });
    assert.equal(startsWithEngine(policy('no'), true, 255), false);
    assert.equal(startsWithEngine(policy('always', true), false, 0), true);
    assert.equal(startsWithEngine(policy('unless-stopped', true), false, 0), false);
    assert.equal(startsWithEngine(policy('unless-stopped'), true, 255), true);
    assert.equal(startsWithEngine(policy('on-failure'), true, 255), true);
  });
});

describe('users', () => {
  const files = {
    passwd: 'root:x:0:0:root:/root:/bin/sh\n# note\nweb:x:33:33:w:/var/www:/bin/sh\n',
    group: 'root:x:0:\nweb:x:33:\nwheel:x:10:root,web\nextra:x:50:\n',
  };

  test('by name, number, and with a group', () => {
    assert.deepEqual(resolveUser('', files), { uid: 0, gid: 0, groups: [0, 10], home: '/root' });
    assert.deepEqual(resolveUser('web', files), { uid: 33, gid: 33, groups: [33, 10], home: '/var/www' });
    assert.deepEqual(resolveUser('33', files), { uid: 33, gid: 33, groups: [33, 10], home: '/var/www' });
    assert.deepEqual(resolveUser('web:extra', files), { uid: 33, gid: 50, groups: [50], home: '/var/www' });
    assert.deepEqual(resolveUser('7:8', files), { uid: 7, gid: 8, groups: [8], home: '/' });
    assert.deepEqual(resolveUser('7', { passwd: '', group: '' }, ['99']).groups, [0, 99]);
  });

  test('what is not there', () => {
    assert.throws(() => resolveUser('me', files), /^EngineError: unable to find user me: no matching entries in passwd file$/);
    assert.throws(() => resolveUser('web:us', files), /unable to find group us: no matching entries in group file/);
  });
});

describe('configuration', () => {
  test('entrypoint and command: an entrypoint of one’s own drops the image’s command', () => {
    const image = { Entrypoint: ['/entry'], Cmd: ['serve'], Env: ['A=image', 'B=image'], WorkingDir: '/w' };
    const merged = (user: Parameters<typeof mergeConfig>[0]) => {
      const { Entrypoint, Cmd } = mergeConfig(user, image);
      return [Entrypoint, Cmd];
    };
    assert.deepEqual(merged({}), [['/entry'], ['serve']]);
    assert.deepEqual(merged({ Cmd: ['x'] }), [['/entry'], ['x']]);
    assert.deepEqual(merged({ Entrypoint: ['sh'] }), [['sh'], null]);
    assert.deepEqual(merged({ Entrypoint: [''], Cmd: ['x'] }), [null, ['x']]);
    assert.deepEqual(mergeConfig({ Env: ['B=user', 'C=user'] }, image).Env, ['B=user', 'C=user', 'A=image']);
  });

  test('environment: PATH, HOSTNAME, TERM, the configuration’s, HOME', () => {
    const user = { uid: 1, gid: 1, groups: [], home: '/home/me' };
    assert.deepEqual(environment({ Hostname: 'h', Env: ['A=1', 'PATH=/x', 'A=2'] }, user, true), [
      'PATH=/x',
      'HOSTNAME=h',
      'TERM=xterm',
      'A=2',
      'HOME=/home/me',
    ]);
    assert.equal(environment({ Env: ['HOME=/h', 'HOSTNAME'] }, user, false).includes('HOSTNAME='), false);
  });

  test('what is refused, in dockerd’s words', () => {
    assert.throws(() => checkConfig({ WorkingDir: 'x' }), /the working directory 'x' is invalid, it needs to be an absolute path/);
    assert.throws(() => checkConfig({ Env: ['=x'] }), /invalid environment variable: =x/);
    const refused: Array<[Parameters<typeof checkHostConfig>[0], RegExp]> = [
      [{ Memory: 4 << 20 }, /Minimum memory limit allowed is 6MB/],
      [{ Memory: 8 << 20, MemorySwap: 7 << 20 }, /Minimum memoryswap limit should be larger than memory limit, see usage/],
      [{ NanoCpus: 2e9 }, /range of CPUs is from 0\.01 to 1\.00, as there are only 1 CPUs available/],
      [{ AutoRemove: true, RestartPolicy: { Name: 'always' } }, /can't create 'AutoRemove' container with restart policy/],
      [{ RestartPolicy: { Name: 'always', MaximumRetryCount: 2 } }, /maximum retry count can only be used with 'on-failure'/],
      [{ CapAdd: ['FLY'] }, /invalid CapAdd: unknown capability: "CAP_FLY"/],
      [{ PortBindings: { 'x/tcp': [] } }, /invalid port specification: "x\/tcp"/],
      [{ ExtraHosts: ['nope'] }, /bad format for add-host: "nope"/],
      [{ IpcMode: 'odd' }, /invalid IPC mode: odd/],
    ];
    for (const [host, message] of refused) assert.throws(() => checkHostConfig(host, 1 << 29), message);
    assert.deepEqual(checkHostConfig({ NetworkMode: 'host', PortBindings: { '80/tcp': [] } }, 1 << 29), [
      'Published ports are discarded when using host network mode',
    ]);
  });

  test('limits as control files', () => {
    const { MemorySwap } = completeHostConfig({ Memory: 64 << 20 });
    assert.equal(MemorySwap, 128 << 20);
    assert.deepEqual(cgroupFiles({ Memory: 1000, NanoCpus: 25e7, PidsLimit: 9, CpuShares: 1024 }), [
      ['memory.max', '1000'],
      ['cpu.max', '25000 100000'],
      ['cpu.weight', '39'],
      ['pids.max', '9'],
    ]);
    assert.deepEqual(cgroupFiles({ PidsLimit: -1 }), []);
  });

  test('capabilities: added, dropped, all', () => {
    assert.equal(capabilitiesOf([], [], false).length, 14);
    assert.deepEqual(capabilitiesOf(['NET_ADMIN'], ['ALL'], false), ['NET_ADMIN']);
    assert.equal(capabilitiesOf(['ALL'], ['cap_chown'], false).includes('CHOWN'), false);
    assert.equal(capabilitiesOf([], [], true).length, 41);
    assert.doesNotThrow(() => checkCapabilities('CapDrop', ['ALL', 'CAP_NET_RAW', 'net_raw']));
  });
});

test('signals by name and number', () => {
  for (const text of ['SIGTERM', 'TERM', 'term', '15']) assert.equal(parseSignal(text), 15);
  assert.equal(parseSignal('SIGWINCH'), 28);
  assert.equal(parseSignal('RTMIN+3'), 37);
  for (const text of ['', 'NOPE', '0', 'RTMIN+40']) assert.throws(() => parseSignal(text), /^EngineError: invalid signal: /, text);
});

test('names', () => {
  for (let i = 0; i < 50; i++) assert.match(randomName(), /^[a-z]+_[a-z]+$/);
  assert.match(randomName(1), /^[a-z]+_[a-z]+\d$/);
  for (const name of ['', 'a', '.a', 'a b', 'ü2']) assert.match(nameError(name)?.message ?? '', /Invalid container name/);
});

test('statuses as docker ps shows them', () => {
  const words: Array<[seconds: number, text: string]> = [
    [0, 'Less than a second'],
    [1, '1 second'],
    [59, '59 seconds'],
    [60, 'About a minute'],
    [150, '2 minutes'],
    [3600, 'About an hour'],
    [7200, '2 hours'],
    [172_800, '2 days'],
    [1_209_600, '2 weeks'],
    [5_184_000, '2 months'],
    [63_072_000, '2 years'],
  ];
  for (const [seconds, text] of words) assert.equal(humanDuration(seconds * 1000), text);
  const state = { status: 'running', pid: 1, exitCode: 0, error: '', oomKilled: false, startedAt: 1000, finishedAt: 0 } as const;
  assert.equal(statusText({ state }, 6000), 'Up 5 seconds');
  assert.equal(
    statusText({ state: { ...state, health: { Status: 'healthy', FailingStreak: 0, Log: [] } } }, 6000),
    'Up 5 seconds (healthy)',
  );
  assert.equal(statusText({ state: { ...state, status: 'paused' } }, 6000), 'Up 5 seconds (Paused)');
  assert.equal(statusText({ state: { ...state, status: 'exited', exitCode: 137, finishedAt: 1000 } }, 3000), 'Exited (137) 2 seconds ago');
});

test('health: failures within the start period do not count; retries make it unhealthy', () => {
  const result = (ExitCode: number) => ({ Start: '', End: '', ExitCode, Output: '' });
  const starting = judged(undefined, result(1), 2, true);
  assert.deepEqual([starting.Status, starting.FailingStreak], ['starting', 0]);
  const once = judged(starting, result(1), 2, false);
  assert.deepEqual([once.Status, once.FailingStreak], ['starting', 1]);
  assert.equal(judged(once, result(1), 2, false).Status, 'unhealthy');
  assert.deepEqual([judged(once, result(0), 2, false).Status, judged(once, result(0), 2, false).FailingStreak], ['healthy', 0]);
});

test('paths are cleaned as Go does it', () => {
  for (const [path, expected] of [
    ['/a/../../b/./c//', '/b/c'],
    ['/', '/'],
    ['/..', '/'],
  ] as const) {
    assert.equal(clean(path), expected);
  }
});
