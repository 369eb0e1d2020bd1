import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { encodeFrame, FrameParser, Items, ItemWriter } from '../../../engine/guest/agent/codec.ts';
import * as wire from '../../../engine/guest/agent/wire.ts';
import { type NativeAgent, skip, startNativeAgent } from './native.ts';

/** xorshift32: the same nonsense every time. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

describe('malformed messages', { skip }, () => {
  let native: NativeAgent;
  before(async () => {
    native = await startNativeAgent();
  });
  after(() => native.stop());

  /** The errno that a frame is answered with. */
  const answer = (frame: Uint8Array, id: number) =>
    new Promise<number | undefined>((resolve) => {
      const parser = new FrameParser();
      const listener = native.channel.received.on((bytes) => {
        for (const { type, id: answered, payload } of parser.feed(bytes)) {
          if (answered !== id || (type !== wire.EVENT_REPLY && type !== wire.EVENT_ERROR)) continue;
          listener.dispose();
          resolve(type === wire.EVENT_ERROR ? new Items(payload).u32(wire.TAG_ERRNO) : 0);
        }
      });
      native.channel.send(frame);
    });
  const EBADMSG = 74;
  const EMSGSIZE = 90;
  const ENOSYS = 38;
  const EINVAL = 22;

  test('unknown requests and broken items are answered with an error', async () => {
    const id = 0x7000_0000;
    const nothing = new Uint8Array(0);
    assert.equal(await answer(encodeFrame(0x3f, 0, id, nothing), id), ENOSYS);
    assert.equal(await answer(encodeFrame(0xff, 0, id, nothing), id), ENOSYS);
    for (const payload of [
      [1],
      [1, 5, 0, 0, 65],
      [1, 2, 0, 0, 65, 66],
      [0x40, 3, 0, 0, 1, 2, 3],
      [0, 0, 0, 0],
      [0xc0, 4, 0, 0, 1, 9, 0, 0],
    ])
      assert.equal(await answer(encodeFrame(wire.REQ_STAT, 0, id, Uint8Array.from(payload)), id), EBADMSG, `${payload}`);
    assert.equal(await answer(encodeFrame(wire.REQ_SPAWN, 0, id, nothing), id), EINVAL);
  });

  test('a frame that is too large is skipped as a whole', async () => {
    const id = 0x7000_0001;
    const frame = encodeFrame(wire.REQ_STAT, 0, id, new Uint8Array(wire.FRAME_MAX + 1));
    assert.equal(await answer(frame, id), EMSGSIZE);
    assert.notEqual(await native.agent.stat('/'), undefined);
  });

  test('zero bytes between frames are padding', async () => {
    native.channel.send(new Uint8Array(10_000));
    assert.notEqual(await native.agent.stat('/'), undefined);
  });

  test('requests made of random items: each has an answer, and the agent goes on', async () => {
    const next = random(4711);
    // Nothing here may end the test's own machine: paths lead nowhere, and what takes none is left out.
    const left = new Set<number>([wire.REQ_SET_CLOCK, wire.REQ_RESEED]);
    const types = Object.entries(wire).flatMap(([name, type]) => (name.startsWith('REQ_') && !left.has(type) ? [type] : []));
    const tags = Object.entries(wire).flatMap(([name, tag]) => (name.startsWith('TAG_') && name !== 'TAG_SIGNAL' ? [tag] : []));
    const fill = (items: ItemWriter, depth: number): ItemWriter => {
      for (let n = next() % 6; n > 0; n--) {
        const tag = tags[next() % tags.length] ?? 1;
        if (tag < wire.ITEM_U32) items.text(tag, ['/no/where', '', 'x'.repeat(next() % 300), '10.0.0.1', '1.2.3.4/99'][next() % 5]);
        else if (tag < wire.ITEM_U64) items.u32(tag, next() % 3 === 0 ? next() : next() % 8);
        else if (tag < wire.ITEM_BYTES) items.u64(tag, BigInt(next()) << BigInt(next() % 32));
        else if (tag < wire.ITEM_NESTED) items.raw(tag, new Uint8Array(next() % 20));
        else if (depth < 2) items.nested(tag, (inner) => void fill(inner, depth + 1));
      }
      return items;
    };
    for (let i = 0; i < 2000; i++) {
      const id = 0x7100_0000 + i;
      const type = types[next() % types.length] ?? wire.REQ_STAT;
      const frame = encodeFrame(type, next() % 4, id, fill(new ItemWriter(), 0).finish());
      // unpack waits for its stream: the stream is broken off.
      const broken = encodeFrame(wire.STREAM_RESET, 0, id, new Uint8Array(0));
      native.channel.send(frame);
      if (type === wire.REQ_UNPACK) native.channel.send(broken);
    }
    assert.notEqual(await native.agent.stat('/'), undefined);
  });

  test('random bytes in place of items, and stream frames for nobody', async () => {
    const next = random(99);
    for (let i = 0; i < 2000; i++) {
      const payload = Uint8Array.from({ length: next() % 64 }, () => next());
      native.channel.send(encodeFrame((next() % 255) + 1, next() % 256, next(), payload));
    }
    assert.notEqual(await native.agent.stat('/'), undefined);
    const { stdout } = await native.run({ argv: ['echo', 'alive'] });
    assert.equal(stdout, 'alive\n');
  });
});
