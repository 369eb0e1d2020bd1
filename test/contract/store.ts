import { isKind } from '../../engine/base/errors.ts';
import { collect } from '../../engine/base/stream.ts';
import type { Digest } from '../../engine/oci/digest.ts';
import { sha256 } from '../../engine/oci/sha256.ts';
import { collectGarbage, streamBlob, verifyStore } from '../../engine/store/garbage.ts';
import type { Store } from '../../engine/store/store.ts';

/**
 * What every `Store` must do. Plain functions and no test framework, so that the suite runs in Node and in a page alike.
 * `open` with the same name opens the same store again.
 */
export interface StoreContract {
  readonly open: (name: string) => Promise<Store>;
  /** Content outlives `close`. */
  readonly persistent: boolean;
}

export interface ContractCase {
  readonly name: string;
  readonly run: () => Promise<void>;
}

export function storeContract({ open, persistent }: StoreContract): ContractCase[] {
  const cases: ContractCase[] = [];
  const test = (name: string, body: (store: Store, reopen: () => Promise<Store>) => Promise<void>) => {
    cases.push({
      name,
      run: async () => {
        const id = `contract-${cases.findIndex((one) => one.name === name)}-${Math.random().toString(36).slice(2)}`;
        let store = await open(id);
        const reopen = async () => {
          await store.close();
          store = await open(id);
          return store;
        };
        try {
          await body(store, reopen);
        } finally {
          await store.close();
        }
      },
    });
  };

  test('a record that was never put is undefined', async (store) => {
    equal(await store.get('image/none'), undefined);
    equal(await store.list('image/'), []);
  });

  test('a commit puts and deletes together', async (store) => {
    await store.commit([
      { key: 'a', value: 1 },
      { key: 'b', value: 2 },
    ]);
    await store.commit([
      { key: 'a', delete: true },
      { key: 'c', value: 3 },
    ]);
    equal(await store.list(''), [
      ['b', 2],
      ['c', 3],
    ]);
  });

  test('within one commit the later change of a key wins', async (store) => {
    await store.commit([
      { key: 'a', value: 1 },
      { key: 'a', delete: true },
      { key: 'b', delete: true },
      { key: 'b', value: 2 },
    ]);
    equal(await store.list(''), [['b', 2]]);
  });

  test('a commit with a value that cannot be kept changes nothing', async (store) => {
    await store.commit([{ key: 'a', value: 1 }]);
    const bad = [
      { key: 'a', value: 2 },
      { key: 'b', value: () => {} },
    ];
    await fails(() => store.commit(bad));
    equal(await store.list(''), [['a', 1]]);
  });

  test('list gives the keys of a prefix, in order', async (store) => {
    await store.commit(['image/b', 'image/a', 'imagery', 'image', 'layer/x', 'image/a/1'].map((key) => ({ key, value: key })));
    equal(
      (await store.list('image/')).map(([key]) => key),
      ['image/a', 'image/a/1', 'image/b'],
    );
  });

  test('values are copies, of any structured-cloneable kind', async (store) => {
    const value = { bytes: Uint8Array.of(1, 2), map: new Map([['k', { deep: [1, undefined] }]]), date: new Date(0), text: 'ü\u{1f433}' };
    await store.commit([{ key: 'v', value }]);
    value.bytes[0] = 9;
    const read = await store.get<typeof value>('v');
    equal([...(read?.bytes ?? [])], [1, 2]);
    equal(read?.map.get('k')?.deep.length, 2);
    equal(read?.date.getTime(), 0);
    equal(read?.text, 'ü\u{1f433}');
    if (read !== undefined) read.text = 'changed';
    equal((await store.get<typeof value>('v'))?.text, 'ü\u{1f433}');
  });

  test('commits that run at once all happen', async (store) => {
    await Promise.all(Array.from({ length: 50 }, (_, at) => store.commit([{ key: `k${String(at).padStart(2, '0')}`, value: at }])));
    equal(
      (await store.list<number>('k')).map(([, value]) => value),
      Array.from({ length: 50 }, (_, at) => at),
    );
  });

  test('a blob is kept under the digest of its bytes', async (store) => {
    const bytes = pattern(100_000);
    const { digest, size } = await store.blobs.put(inChunks(bytes, 7777));
    equal([digest, size], [await sha256(bytes), bytes.length]);
    same(await contentOf(store, digest), bytes);
  });

  test('an empty blob is a blob', async (store) => {
    const { digest } = await store.blobs.put([]);
    equal(digest, 'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    equal((await store.blobs.open(digest))?.size, 0);
  });

  test('a producer may reuse its buffer', async (store) => {
    const buffer = new Uint8Array(4);
    const { digest } = await store.blobs.put(
      (async function* () {
        for (const byte of [1, 2, 3]) {
          buffer.fill(byte);
          yield buffer;
        }
      })(),
    );
    equal([...(await contentOf(store, digest))], [1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3]);
  });

  test('reads take any range, and stop at the end', async (store) => {
    const bytes = pattern(9_000_000);
    const { digest } = await store.blobs.put(inChunks(bytes, 65_536));
    const blob = await store.blobs.open(digest);
    if (blob === undefined) throw new Error('the blob is not there');
    equal(blob.size, bytes.length);
    for (const [offset, length] of [
      [0, 10],
      [4_194_300, 10],
      [65_535, 262_144],
      [8_999_990, 100],
      [9_000_000, 1],
      [12_000_000, 5],
    ] as const) {
      same(await blob.read(offset, length), bytes.subarray(offset, offset + length));
    }
  });

  test('putting the same bytes again keeps them once', async (store) => {
    await store.blobs.put([pattern(1000)]);
    await store.blobs.put([pattern(1000)]);
    equal((await store.blobs.list()).length, 1);
  });

  test('bytes of another digest than expected are refused and leave nothing', async (store) => {
    const error = await fails(() => store.blobs.put([pattern(200_000)], `sha256:${'0'.repeat(64)}`));
    equal(isKind(error, 'invalid'), true);
    equal(await store.blobs.list(), []);
  });

  test('a source that fails leaves nothing, and its error comes through', async (store) => {
    const error = await fails(() =>
      store.blobs.put(
        (async function* () {
          yield pattern(5_000_000);
          throw new Error('the connection broke');
        })(),
      ),
    );
    equal((error as Error).message, 'the connection broke');
    equal(await store.blobs.list(), []);
  });

  test('delete takes a blob away; a missing one is no error', async (store) => {
    const { digest } = await store.blobs.put([pattern(10)]);
    await store.blobs.delete(digest);
    await store.blobs.delete(digest);
    equal(await store.blobs.open(digest), undefined);
    equal(await store.blobs.list(), []);
  });

  test('garbage collection takes exactly what no record names', async (store) => {
    const kept = await store.blobs.put([pattern(10)]);
    const lost = await store.blobs.put([pattern(200_000)]);
    await store.commit([{ key: 'image/kept', value: { blob: kept.digest } }]);
    equal(await collectGarbage(store), { blobs: 1, bytes: lost.size });
    equal(await store.blobs.list(), [kept]);
  });

  test('verification finds what is missing and what is garbage', async (store) => {
    const absent = await sha256('absent');
    const present = await store.blobs.put([pattern(100_000)]);
    await store.commit([{ key: 'image/a', value: { blob: absent } }]);
    equal(await verifyStore(store), { damaged: [], missing: [absent], garbage: [present.digest] });
  });

  if (persistent) {
    test('what was committed is there after closing and opening again', async (store, reopen) => {
      const { digest } = await store.blobs.put([pattern(5_000_000)]);
      await store.commit([{ key: 'image/a', value: { blob: digest } }]);
      await store.commit([
        { key: 'b', value: 1 },
        { key: 'c', value: 2 },
      ]);
      await store.commit([{ key: 'b', delete: true }]);
      const again = await reopen();
      equal(await again.list(''), [
        ['c', 2],
        ['image/a', { blob: digest }],
      ]);
      same(await contentOf(again, digest), pattern(5_000_000));
    });
  }

  return cases;
}

/** Bytes that differ from place to place, the same each time. */
function pattern(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at++) bytes[at] = (Math.imul(at, 2654435761) >>> 13) & 0xff;
  return bytes;
}

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function contentOf(store: Store, digest: Digest): Promise<Uint8Array> {
  const blob = await store.blobs.open(digest);
  if (blob === undefined) throw new Error(`${digest} is not there`);
  return collect(streamBlob(blob));
}

async function fails(work: () => Promise<unknown>): Promise<unknown> {
  try {
    await work();
  } catch (error) {
    return error;
  }
  throw new Error('expected a failure');
}

function equal(actual: unknown, expected: unknown): void {
  const [left, right] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (left !== right) throw new Error(`expected ${right}, got ${left}`);
}

function same(actual: Uint8Array, expected: Uint8Array): void {
  if (actual.length !== expected.length) throw new Error(`expected ${expected.length} bytes, got ${actual.length}`);
  const at = actual.findIndex((byte, index) => byte !== expected[index]);
  if (at >= 0) throw new Error(`byte ${at} differs`);
}
