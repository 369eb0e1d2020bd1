import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { temporaryFolder } from '../support/drydock.ts';

/** `drydock serve` as a program: when it is ready, what it says, how it ends, what it keeps. */

const root = path.resolve(import.meta.dirname, '../..');

function drydock(...args: readonly string[]): ChildProcess {
  return spawn(process.execPath, ['--import', 'tsx', path.join(root, 'engine/hosts/node.ts'), 'serve', ...args], {
    cwd: root,
    stdio: 'pipe',
  });
}

async function readyLine(child: ChildProcess): Promise<string> {
  const [line] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
  return line.toString();
}

function ask(socketPath: string, method: string, url: string, body?: unknown): Promise<string> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ socketPath, method, path: url, headers: { 'content-type': 'application/json' } }, (answer) =>
      resolve(text(answer)),
    );
    outgoing.once('error', reject);
    outgoing.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

test('a socket: one line when it is ready, a clean end at SIGTERM, and everything is there the next time', async (context) => {
  const folder = temporaryFolder(context, 'serve');
  const socket = `${folder}/docker.sock`;
  const args = ['--listen', `unix://${socket}`, '--store', `${folder}/store`, '--workspace', folder];
  const first = drydock(...args);
  assert.equal(await readyLine(first), `Drydock's engine is ready: export DOCKER_HOST=unix://${socket}\n`);
  assert.equal(statSync(socket).mode & 0o777, 0o600);
  await ask(socket, 'POST', '/images/create?fromImage=busybox&tag=latest');
  const write = ['sh', '-c', 'echo kept > /kept; cp /shared/in /shared/out'];
  writeFileSync(`${folder}/in`, 'of this machine\n');
  const config = { Image: 'busybox', Cmd: write, HostConfig: { Binds: ['/workspace:/shared'] } };
  const { Id } = JSON.parse(await ask(socket, 'POST', '/containers/create', config)) as { Id: string };
  await ask(socket, 'POST', `/containers/${Id}/start`);
  await ask(socket, 'POST', `/containers/${Id}/wait`);
  assert.equal(readFileSync(`${folder}/out`, 'utf8'), 'of this machine\n');
  first.kill('SIGTERM');
  assert.deepEqual(await once(first, 'exit'), [0, null]);
  assert.equal(existsSync(socket), false);

  // One that was killed leaves its socket behind; the next takes its place.
  const second = drydock(...args);
  await readyLine(second);
  assert.match(await ask(socket, 'GET', `/containers/${Id}/archive?path=/kept`), /kept\n/);
  second.kill('SIGKILL');
  await once(second, 'exit');
  assert.equal(existsSync(socket), true);
  const third = drydock(...args);
  await readyLine(third);
  third.kill('SIGINT');
  assert.deepEqual(await once(third, 'exit'), [0, null]);
});

test('port 0 takes a free one and names it; a taken one is an error', async () => {
  const first = drydock('--listen', '127.0.0.1:0');
  const [, port] = /DOCKER_HOST=tcp:\/\/127\.0\.0\.1:(\d+)\n$/.exec(await readyLine(first)) ?? [];
  assert.equal(await (await fetch(`http://127.0.0.1:${port}/_ping`)).text(), 'OK');
  const second = drydock('--listen', `127.0.0.1:${port}`);
  const [complaint, [code]] = await Promise.all([text(second.stderr as NodeJS.ReadableStream), once(second, 'exit')]);
  assert.equal(code, 125);
  assert.match(complaint, /EADDRINUSE/);
  first.kill('SIGTERM');
  assert.deepEqual(await once(first, 'exit'), [0, null]);
});

test('other machines’ addresses are refused', async () => {
  const child = drydock('--listen', '0.0.0.0:2375');
  const [complaint, [code]] = await Promise.all([text(child.stderr as NodeJS.ReadableStream), once(child, 'exit')]);
  assert.equal(code, 125);
  assert.match(complaint, /^drydock: will not listen on 0\.0\.0\.0: the API asks for no password, so only this machine may reach it\./);
});
