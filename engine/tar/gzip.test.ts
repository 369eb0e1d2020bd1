import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { EngineError } from '../base/errors.ts';
import { collect } from '../base/stream.ts';
import { decompress } from './decompress.ts';
import { gunzip, gzip, peek } from './gzip.ts';

const content = Uint8Array.from({ length: 300_000 }, (_, at) => (at * at) & 0xff);

async function* pieces(bytes: Uint8Array, size = 1000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

describe('gzip', () => {
  it('goes there and back', async () => {
    assert.deepEqual(await collect(gunzip(gzip(pieces(content)))), content);
  });

  it('is undone where it is, and only there', async () => {
    assert.deepEqual(await collect(decompress(pieces(gzipSync(content), 1))), content);
    assert.deepEqual(await collect(decompress(pieces(content))), content);
    assert.deepEqual(await collect(decompress(pieces(new Uint8Array()))), new Uint8Array());
  });

  it('fails on damage, and with the source’s own error', async () => {
    const damaged = gzipSync(content).fill(0, 500, 600);
    await assert.rejects(collect(gunzip(pieces(damaged))), { kind: 'invalid' });
    await assert.rejects(collect(gunzip(pieces(gzipSync(content).subarray(0, 700)))), { kind: 'invalid' });
    async function* broken() {
      yield gzipSync(content).subarray(0, 500);
      throw new EngineError('unavailable', 'gone');
    }
    await assert.rejects(collect(gunzip(broken())), { kind: 'unavailable', message: 'gone' });
  });

  it('lets its source go when the reader stops', async () => {
    let released = false;
    async function* source() {
      try {
        yield* pieces(gzipSync(content), 10);
      } finally {
        released = true;
      }
    }
    for await (const _chunk of gunzip(source())) break;
    assert.equal(released, true);
  });

  it('peeks without taking', async () => {
    const { head, rest } = await peek(pieces(content, 3), 10);
    assert.deepEqual(head.subarray(0, 10), content.subarray(0, 10));
    assert.deepEqual(await collect(rest), content);
  });
});
