import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Values } from '../flag.ts';
import { parseFlags } from '../flag-parser.ts';
import type { CliIo, HostFiles } from '../io.ts';
import { parseKeyValueFile } from '../parse/key-values.ts';
import { parseMount } from '../parse/mount.ts';
import { parsePorts } from '../parse/ports.ts';
import { timestamp } from '../parse/timestamp.ts';
import { planCopy } from './copy-plan.ts';
import { createBody } from './create-body.ts';
import { createFlags } from './create-flags.ts';

const unused = () => {
  throw new Error('no files here');
};
const files: HostFiles = { stat: async () => undefined, read: unused, write: unused, remove: unused, pack: unused, unpack: unused };
const io: Pick<CliIo, 'cwd' | 'env' | 'files' | 'size'> = {
  cwd: '/workspace',
  env: { HOME: '/root' },
  files,
  size: { rows: 24, cols: 80 },
};

async function body(line: string) {
  const { values, given, args } = parseFlags(line.split(' '), createFlags, { interspersed: false });
  const [image = '', ...command] = args;
  // The parser fills values from the declarations that type them.
  return await createBody({ flags: values as Values<typeof createFlags>, given, image, command, io });
}

test('what follows the image is the command, flags and all', async () => {
  const { Image, Cmd, Tty, Env } = await body('-t -e HOME -e NONE -e A=b=c busybox ls -la');
  assert.deepEqual({ Image, Cmd, Tty, Env }, { Image: 'busybox', Cmd: ['ls', '-la'], Tty: true, Env: ['HOME=/root', 'NONE', 'A=b=c'] });
});

test('volumes: a path from here, a name, and one without a source', async () => {
  const { HostConfig, Volumes } = await body('-v ./src:/app:ro -v data:/d -v /abs:/x -v /anonymous busybox');
  assert.deepEqual(HostConfig?.Binds, ['/workspace/src:/app:ro', 'data:/d', '/abs:/x']);
  assert.deepEqual(Volumes, { '/anonymous': {} });
});

test('an interactive container keeps stdin once; an empty entrypoint resets', async () => {
  const { AttachStdin, OpenStdin, StdinOnce, Entrypoint } = await body('-i --entrypoint= busybox');
  assert.deepEqual(
    { AttachStdin, OpenStdin, StdinOnce, Entrypoint },
    { AttachStdin: true, OpenStdin: true, StdinOnce: true, Entrypoint: [''] },
  );
});

test('resources, health and policy', async () => {
  const { HostConfig, Healthcheck } = await body(
    '-m 64m --cpus 1.5 --restart on-failure:3 --cap-add net_admin --health-cmd true --health-retries 2 busybox',
  );
  assert.equal(HostConfig?.Memory, 64 * 1024 ** 2);
  assert.equal(HostConfig?.NanoCpus, 1.5e9);
  assert.deepEqual(HostConfig?.RestartPolicy, { Name: 'on-failure', MaximumRetryCount: 3 });
  assert.deepEqual(HostConfig?.CapAdd, ['CAP_NET_ADMIN']);
  assert.deepEqual(Healthcheck, { Test: ['CMD-SHELL', 'true'], Retries: 2 });
});

test('networks: the first takes the plain options, an alias needs a network of the user', async () => {
  const { HostConfig, NetworkingConfig } = await body('--network app --network-alias web --ip 172.20.0.5 busybox');
  assert.equal(HostConfig?.NetworkMode, 'app');
  assert.deepEqual(NetworkingConfig?.EndpointsConfig, { app: { Aliases: ['web'], IPAMConfig: { IPv4Address: '172.20.0.5' } } });
  await assert.rejects(body('--network-alias web busybox'), {
    message: 'network-scoped aliases are only supported for user-defined networks',
  });
});

