import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EngineError } from '../base/errors.ts';
import { type ByteSource, collect } from '../base/stream.ts';
import { createPeer, type Handlers, type MessageEndpoint, type Peer, windowBytes } from './rpc.ts';

interface Calls {
  add(pair: { a: number; b: number }): Promise<number>;
  ping(): Promise<string>;
  refuse(): Promise<void>;
  hang(): Promise<void>;
  upper(source: ByteSource): Promise<{ name: string; output: ByteSource }>;
  endless(): Promise<{ output: ByteSource }>;
  quiet(): Promise<{ output: ByteSource }>;
}

interface Events {
  tick: number;
}

type Answer = Peer<Calls, Record<string, never>>;

/** Both ends in this process, over a real message channel with its structured clone and its transfers. */
async function connected(
  handlers: Partial<Handlers<Calls>>,
  body: (peer: Answer, server: Peer<object, Events>, ticks: number[]) => Promise<void>,
) {
  const { port1, port2 } = new MessageChannel();
  const ticks: number[] = [];
  const server = createPeer<Calls, object, Record<string, never>, Events>({
    endpoint: port1 as unknown as MessageEndpoint,
    handlers: handlers as Handlers<Calls>,
  });
  const client = createPeer<Record<string, never>, Calls, Events>({
    endpoint: port2 as unknown as MessageEndpoint,
    handlers: {},
    onEvent: (_event, value) => ticks.push(value),
  });
  port1.start();
  port2.start();
  try {
    await body(client, server, ticks);
  } finally {
    client.dispose();
    server.dispose();
    port1.close();
    port2.close();
  }
}

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const bytes = (value: string) => new TextEncoder().encode(value);

test('a call has its result, with and without an argument', () =>
  connected({ add: ({ a, b }) => a + b, ping: async () => 'pong' }, async (peer) => {
    assert.equal(await peer.call('add', { a: 2, b: 3 }), 5);
    assert.equal(await peer.call('ping'), 'pong');
  }));

test('an error keeps its kind, its message and its data', () =>
  connected(
    {
      refuse: () => {
        throw new EngineError('conflict', 'the name is in use', { data: { name: 'web' } });
      },
    },
    async (peer) => {
      await assert.rejects(peer.call('refuse'), (error) => {
        assert.ok(error instanceof EngineError);
        assert.deepEqual([error.kind, error.message, error.data], ['conflict', 'the name is in use', { name: 'web' }]);
        return true;
      });
    },
  ));

test('an unknown call is refused', () =>
  connected({}, async (peer) => {
    await assert.rejects(peer.call('ping'), { kind: 'unsupported' });
  }));

test('streams cross in both directions, in order and whole', () =>
  connected(
    {
      upper: (source) => ({
        name: 'upper',
        output: (async function* () {
          for await (const chunk of source) yield bytes(text(chunk).toUpperCase());
        })(),
      }),
    },
    async (peer) => {
      async function* words() {
        for (const word of ['one ', 'two ', 'three']) yield bytes(word);
      }
      const { name, output } = await peer.call('upper', words());
      assert.equal(name, 'upper');
      assert.equal(text(await collect(output)), 'ONE TWO THREE');
    },
  ));

test('a chunk may be a small view of a large buffer that its sender goes on using', () =>
  connected({ upper: (source) => ({ name: '', output: source }) }, async (peer) => {
    const shared = bytes('abcdef');
    async function* slices() {
      yield shared.subarray(1, 3);
      yield shared.subarray(3, 5);
    }
    const { output } = await peer.call('upper', slices());
    assert.equal(text(await collect(output)), 'bcde');
    assert.equal(text(shared), 'abcdef');
  }));

test('a sender waits for a receiver that does not read, and stops when it leaves', async () => {
  let sent = 0;
  let released = false;
  await connected(
    {
      endless: (_nothing, { signal }) => {
        async function* output() {
          try {
            while (!signal.aborted) {
              sent += 1024;
              yield new Uint8Array(1024);
            }
          } finally {
            released = true;
          }
        }
        return { output: output() };
      },
      ping: () => 'pong',
    },
    async (peer) => {
      const { output } = await peer.call('endless');
      for (let i = 0; i < 50; i++) await peer.call('ping');
      assert.ok(sent >= windowBytes && sent <= windowBytes + 2048, `sent ${sent} bytes that nobody read`);
      let read = 0;
      for await (const chunk of output) {
        read += chunk.length;
        if (read >= 4 * windowBytes) break;
      }
      for (let i = 0; i < 50 && !released; i++) await peer.call('ping');
      assert.ok(released);
    },
  );
});

test('leaving a stream that is silent ends both sides at once', async () => {
  let aborted: Promise<void> = Promise.resolve();
  await connected(
    {
      quiet: (_nothing, { signal }) => {
        aborted = new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
        // biome-ignore lint/correctness/useYield: a source that never has anything is what this test is about
        const output = (async function* (): AsyncGenerator<Uint8Array> {
          await aborted;
        })();
        return { output };
      },
    },
    async (peer) => {
      const { output } = await peer.call('quiet');
      const iterator = output[Symbol.asyncIterator]();
      const pending = iterator.next();
      await iterator.return?.();
      assert.equal((await pending).done, true);
      await aborted;
    },
  );
});

test('a stream that fails fails at its reader', () =>
  connected(
    {
      upper: () => ({
        name: '',
        output: (async function* () {
          yield bytes('a');
          throw new EngineError('unavailable', 'the guest is gone');
        })(),
      }),
    },
    async (peer) => {
      const { output } = await peer.call('upper', (async function* () {})());
      await assert.rejects(collect(output), { kind: 'unavailable', message: 'the guest is gone' });
    },
  ));

test('a cancelled call rejects at once and its handler is told', async () => {
  let told: Promise<void> = Promise.resolve();
  await connected(
    {
      hang: (_nothing, { signal }) => {
        told = new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
        return told;
      },
      ping: () => 'pong',
    },
    async (peer) => {
      const controller = new AbortController();
      const call = peer.call('hang', undefined, { signal: controller.signal });
      await peer.call('ping');
      controller.abort(new EngineError('cancelled', 'enough'));
      await assert.rejects(call, { message: 'enough' });
      await told;
    },
  );
});

test('events arrive in order', () =>
  connected({ ping: () => 'pong' }, async (peer, server, ticks) => {
    for (const tick of [1, 2, 3]) server.emit('tick', tick);
    await peer.call('ping');
    assert.deepEqual(ticks, [1, 2, 3]);
  }));

test('what is under way fails when its side is disposed', () =>
  connected({ hang: () => new Promise<void>(() => {}) }, async (peer) => {
    const call = peer.call('hang');
    peer.dispose();
    await assert.rejects(call, { kind: 'unavailable' });
    await assert.rejects(peer.call('hang'), { kind: 'unavailable' });
  }));
