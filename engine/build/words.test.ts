import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatDuration, parseDuration, quoteGo } from '../dockerfile/go.ts';
import { parseChmod } from './chmod.ts';
import { exposedPorts } from './expose.ts';
import { ownerOf } from './owner.ts';
import { checkSignal } from './signals.ts';
import { MemoryTree } from './tree.ts';

test('--chmod', () => {
  const cases: ReadonlyArray<readonly [text: string, before: number, isDirectory: boolean, after: number]> = [
    ['644', 0o755, false, 0o644],
    ['07777', 0, false, 0o7777],
    ['u+x', 0o644, false, 0o744],
    ['+x', 0o644, false, 0o755],
    ['go-rwx', 0o755, false, 0o700],
    ['a=r', 0o755, false, 0o444],
    ['u=rw,go=r', 0o777, false, 0o644],
    ['a+X', 0o644, false, 0o644],
    ['a+X', 0o644, true, 0o755],
    ['a+X', 0o744, false, 0o755],
    ['g=u', 0o740, false, 0o770],
    ['u+s,g+s', 0o755, false, 0o6755],
    ['+t', 0o755, true, 0o1755],
    ['u-x+w', 0o555, false, 0o655],
  ];
  for (const [text, before, isDirectory, after] of cases)
    assert.equal(parseChmod(text)(before, isDirectory).toString(8), after.toString(8), `${text} ${before.toString(8)}`);
  for (const text of ['888', '77777', ''])
    assert.throws(() => parseChmod(text), {
      message: `invalid chmod parameter: '${text}'. it should be octal string and between 0 and 07777`,
    });
  for (const text of ['u', 'x+r', 'u+z'])
    assert.throws(() => parseChmod(text), { message: `invalid chmod parameter: '${text}' is no mode` });
});

test('EXPOSE', () => {
  assert.deepEqual(exposedPorts('80').ports, ['80/tcp']);
  assert.deepEqual(exposedPorts('53/UDP').ports, ['53/udp']);
  assert.deepEqual(exposedPorts('8000-8002/sctp').ports, ['8000/sctp', '8001/sctp', '8002/sctp']);
  assert.deepEqual(exposedPorts('127.0.0.1:8080:80'), { ports: ['80/tcp'], protocol: 'tcp', isMapping: true });
  assert.deepEqual(exposedPorts('[::1]:8080:80').ports, ['80/tcp']);
  const wrong: ReadonlyArray<readonly [string, string]> = [
    ['', 'No port specified: <empty>'],
    ['x', 'Invalid containerPort: x'],
    ['70000', 'Invalid containerPort: 70000'],
    ['9-8', 'Invalid containerPort: 9-8'],
    ['80/http', 'Invalid proto: http'],
    ['x:80', 'Invalid hostPort: x'],
    ['1-2:80-82', 'Invalid ranges specified for container and host Ports: 80-82 and 1-2'],
    ['host:1:80', 'Invalid ip address: host'],
  ];
  for (const [text, message] of wrong) assert.throws(() => exposedPorts(text), { message }, text);
});

test('STOPSIGNAL', () => {
  for (const signal of ['9', 'SIGTERM', 'term', 'RTMIN+3', 'SIGRTMAX-14', 'SIGRTMIN']) checkSignal(signal);
  for (const signal of ['0', '', 'NOPE', 'SIGSIGTERM', 'RTMIN+16', '-1'])
    assert.throws(() => checkSignal(signal), { message: `invalid signal: ${signal}` });
});

test('--chown looks names up in the stage, and takes unknown ones for root', async () => {
  const passwd = new TextEncoder().encode('root:x:0:0::/:\napp:x:1000:1001::/:\n');
  const etc = MemoryTree.ofFile('passwd', passwd, 0o644, 0);
  const tree = { ...bound(etc), lookup: (path: string) => (path === '/etc/passwd' ? etc.lookup('/passwd') : undefined) };
  assert.deepEqual(await ownerOf('app', tree), { uid: 1000, gid: 1001 });
  assert.deepEqual(await ownerOf('app:7', tree), { uid: 1000, gid: 7 });
  assert.deepEqual(await ownerOf('5', tree), { uid: 5, gid: 5 });
  assert.deepEqual(await ownerOf(':7', tree), { uid: 0, gid: 7 });
  assert.deepEqual(await ownerOf('nobody:nogroup', tree), { uid: 0, gid: 0 });
});

function bound(tree: MemoryTree) {
  return {
    readdir: tree.readdir.bind(tree),
    readlink: tree.readlink.bind(tree),
    xattrs: tree.xattrs.bind(tree),
    open: tree.open.bind(tree),
  };
}

test('values as Go writes and reads them', () => {
  assert.equal(quoteGo('a"b\\c\n\t\u0001é\u200b😀'), '"a\\"b\\\\c\\n\\t\\x01é\\u200b😀"');
  for (const [text, nanoseconds] of [
    ['1h2m3.5s', 3723.5e9],
    ['-1.5h', -5400e9],
    ['100ms', 1e8],
    ['1µs', 1e3],
    ['0', 0],
    ['.5s', 5e8],
  ] as const)
    assert.equal(parseDuration(text), nanoseconds, text);
  for (const [nanoseconds, text] of [
    [0, '0s'],
    [1, '1ns'],
    [1500, '1.5µs'],
    [2e6, '2ms'],
    [5e9, '5s'],
    [90e9, '1m30s'],
    [3600e9, '1h0m0s'],
  ] as const)
    assert.equal(formatDuration(nanoseconds), text);
});