test('ports: forms, ranges, protocols', () => {
  assert.deepEqual(parsePorts(['8080:80', '127.0.0.1:53:53/udp', '90'], ['100-101']), {
    exposed: { '80/tcp': {}, '53/udp': {}, '90/tcp': {}, '100/tcp': {}, '101/tcp': {} },
    bindings: {
      '80/tcp': [{ HostIp: '', HostPort: '8080' }],
      '53/udp': [{ HostIp: '127.0.0.1', HostPort: '53' }],
      '90/tcp': [{ HostIp: '', HostPort: '' }],
    },
  });
  assert.deepEqual(parsePorts(['7000-7001:80-81', '8000-8009:90', '[::1]:1:2'], []).bindings, {
    '80/tcp': [{ HostIp: '', HostPort: '7000' }],
    '81/tcp': [{ HostIp: '', HostPort: '7001' }],
    '90/tcp': [{ HostIp: '', HostPort: '8000-8009' }],
    '2/tcp': [{ HostIp: '::1', HostPort: '1' }],
  });
});

for (const [spec, message] of [
  ['8080:', 'no port specified: 8080:<empty>'],
  ['x:80', 'invalid hostPort: x'],
  ['80:70000', 'invalid containerPort: 70000'],
  ['1-3:10-11', 'invalid ranges specified for container and host Ports: 10-11 and 1-3'],
  ['80/foo', 'invalid proto: foo'],
  ['256.0.0.1:1:1', 'invalid IP address: 256.0.0.1'],
] as const) {
  test(`-p ${spec}: ${message}`, () => {
    assert.throws(() => parsePorts([spec], []), { message });
  });
}

test('--mount', () => {
  assert.deepEqual(parseMount('type=bind,"src=/a,b",dst=/c,readonly,bind-propagation=rslave'), {
    Type: 'bind',
    Source: '/a,b',
    Target: '/c',
    ReadOnly: true,
    BindOptions: { Propagation: 'rslave' },
  });
  assert.deepEqual(parseMount('type=tmpfs,target=/t,tmpfs-size=1m,tmpfs-mode=1770').TmpfsOptions, { SizeBytes: 1024 ** 2, Mode: 0o1770 });
  assert.throws(() => parseMount('type=bind,target=/x,volume-nocopy'), { message: "cannot mix 'volume-*' options with mount type 'bind'" });
  assert.throws(() => parseMount('target=/x,foo=1'), { message: "unexpected key 'foo' in 'foo=1'" });
});

test('env files: comments, bare names, a mark at the start', () => {
  assert.deepEqual(
    parseKeyValueFile('\ufeff# c\n\n A=1 \nB=x=y\nHOME\nNONE\r\n', (key) => io.env[key]),
    ['A=1 ', 'B=x=y', 'HOME=/root'],
  );
  assert.throws(() => parseKeyValueFile('A B=1'), { message: "variable 'A B' contains whitespaces" });
  assert.throws(() => parseKeyValueFile('=1'), { message: "no variable name on line '=1'" });
});

test('moments: spans back from now, dates with or without a zone, seconds', () => {
  const now = Date.UTC(2024, 0, 2);
  assert.deepEqual(
    ['', '10m', '2024-01-01', '2024-01-01T00:00:10.5Z', '2024-01-01T01:00:00+01:00', '123.5'].map((text) => timestamp('since', text, now)),
    ['', '1704153000.000000000', '1704067200.000000000', '1704067210.500000000', '1704067200.000000000', '123.5'],
  );
  assert.throws(() => timestamp('since', 'foo', now), {
    message: 'invalid value for "since": failed to parse value as time or duration: "foo"',
  });
});

test('docker cp: where things go, and under which name', () => {
  const file = { path: '/src/file', exists: true, isDirectory: false };
  const dir = { path: '/src/dir', exists: true, isDirectory: true };
  const there = { path: '/dst', exists: true, isDirectory: true };
  const other = { path: '/dst/new', exists: false, isDirectory: false };
  assert.deepEqual(planCopy(file, there), { directory: '/dst', from: 'file', to: 'file' });
  assert.deepEqual(planCopy(file, other), { directory: '/dst', from: 'file', to: 'new' });
  assert.deepEqual(planCopy(dir, there), { directory: '/dst', from: 'dir', to: 'dir' });
  assert.deepEqual(planCopy(dir, other), { directory: '/dst', from: 'dir', to: 'new' });
  assert.deepEqual(planCopy({ ...dir, path: '/src/dir/.' }, there), { directory: '/dst', from: '.', to: '.' });
  assert.throws(() => planCopy(dir, { ...other, exists: true }), { message: 'cannot copy directory' });
  assert.throws(() => planCopy(file, { ...other, path: '/dst/new/' }), { message: 'no such directory' });
});
