import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ApiRequest, ApiTransport } from '../api/transport.ts';
import { type ByteSource, collect } from '../base/stream.ts';
import { pipe } from './pipe.ts';
import type { EngineCalls } from './protocol.ts';
import { createPeer, type Handlers, type MessageEndpoint } from './rpc.ts';
import { remoteTransport, serveTransport } from './transport.ts';

const encode = (value: string) => new TextEncoder().encode(value);
const decode = (value: Uint8Array) => new TextDecoder().decode(value);

async function across(server: ApiTransport, body: (client: ApiTransport) => Promise<void>): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  const handlers = serveTransport(server) as Handlers<EngineCalls>;
  const far = createPeer<EngineCalls, object>({ endpoint: port1 as unknown as MessageEndpoint, handlers });
  const near = createPeer<object, EngineCalls>({ endpoint: port2 as unknown as MessageEndpoint, handlers: {} });
  port1.start();
  port2.start();
  try {
    await body(remoteTransport(near));
  } finally {
    near.dispose();
    far.dispose();
    port1.close();
    port2.close();
  }
}

const request = (path: string, more: Partial<ApiRequest> = {}): ApiRequest => ({
  method: 'POST',
  path,
  query: new URLSearchParams({ all: '1', filters: '{"name":["a b"]}' }),
  headers: { 'content-type': 'text/plain' },
  ...more,
});

async function* words(...list: string[]): ByteSource & AsyncGenerator<Uint8Array> {
  for (const word of list) yield encode(word);
}

test('a request arrives whole and its answer streams back', () =>
  across(
    {
      async request({ method, path, query, headers, body }) {
        assert.ok(body !== undefined && !(body instanceof Uint8Array));
        const text = decode(await collect(body));
        return {
          status: 201,
          headers: { 'x-seen': `${method} ${path} ${query.get('filters')} ${headers['content-type']}` },
          body: words(text, '!'),
        };
      },
      hijack: () => assert.fail(),
    },
    async (client) => {
      const answer = await client.request(request('/build', { body: words('a', 'b') }));
      assert.equal(answer.status, 201);
      assert.equal(answer.headers['x-seen'], 'POST /build {"name":["a b"]} text/plain');
      assert.equal(decode(await collect(answer.body)), 'ab!');
    },
  ));

test('a body of bytes arrives as bytes', () =>
  across(
    {
      async request({ body }) {
        assert.ok(body instanceof Uint8Array);
        return { status: 200, headers: {}, body: words(decode(body)) };
      },
      hijack: () => assert.fail(),
    },
    async (client) => {
      const answer = await client.request(request('/exec', { body: encode('{}') }));
      assert.equal(decode(await collect(answer.body)), '{}');
    },
  ));

/** A connection whose far end says back what it hears in capitals, and `bye` after the half close. */
function echo(): { transport: ApiTransport; destroyed: Promise<void> } {
  let onDestroy: () => void = () => {};
  const destroyed = new Promise<void>((resolve) => {
    onDestroy = resolve;
  });
  const input = pipe();
  async function* output() {
    for await (const chunk of input.source) yield encode(decode(chunk).toUpperCase());
    yield encode('bye');
  }
  return {
    destroyed,
    transport: {
      request: () => assert.fail(),
      hijack: async () => ({
        status: 101,
        headers: {},
        body: words(),
        connection: { source: output(), sink: input.sink, destroy: onDestroy },
      }),
    },
  };
}

test('a hijacked connection carries both directions and knows half close', () =>
  across(echo().transport, async (client) => {
    const { status, connection } = await client.hijack(request('/attach'));
    assert.equal(status, 101);
    assert.ok(connection);
    await connection.sink.write(encode('one'));
    await connection.sink.write(encode('two'));
    await connection.sink.end();
    assert.equal(decode(await collect(connection.source)), 'ONETWObye');
  }));

test('destroying a connection destroys the far end, though it is silent', async () => {
  const { transport, destroyed } = echo();
  await across(transport, async (client) => {
    const { connection } = await client.hijack(request('/attach'));
    assert.ok(connection);
    connection.destroy();
    await destroyed;
  });
});

test('a refused hijack is an ordinary answer', () =>
  across(
    {
      request: () => assert.fail(),
      hijack: async () => ({ status: 404, headers: {}, body: words('{"message":"no such container"}') }),
    },
    async (client) => {
      const { status, connection, body } = await client.hijack(request('/attach'));
      assert.equal(status, 404);
      assert.equal(connection, undefined);
      assert.equal(decode(await collect(body)), '{"message":"no such container"}');
    },
  ));

test('an aborted request aborts at the server', async () => {
  let told: Promise<unknown> = Promise.resolve();
  await across(
    {
      request: ({ signal }) => {
        told = new Promise((resolve) => signal?.addEventListener('abort', resolve));
        return new Promise(() => {});
      },
      hijack: () => assert.fail(),
    },
    async (client) => {
      const controller = new AbortController();
      const answer = client.request(request('/events', { signal: controller.signal }));
      controller.abort(new Error('enough'));
      await assert.rejects(answer, { message: 'enough' });
      await told;
    },
  );
});

test('aborting a request whose answer is streaming ends the answer at both ends', async () => {
  let told: Promise<unknown> = Promise.resolve();
  await across(
    {
      async request({ signal }) {
        told = new Promise((resolve) => signal?.addEventListener('abort', resolve));
        async function* body() {
          yield encode('first');
          await told;
        }
        return { status: 200, headers: {}, body: body() };
      },
      hijack: () => assert.fail(),
    },
    async (client) => {
      const controller = new AbortController();
      const { body } = await client.request(request('/events', { signal: controller.signal }));
      const seen: string[] = [];
      for await (const chunk of body) {
        seen.push(decode(chunk));
        controller.abort();
      }
      assert.deepEqual(seen, ['first']);
      await told;
    },
  );
});
