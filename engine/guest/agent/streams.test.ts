import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AgentError } from '../agent.ts';
import { IncomingStream, OutgoingStream } from './streams.ts';
import * as wire from './wire.ts';

function recorder() {
  const sent: { type: number; size: number }[] = [];
  return { sent, send: (type: number, payload?: Uint8Array) => void sent.push({ type, size: payload?.length ?? 0 }) };
}

test('a write waits for credit, and is cut where the credit ends', async () => {
  const { sent, send } = recorder();
  const stream = new OutgoingStream(send, 10);
  await stream.write(new Uint8Array(8));
  let done = false;
  const second = stream.write(new Uint8Array(5)).then(() => {
    done = true;
  });
  await Promise.resolve();
  assert.equal(done, false);
  stream.addCredit(3);
  await second;
  await stream.end();
  assert.deepEqual(sent, [
    { type: wire.STREAM_DATA, size: 8 },
    { type: wire.STREAM_DATA, size: 2 },
    { type: wire.STREAM_DATA, size: 3 },
    { type: wire.STREAM_END, size: 0 },
  ]);
});

test('the end follows what still waits', async () => {
  const { sent, send } = recorder();
  const stream = new OutgoingStream(send, 0);
  const write = stream.write(new Uint8Array(4));
  await stream.end();
  assert.deepEqual(sent, []);
  stream.addCredit(100);
  await write;
  assert.deepEqual(
    sent.map(({ type }) => type),
    [wire.STREAM_DATA, wire.STREAM_END],
  );
});

test('when the other side is gone, waiting and later writes reject with EPIPE', async () => {
  const stream = new OutgoingStream(() => undefined, 0);
  const waiting = stream.write(new Uint8Array(1));
  stream.fail();
  const isBroken = (error: unknown) => error instanceof AgentError && error.code === 'EPIPE';
  await assert.rejects(waiting, isBroken);
  await assert.rejects(stream.write(new Uint8Array(1)), isBroken);
});

test('a reader gives credit for what it took, half a window at a time', async () => {
  const { sent, send } = recorder();
  const stream = new IncomingStream(send, 100);
  for (let i = 0; i < 4; i++) stream.push(new Uint8Array(30));
  stream.end();
  let size = 0;
  for await (const chunk of stream) size += chunk.length;
  assert.equal(size, 120);
  assert.deepEqual(sent, []);
  const open = new IncomingStream(send, 100);
  open.push(new Uint8Array(60));
  const iterator = open[Symbol.asyncIterator]();
  await iterator.next();
  assert.deepEqual(sent, [{ type: wire.STREAM_CREDIT, size: 4 }]);
});

test('leaving early resets the stream once', async () => {
  const { sent, send } = recorder();
  const stream = new IncomingStream(send, 100);
  stream.push(new Uint8Array(1));
  for await (const _ of stream) break;
  stream.push(new Uint8Array(1));
  assert.deepEqual(sent, [{ type: wire.STREAM_RESET, size: 0 }]);
});

test('a lazy stream asks for nothing before it is read', async () => {
  const { sent, send } = recorder();
  const stream = new IncomingStream(send, 100, true);
  assert.deepEqual(sent, []);
  const next = stream[Symbol.asyncIterator]().next();
  assert.deepEqual(sent, [{ type: wire.STREAM_CREDIT, size: 4 }]);
  stream.end();
  assert.equal((await next).done, true);
});
