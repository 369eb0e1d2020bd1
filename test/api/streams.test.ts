import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { WebSocket } from 'ws';
import { type Served, startServed } from './served.ts';

/** What of the API is bytes on a connection: WebSockets, upgrades, half-closed and broken connections, and who may speak to it. */

let served: Served;

before(async () => {
  served = await startServed();
  await fetchJson('POST', '/images/create?fromImage=busybox&tag=latest');
});
after(() => served.close());

async function fetchJson(method: string, path: string, body?: unknown): Promise<{ status: number; text: string }> {
  const answer = await fetch(`http://127.0.0.1:${served.port}${path}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  return { status: answer.status, text: await answer.text() };
}

async function createAndStart(config: Record<string, unknown>): Promise<string> {
  const { Id } = JSON.parse((await fetchJson('POST', '/containers/create', { Image: 'busybox', ...config })).text) as { Id: string };
  assert.equal((await fetchJson('POST', `/containers/${Id}/start`)).status, 204);
  return Id;
}

/** A request as bytes; the socket stays open both ways. */
async function raw(head: string): Promise<Socket> {
  const socket = connect({ port: served.port, host: '127.0.0.1', allowHalfOpen: true });
  await once(socket, 'connect');
  socket.write(`${head.trim().split('\n').join('\r\n')}\r\n\r\n`);
  return socket;
}

async function webSocket(path: string): Promise<{ socket: WebSocket; next(): Promise<Buffer>; closed: Promise<unknown> }> {
  const socket = new WebSocket(`ws://127.0.0.1:${served.port}${path}`);
  const waiting: Buffer[] = [];
  let wake = () => {};
  socket.on('message', (data: Buffer) => {
    waiting.push(data);
    wake();
  });
  const closed = once(socket, 'close');
  await once(socket, 'open');
  return {
    socket,
    closed,
    async next() {
      while (waiting.length === 0)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      return waiting.shift() ?? Buffer.alloc(0);
    },
  };
}

test('attach by WebSocket: input and output are binary messages without frames of the API', async () => {
  const id = await createAndStart({ Cmd: ['cat'], OpenStdin: true });
  const { socket, next, closed } = await webSocket(`/v1.50/containers/${id}/attach/ws?stream=1&stdin=1&stdout=1`);
  socket.send('one\n');
  assert.equal((await next()).toString(), 'one\n');
  socket.send(Buffer.from([0xff, 0xfe, 0x0a]));
  assert.deepEqual([...(await next())], [0xff, 0xfe, 0x0a]);
  await fetchJson('POST', `/containers/${id}/kill`);
  await closed;
});

test('attach by WebSocket to a terminal gives what was written before, with logs=1; one that leaves ends nothing', async () => {
  const id = await createAndStart({ Cmd: ['sh', '-c', 'echo before; cat'], OpenStdin: true, Tty: true });
  const first = await webSocket(`/containers/${id}/attach/ws?stream=1&stdin=1&stdout=1&logs=1`);
  assert.match((await first.next()).toString(), /^before\r\n/);
  first.socket.close();
  await first.closed;
  const second = await webSocket(`/containers/${id}/attach/ws?stream=1&stdin=1&stdout=1`);
  second.socket.send('more\n');
  assert.match((await second.next()).toString(), /more/);
  second.socket.terminate();
  await fetchJson('DELETE', `/containers/${id}?force=1`);
});

test('a WebSocket to what is not there is refused with the status of the API', async () => {
  const socket = new WebSocket(`ws://127.0.0.1:${served.port}/containers/nope/attach/ws?stream=1`);
  const [, answer] = (await once(socket, 'unexpected-response')) as [unknown, import('node:http').IncomingMessage];
  assert.equal(answer.statusCode, 404);
  assert.equal(await text(answer), '{"message":"No such container: nope"}\n');
});

test('an upgraded stream: input that comes with the request, its end, and output after it', async () => {
  const { Id: id } = JSON.parse(
    (
      await fetchJson('POST', '/containers/create', {
        Image: 'busybox',
        Cmd: ['sh', '-c', 'cat; echo end'],
        OpenStdin: true,
        StdinOnce: true,
      })
    ).text,
  ) as { Id: string };
  const socket = await raw(`POST /v1.41/containers/${id}/attach?stream=1&stdin=1&stdout=1 HTTP/1.1
Host: docker
Connection: Upgrade
Upgrade: tcp`);
  socket.write('early\n');
  await fetchJson('POST', `/containers/${id}/start`);
  socket.end('late\n');
  const [head, body] = (await buffer(socket)).toString('latin1').split('\r\n\r\n');
  assert.match(head ?? '', /^HTTP\/1\.1 101 UPGRADED\r\n/);
  // Before version 1.42 of the API, framed streams had no type of their own.
  assert.match(head ?? '', /content-type: application\/vnd\.docker\.raw-stream/i);
  assert.equal(body?.replace(/\x01\0\0\0\0\0\0./gs, ''), 'early\nlate\nend\n');
  await fetchJson('DELETE', `/containers/${id}`);
});

test('exec start: a body beside the upgrade, in pieces', async () => {
  const id = await createAndStart({ Cmd: ['sleep', '1000'] });
  const created = await fetchJson('POST', `/containers/${id}/exec`, { Cmd: ['cat'], AttachStdin: true, AttachStdout: true });
  const { Id: exec } = JSON.parse(created.text) as { Id: string };
  const body = JSON.stringify({ Detach: false, Tty: false });
  const socket = await raw(`POST /v1.50/exec/${exec}/start HTTP/1.1
Host: docker
Connection: Upgrade
Upgrade: tcp
Content-Type: application/json
Content-Length: ${body.length}`);
  socket.write(body.slice(0, 5));
  await new Promise((resolve) => setImmediate(resolve));
  socket.end(`${body.slice(5)}input\n`);
  const answer = (await buffer(socket)).toString('latin1');
  assert.match(answer, /application\/vnd\.docker\.multiplexed-stream/);
  assert.ok(answer.endsWith('\x01\0\0\0\0\0\0\x06input\n'), answer);
  await fetchJson('DELETE', `/containers/${id}?force=1`);
});

test('routes that do not upgrade answer as if nobody had asked', async () => {
  const socket = await raw(`GET /_ping HTTP/1.1
Host: docker
Connection: Upgrade
Upgrade: h2c`);
  const answer = (await buffer(socket)).toString();
  assert.match(answer, /^HTTP\/1\.1 200 OK\r\n/);
  assert.match(answer, /api-version: 1\.50\r\n/i);
  assert.ok(answer.endsWith('\r\n\r\nOK'));
  socket.end();
});

test('a client that leaves ends what only it needed', async () => {
  const id = await createAndStart({ Cmd: ['sh', '-c', 'while :; do echo line; done'] });
  for (const path of [`/containers/${id}/logs?follow=1&stdout=1`, `/containers/${id}/stats`, '/events']) {
    const outgoing = request(`http://127.0.0.1:${served.port}${path}`).end();
    const [answer] = (await once(outgoing, 'response')) as [import('node:http').IncomingMessage];
    assert.equal(answer.statusCode, 200);
    if (path !== '/events') await once(answer, 'data');
    answer.destroy();
  }
  // The engine still has its turn, with nobody left to write to.
  assert.equal((await fetchJson('DELETE', `/containers/${id}?force=1`)).status, 204);
});

test('a client that does not read holds the stream, not the engine', async () => {
  const id = await createAndStart({ Cmd: ['sh', '-c', 'seq 1 200000'] });
  assert.equal((await fetchJson('POST', `/containers/${id}/wait`)).text, '{"StatusCode":0}\n');
  const outgoing = request(`http://127.0.0.1:${served.port}/containers/${id}/logs?stdout=1`).end();
  const [answer] = (await once(outgoing, 'response')) as [import('node:http').IncomingMessage];
  assert.equal((await fetchJson('GET', '/_ping')).text, 'OK');
  const lines = (await buffer(answer)).toString('latin1').match(/\d+\n/g) ?? [];
  assert.equal(lines.at(-1), '200000\n');
  await fetchJson('DELETE', `/containers/${id}`);
});

test('pages of the web are refused, whatever name they reach it by', async () => {
  const statusWith = async (header: string) => {
    const socket = await raw(`GET /_ping HTTP/1.1\n${header}\nConnection: close`);
    return /^HTTP\/1\.1 (\d+)/.exec((await buffer(socket)).toString())?.[1];
  };
  assert.equal(await statusWith('Host: 127.0.0.1'), '200');
  assert.equal(await statusWith('Host: localhost:1\nOrigin: http://localhost:3000'), '200');
  assert.equal(await statusWith('Host: 127.0.0.1\nOrigin: https://example.org'), '403');
  assert.equal(await statusWith('Host: rebound.example.org'), '403');
});

test('methods and paths that no route has are not found, as dockerd says it', async () => {
  for (const [method, path] of [
    ['GET', '/nowhere'],
    ['PATCH', '/info'],
    ['DELETE', '/v1.50/info'],
  ] as const) {
    assert.deepEqual(await fetchJson(method, path), { status: 404, text: '{"message":"page not found"}\n' });
  }
});
