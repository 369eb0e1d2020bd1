import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concat } from '../../base/stream.ts';
import { encodeFrame, type Frame, FrameParser, Items, ItemWriter } from './codec.ts';
import * as wire from './wire.ts';

test('items come back as they were written', () => {
  const payload = new ItemWriter()
    .text(wire.TAG_PATH, '/ümlaut')
    .texts(wire.TAG_ARG, ['a', '', 'c'])
    .u32(wire.TAG_UID, 0xfffffffe)
    .u32(wire.TAG_GID, undefined)
    .u64(wire.TAG_SIZE, 2n ** 40n)
    .raw(wire.TAG_BYTES, Uint8Array.of(0, 1, 2))
    .nested(wire.TAG_MOUNT, (inner) => inner.text(wire.TAG_TARGET, '/proc'))
    .finish();
  const items = new Items(payload);
  assert.equal(items.text(wire.TAG_PATH), '/ümlaut');
  assert.deepEqual(items.texts(wire.TAG_ARG), ['a', '', 'c']);
  assert.equal(items.number(wire.TAG_UID), 0xfffffffe);
  assert.equal(items.u32(wire.TAG_GID), undefined);
  assert.equal(items.number(wire.TAG_SIZE), 2 ** 40);
  assert.deepEqual(items.bytes(wire.TAG_BYTES), Uint8Array.of(0, 1, 2));
  assert.equal(items.nested(wire.TAG_MOUNT)[0]?.text(wire.TAG_TARGET), '/proc');
});

test('text with a NUL would end early in the agent: it is refused here', () => {
  assert.throws(() => new ItemWriter().text(wire.TAG_PATH, 'a\0b'), TypeError);
});

test('frames are put together from chunks of any size', () => {
  const sent = [0, 1, 11, 300].map((size, index) =>
    encodeFrame(wire.STREAM_DATA, index, 0x80000000 + index, new Uint8Array(size).fill(index)),
  );
  const whole = concat(sent);
  for (const step of [1, 2, 13, 100, whole.length]) {
    const parser = new FrameParser();
    const got: Frame[] = [];
    for (let at = 0; at < whole.length; at += step) got.push(...parser.feed(whole.slice(at, at + step)));
    assert.deepEqual(
      got.map(({ type, channel, id, payload }) => encodeFrame(type, channel, id, payload)),
      sent,
    );
  }
});
