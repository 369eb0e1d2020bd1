import type { BlobReader } from '../base/stream.ts';
import { type Digest, isDigest } from '../oci/digest.ts';
import { createHasher } from '../oci/sha256.ts';
import type { Store } from './store.ts';

/** The digests that a record makes visible. Blobs that no record names are garbage. */
export type DigestsOf = (key: string, value: unknown) => Iterable<Digest>;

/** A record names every digest that stands in it, in its key (`image/<id>`) or as a string anywhere in its value: nobody can forget one. */
export function* digestsIn(key: string, value: unknown): Generator<Digest> {
  const inKey = key.slice(key.indexOf('/') + 1);
  if (isDigest(inKey)) yield inKey;
  yield* digestsWithin(value);
}

function* digestsWithin(value: unknown): Generator<Digest> {
  if (typeof value === 'string') {
    if (isDigest(value)) yield value;
  } else if (value instanceof Map || value instanceof Set) {
    for (const item of value) yield* digestsWithin(item);
  } else if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) {
    for (const item of Object.values(value)) yield* digestsWithin(item);
  }
}

/** Only while nothing is being written: at the start, before the first command. */
export async function collectGarbage(store: Store, digestsOf: DigestsOf = digestsIn): Promise<{ blobs: number; bytes: number }> {
  const named = await namedBy(store, digestsOf);
  const collected = { blobs: 0, bytes: 0 };
  for (const { digest, size } of await store.blobs.list()) {
    if (named.has(digest)) continue;
    await store.blobs.delete(digest);
    collected.blobs++;
    collected.bytes += size;
  }
  return collected;
}

export interface StoreCheck {
  /** Blobs whose bytes are not those of their digest. */
  readonly damaged: readonly Digest[];
  /** Digests that a record names and that are not there. */
  readonly missing: readonly Digest[];
  /** Blobs that no record names. */
  readonly garbage: readonly Digest[];
}

/** Reads and hashes everything: fsck. Changes nothing. */
export async function verifyStore(store: Store, digestsOf: DigestsOf = digestsIn): Promise<StoreCheck> {
  const named = await namedBy(store, digestsOf);
  const present = (await store.blobs.list()).map(({ digest }) => digest);
  const damaged: Digest[] = [];
  for (const digest of present) {
    const blob = await store.blobs.open(digest);
    if (blob === undefined || (await digestOf(blob)) !== digest) damaged.push(digest);
  }
  return {
    damaged,
    missing: [...named].filter((digest) => !present.includes(digest)),
    garbage: present.filter((digest) => !named.has(digest)),
  };
}

async function namedBy(store: Store, digestsOf: DigestsOf): Promise<Set<Digest>> {
  const named = new Set<Digest>();
  for (const [key, value] of await store.list<unknown>('')) for (const digest of digestsOf(key, value)) named.add(digest);
  return named;
}

const PIECE = 1 << 20;

/** A stored blob as a stream. */
export async function* streamBlob(blob: BlobReader): AsyncGenerator<Uint8Array, void, undefined> {
  for (let offset = 0; offset < blob.size; offset += PIECE) yield await blob.read(offset, PIECE);
}

async function digestOf(blob: BlobReader): Promise<Digest> {
  const hasher = await createHasher();
  for await (const chunk of streamBlob(blob)) hasher.update(chunk);
  return hasher.digest();
}
