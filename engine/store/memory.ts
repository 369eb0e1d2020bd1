import { type BlobReader, concat } from '../base/stream.ts';
import type { Digest } from '../oci/digest.ts';
import { receive } from './receive.ts';
import type { BlobStore, RecordChange, Store } from './store.ts';

/** A store that lasts as long as the object: for tests and for a page without storage. */
export function openMemoryStore(): Store {
  const records = new Map<string, unknown>();
  return {
    blobs: memoryBlobs(),
    async get<T>(key: string): Promise<T | undefined> {
      return structuredClone(records.get(key)) as T | undefined;
    },
    async list<T>(prefix: string): Promise<Array<[key: string, value: T]>> {
      const keys = [...records.keys()].filter((key) => key.startsWith(prefix)).sort();
      return keys.map((key) => [key, structuredClone(records.get(key)) as T]);
    },
    async commit(changes: readonly RecordChange[]): Promise<void> {
      const cloned = structuredClone(changes);
      for (const change of cloned) {
        if ('delete' in change) records.delete(change.key);
        else records.set(change.key, change.value);
      }
    },
    async close() {},
  };
}

function memoryBlobs(): BlobStore {
  const blobs = new Map<Digest, Uint8Array>();
  return {
    async put(data, expected) {
      const chunks: Uint8Array[] = [];
      const received = await receive(data, expected, (chunk) => void chunks.push(new Uint8Array(chunk)));
      if (!blobs.has(received.digest)) blobs.set(received.digest, concat(chunks, received.size));
      return received;
    },
    async open(digest) {
      const bytes = blobs.get(digest);
      return bytes === undefined ? undefined : bytesReader(bytes);
    },
    async delete(digest) {
      blobs.delete(digest);
    },
    async list() {
      return [...blobs].map(([digest, { length }]) => ({ digest, size: length }));
    },
  };
}

/** Bytes in memory as a blob. What is read is a copy. */
export function bytesReader(bytes: Uint8Array): BlobReader {
  return { size: bytes.length, read: async (offset, length) => new Uint8Array(bytes.subarray(offset, offset + length)) };
}
