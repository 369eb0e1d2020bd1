import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { EngineError } from '../../engine/base/errors.ts';
import { collect } from '../../engine/base/stream.ts';
import { ErofsIndex } from '../../engine/erofs/reader.ts';
import { IndexWriter } from '../../engine/erofs/writer.ts';
import { parseReference } from '../../engine/oci/reference.ts';
import { TarParser } from '../../engine/tar/parser.ts';
import { type TarInput, writeTar } from '../../engine/tar/writer.ts';

/** Numbers that are the same on every run: a failure can be looked at again. */
function random(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

const entries: TarInput[] = [
  { header: { name: './', type: 'directory' } },
  {
    header: { name: `${'long'.repeat(40)}/ü`, type: 'file', mtimeNanos: 5, xattrs: new Map([['user.a', new Uint8Array(9)]]) },
    content: new Uint8Array(700),
  },
  { header: { name: 'a/b', type: 'symlink', linkName: '../c' } },
  { header: { name: 'a/b/d', type: 'file' }, content: new Uint8Array(3) },
  { header: { name: 'h', type: 'hardlink', linkName: 'a/b/d' } },
  { header: { name: 'a/.wh.x', type: 'file' } },
  { header: { name: 'a/.wh..wh..opq', type: 'file' } },
];

/** Wrong header sums would hide all else: they are made right again. */
function seal(archive: Uint8Array): void {
  for (let at = 0; at + 512 <= archive.length; at += 512) {
    if (String.fromCharCode(...archive.subarray(at + 257, at + 262)) !== 'ustar') continue;
    archive.fill(0x20, at + 148, at + 156);
    const sum = archive.subarray(at, at + 512).reduce((total, byte) => total + byte, 0);
    archive.set(new TextEncoder().encode(`${sum.toString(8).padStart(6, '0')}\0 `), at + 148);
  }
}

describe('damaged input gives an error of the closed set, or a result, and never hangs', () => {
  it('tar to index to reading it', async () => {
    const whole = await collect(writeTar(entries));
    const next = random(42);
    let indexed = 0;
    let refused = 0;
    for (let round = 0; round < 3000; round++) {
      const archive = whole.slice(0, next(10) === 0 ? next(whole.length) : whole.length);
      for (let change = next(6); change >= 0; change--) archive[next(archive.length)] = next(256);
      if (round % 3 > 0) seal(archive);
      const writer = new IndexWriter();
      const parser = new TarParser({ member: (member) => writer.add(member) });
      try {
        for (let at = 0; at < archive.length; at += 200) parser.push(archive.subarray(at, at + 200));
        parser.end();
        const index = new ErofsIndex(writer.finish({ size: archive.length, tag: '0'.repeat(64) }));
        walk(index, index.root);
        indexed++;
      } catch (error) {
        assert.ok(error instanceof EngineError && error.kind !== 'internal', String((error as Error).stack));
        refused++;
      }
    }
    assert.ok(indexed > 100 && refused > 100, `${indexed} indexed, ${refused} refused`);
  });

  it('an index', () => {
    const writer = new IndexWriter();
    const parser = new TarParser({ member: (member) => writer.add(member) });
    return collect(writeTar(entries)).then((tar) => {
      parser.push(tar);
      const whole = writer.finish({ size: tar.length, tag: '0'.repeat(64) });
      const next = random(7);
      let damaged = 0;
      for (let round = 0; round < 2000; round++) {
        const image = whole.slice();
        for (let change = next(8); change >= 0; change--) image[1024 + next(image.length - 1024)] = next(256);
        try {
          const index = new ErofsIndex(image);
          walk(index, index.root);
        } catch (error) {
          assert.ok(error instanceof EngineError || error instanceof RangeError, String((error as Error).stack));
          damaged++;
        }
      }
      assert.ok(damaged > 100, `${damaged} damaged`);
    });
  });

  it('references', () => {
    const next = random(3);
    const letters = 'aZ0.-_/:@ sha256\u00e9[]';
    let read = 0;
    for (let round = 0; round < 20_000; round++) {
      const text = Array.from({ length: next(14) }, () => letters[next(letters.length)]).join('');
      try {
        parseReference(text);
        read++;
      } catch (error) {
        assert.ok(error instanceof EngineError && error.kind === 'invalid', `${text}: ${error}`);
      }
    }
    assert.ok(read > 100, `${read} read`);
  });
});

/** Reads everything once: a damaged index may have circles. */
function walk(index: ErofsIndex, directory: number, seen = new Set<number>()): void {
  for (const { nid } of index.readdir(directory)) {
    if (seen.has(nid)) continue;
    seen.add(nid);
    const stat = index.stat(nid);
    index.xattrs(nid);
    if (stat.type === 'symlink') index.readlink(nid);
    else if (stat.type === 'file') index.extent(nid);
    else if (stat.type === 'directory') walk(index, nid, seen);
  }
}
