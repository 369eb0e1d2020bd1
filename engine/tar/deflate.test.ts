import assert from 'node:assert/strict';
import { it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { collect } from '../base/stream.ts';
import { sha256 } from '../oci/sha256.ts';
import { gzipSteady } from './deflate.ts';

it('compresses to the same bytes, however they come', async () => {
  const bytes = Uint8Array.from({ length: 300_000 }, (_, at) => (at * at) % 251);
  const pieces = async function* (size: number) {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  };
  const packed = await collect(gzipSteady(pieces(1 << 16)));
  assert.deepEqual(new Uint8Array(gunzipSync(packed)), bytes);
  assert.equal(await sha256(packed), await sha256(await collect(gzipSteady(pieces(777)))));
  assert.equal(packed[4], 0, 'no time');
});
