import type { BlobReader, ByteSource } from '../base/stream.ts';
import type { Digest } from '../oci/digest.ts';

/**
 * Where the engine keeps everything that survives a reload.
 *
 * Two kinds of thing live in a store:
 *
 * - **Blobs**: immutable bytes under their SHA-256. Writing one makes nothing visible.
 * - **Records**: small structured-cloneable values under a string key (`image/<id>`, `container/<id>`, ...).
 *   A record is what makes blobs visible.
 *
 * The rule that keeps it whole (design, decision 4): write the blobs first, then make them visible with **one**
 * `commit`, which is atomic. A tab may die between any two writes: what is visible is whole, and blobs that no record
 * names are garbage that `collectGarbage` removes at the next start.
 *
 * Life cycle: `const store = await openIndexedDBStore(...)` → use → `await store.close()`. Every implementation
 * (memory, IndexedDB, folder) passes the suite in `test/contract/store.ts`.
 */
export interface Store {
  readonly blobs: BlobStore;

  get<T>(key: string): Promise<T | undefined>;
  /** All records whose key begins with `prefix`, in key order. */
  list<T>(prefix: string): Promise<Array<[key: string, value: T]>>;
  /** Puts and deletes records in one transaction: all or nothing. `exhausted` when the quota is full, and then nothing changed. */
  commit(changes: readonly RecordChange[]): Promise<void>;

  close(): Promise<void>;
}

export type RecordChange = { readonly key: string; readonly value: unknown } | { readonly key: string; readonly delete: true };

export interface BlobStore {
  /**
   * Streams bytes in and hashes them on the way. With `expected`, bytes of another digest are discarded and the call fails
   * (`invalid`). Idempotent: bytes that are there already are kept once. `exhausted` when the quota is full; nothing stays then.
   */
  put(data: ByteSource | Iterable<Uint8Array>, expected?: Digest): Promise<{ digest: Digest; size: number }>;
  open(digest: Digest): Promise<BlobReader | undefined>;
  delete(digest: Digest): Promise<void>;
  list(): Promise<Array<{ digest: Digest; size: number }>>;
}
