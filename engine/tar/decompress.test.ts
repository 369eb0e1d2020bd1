import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { collect } from '../base/stream.ts';
import { compressionOf, decompress } from './decompress.ts';

/** `printf 'tar in a box\n%.0s' $(seq 40)`, by bzip2 1.0.8, xz 5.4 and zstd 1.5. */
const text = 'tar in a box\n'.repeat(40);
const packed = {
  bzip2: 'QlpoOTFBWSZTWUSVWvMAAO/RgAAQQAAwIZRAIABQgBgFKoNHo2J8J6JgmhNidBMEwTQmCbE4LuSKcKEgiSq15g==',
  xz: '/Td6WFoAAATm1rRGAgAhARYAAAB0L+Wj4AIHABZdADoYSqYnkt3eQaBCIo/epJtZIxEoAAAAAADbKotok6ZMigABMogEAAAAfx4ThLHEZ/sCAAAAAARZWg==',
  zstd: 'KLUv/QRYpQAAaHRhciBpbiBhIGJveAoBAPigzi89LDLo',
} as const;

async function* pieces(bytes: Uint8Array, size = 7): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
const bytesOf = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'));
const plain = async (bytes: Uint8Array) => new TextDecoder().decode(await collect(decompress(pieces(bytes))));

describe('decompress', () => {
  for (const [name, base64] of Object.entries(packed)) {
    it(`undoes ${name}`, async () => {
      assert.equal(compressionOf(bytesOf(base64)), name);
      assert.equal(await plain(bytesOf(base64)), text);
    });

    it(`fails on damaged ${name}`, async () => {
      const whole = bytesOf(base64);
      await assert.rejects(plain(whole.subarray(0, whole.length - 20)), { kind: 'invalid' });
    });
  }

  it('takes several bzip2 streams one after the other, as parallel packers write them', async () => {
    const one = bytesOf(packed.bzip2);
    assert.equal(await plain(Uint8Array.of(...one, ...one)), text + text);
  });

  it('undoes gzip, and passes others through', async () => {
    assert.equal(await plain(gzipSync(text)), text);
    assert.equal(await plain(new TextEncoder().encode('BZ is no magic')), 'BZ is no magic');
    assert.equal(await plain(new Uint8Array()), '');
  });
});
