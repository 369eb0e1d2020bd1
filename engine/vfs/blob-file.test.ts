import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BlobReader } from '../base/stream.ts';
import { BlobFile, ChunkCache } from './blob-file.ts';
import { createLayersDirectory } from './layers.ts';
import { openFlag } from './node.ts';

const mebibyte = 1 << 20;

/** Byte n of the blob is n modulo 251; counts how often it is asked. */
function blob(size: number): BlobReader & { reads: number } {
  return {
    size,
    reads: 0,
    async read(offset, length) {
      this.reads++;
      return Uint8Array.from({ length: Math.max(0, Math.min(length, size - offset)) }, (_, index) => (offset + index) % 251);
    },
  };
}

test('any range comes whole, across chunks and to the end', async () => {
  const file = new BlobFile(blob(3 * mebibyte + 5), new ChunkCache());
  for (const [offset, length] of [
    [0, 10],
    [mebibyte - 3, 7],
    [5, 2 * mebibyte],
    [3 * mebibyte, 100],
    [3 * mebibyte + 5, 1],
    [9 * mebibyte, 1],
  ] as const) {
    const data = await file.read(offset, length);
    const expected = Math.max(0, Math.min(length, 3 * mebibyte + 5 - offset));
    assert.equal(data.length, expected);
    assert.ok(data.every((byte, index) => byte === (offset + index) % 251));
  }
});

test('what was read once is answered at once, and the next chunk is fetched ahead', async () => {
  const source = blob(3 * mebibyte);
  const file = new BlobFile(source, new ChunkCache());
  assert.ok(file.read(0, 10) instanceof Promise);
  await file.read(0, 10);
  assert.equal(source.reads, 2);
  assert.ok(file.read(500, 10) instanceof Uint8Array);
  assert.ok(file.read(mebibyte, 10) instanceof Uint8Array);
});

test('memory is bounded', async () => {
  const source = blob(4 * mebibyte);
  const file = new BlobFile(source, new ChunkCache(2 * mebibyte));
  for (let index = 0; index < 4; index++) await file.read(index * mebibyte, 1);
  assert.ok(file.read(0, 1) instanceof Promise, 'the oldest chunk is gone');
});

test('a read that fails is tried again', async () => {
  let fails = true;
  const file = new BlobFile(
    {
      size: 4,
      read: async () => {
        if (fails) throw new Error('the disk is gone');
        return Uint8Array.of(1, 2, 3, 4);
      },
    },
    new ChunkCache(),
  );
  await assert.rejects(async () => file.read(0, 4), /the disk is gone/);
  fails = false;
  assert.deepEqual([...(await file.read(0, 4))], [1, 2, 3, 4]);
});

test('layers are found by their digest, stay the same files, and may be cached for good', async () => {
  const hex = 'a'.repeat(64);
  let opened = 0;
  const layers = createLayersDirectory({
    open: async (name) => {
      opened++;
      return name === hex ? { tar: blob(10), index: blob(20) } : undefined;
    },
  });
  const layer = await layers.directory.lookup(hex);
  const tar = await layer.lookup('tar');
  assert.equal((await tar.getattr()).size, 10);
  assert.equal((await (await layer.lookup('index')).getattr()).size, 20);
  assert.notEqual(tar.qid.version, 0);
  assert.equal((await layers.directory.lookup(hex)).qid.path, layer.qid.path);
  assert.equal(opened, 1);
  await assert.rejects(async () => layers.directory.lookup('b'.repeat(64)), { code: 'ENOENT' });
  await assert.rejects(async () => layers.directory.lookup('../etc'), { code: 'ENOENT' });
  assert.equal(opened, 2, 'a name that is no digest is not asked for');
  assert.throws(() => tar.open(openFlag.writeOnly), { code: 'EROFS' });
  layers.forget(hex);
  await layers.directory.lookup(hex);
  assert.equal(opened, 3);
});
