import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ByteReader, ByteWriter, decodeName, encodeName } from './bytes.ts';

test('what is written is read back, little endian', () => {
  const bytes = new ByteWriter(1)
    .u8(0xfe)
    .u16(0x1234)
    .u32(0xdeadbeef)
    .u64(2 ** 53 - 1)
    .u64big(0xffff_ffff_ffff_ffffn)
    .put(Uint8Array.of(1, 2, 3))
    .zeros(2)
    .finish();
  assert.deepEqual([...bytes.subarray(0, 7)], [0xfe, 0x34, 0x12, 0xef, 0xbe, 0xad, 0xde]);
  const reader = new ByteReader(bytes);
  assert.equal(reader.u8(), 0xfe);
  assert.equal(reader.u16(), 0x1234);
  assert.equal(reader.u32(), 0xdeadbeef);
  assert.equal(reader.u64(), 2 ** 53 - 1);
  assert.equal(reader.u64big(), 0xffff_ffff_ffff_ffffn);
  assert.deepEqual([...reader.take(5)], [1, 2, 3, 0, 0]);
  assert.equal(reader.remaining, 0);
  assert.throws(() => reader.u8(), RangeError);
  assert.throws(() => reader.take(1), RangeError);
});

test('a length is patched in when it is known', () => {
  const writer = new ByteWriter().u32(0).u16(0).put(Uint8Array.of(9));
  writer.patchU32(0, writer.length).patchU16(4, 5);
  assert.deepEqual([...writer.finish()], [7, 0, 0, 0, 5, 0, 9]);
});

test('every name survives, UTF-8 or not', () => {
  assert.equal(decodeName(encodeName('grüße 🐳')), 'grüße 🐳');
  for (const bytes of [[0xff], [0x61, 0xc3], [0xc3, 0x28], [0xe2, 0x82], [0xf0, 0x9f, 0x90, 0xb3, 0x80], [0xed, 0xb2, 0x80]])
    assert.deepEqual([...encodeName(decodeName(Uint8Array.from(bytes)))], bytes);
});
