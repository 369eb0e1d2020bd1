import { del, get, promisifyRequest, set, type UseStore } from 'idb-keyval';
import { EngineError } from '../base/errors.ts';
import type { BlobReader } from '../base/stream.ts';
import { type Digest, parseDigest } from '../oci/digest.ts';
import { bytesReader } from './memory.ts';
import { receive } from './receive.ts';
import type { BlobStore, RecordChange, Store } from './store.ts';

/**
 * The browser's store: one database, blobs in one object store and records in another, by way of idb-keyval.
 *
 * A large blob is a `Blob` value, built from pieces that leave this process's heap as they fill, so that a layer never lies in memory whole;
 * a read takes its slice. A blob's put is one transaction, and so is a commit: a tab that dies in between leaves neither torn.
 * Transactions are strict: a commit is on disk, after the blobs it names, before it is answered.
 */
export async function openIndexedDBStore(name: string): Promise<Store> {
  const database = new Database(name);
  await database.connect();
  const records = database.use('records');
  return {
    blobs: new IndexedDBBlobs(database.use('blobs')),
    get: <T>(key: string) => translated(get<T>(key, records)),
    list: <T>(prefix: string) => translated(list<T>(records, prefix)),
    commit: (changes) => translated(commit(records, changes)),
    close: () => database.close(),
  };
}

type StoreName = 'blobs' | 'records';

class Database {
  private readonly name: string;
  private connection: Promise<IDBDatabase> | undefined;

  constructor(name: string) {
    this.name = name;
  }

  connect(): Promise<IDBDatabase> {
    this.connection ??= this.open();
    return this.connection;
  }

  async close(): Promise<void> {
    const connection = await this.connection;
    this.connection = undefined;
    connection?.close();
  }

  /** idb-keyval's way into one object store. */
  use(store: StoreName): UseStore {
    return async (mode, callback) => {
      const database = await this.connect();
      const options: IDBTransactionOptions = mode === 'readwrite' ? { durability: 'strict' } : {};
      return callback(database.transaction(store, mode, options).objectStore(store));
    };
  }

  private async open(): Promise<IDBDatabase> {
    if (typeof indexedDB === 'undefined') {
      throw new EngineError(
        'unsupported',
        'this browser has no IndexedDB, which keeps images and containers: leave private mode, or use another browser',
      );
    }
    const request = indexedDB.open(this.name, 1);
    request.onupgradeneeded = () => {
      for (const store of ['blobs', 'records'] satisfies StoreName[]) request.result.createObjectStore(store);
    };
    const database = await translated(promisifyRequest(request));
    // The browser may close it (storage cleared, a newer version elsewhere): the next use connects again.
    database.onversionchange = () => database.close();
    database.onclose = () => {
      this.connection = undefined;
    };
    return database;
  }
}

function list<T>(records: UseStore, prefix: string): Promise<Array<[key: string, value: T]>> {
  const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`);
  return records('readonly', async (store) => {
    const [keys, values] = await Promise.all([promisifyRequest(store.getAllKeys(range)), promisifyRequest(store.getAll(range))]);
    return keys.map((key, at) => [String(key), values[at] as T]);
  });
}

function commit(records: UseStore, changes: readonly RecordChange[]): Promise<void> {
  return records('readwrite', (store) => {
    try {
      for (const change of changes) {
        if ('delete' in change) store.delete(change.key);
        else store.put(change.value, change.key);
      }
    } catch (error) {
      // A value that cannot be cloned: what was put before it must not happen either.
      store.transaction.abort();
      throw error;
    }
    return promisifyRequest(store.transaction);
  });
}

/** Smaller ones are kept as plain bytes: reading a `Blob` costs a message to another process. */
const SMALL = 64 * 1024;
const PIECE = 4 * 1024 * 1024;

class IndexedDBBlobs implements BlobStore {
  private readonly store: UseStore;

  constructor(store: UseStore) {
    this.store = store;
  }

  async put(data: Parameters<BlobStore['put']>[0], expected?: Digest): Promise<{ digest: Digest; size: number }> {
    const pieces = new Pieces();
    const received = await receive(data, expected, (chunk) => pieces.add(chunk));
    if ((await translated(get(received.digest, this.store))) === undefined) {
      await translated(set(received.digest, pieces.finish(), this.store));
    }
    return received;
  }

  async open(digest: Digest): Promise<BlobReader | undefined> {
    const value = await translated(get<Blob | Uint8Array>(digest, this.store));
    if (value === undefined) return undefined;
    return value instanceof Uint8Array ? bytesReader(value) : blobReader(value);
  }

  async delete(digest: Digest): Promise<void> {
    await translated(del(digest, this.store));
  }

  async list(): Promise<Array<{ digest: Digest; size: number }>> {
    const entries = await translated(list<Blob | Uint8Array>(this.store, 'sha256:'));
    return entries.map(([key, value]) => ({ digest: parseDigest(key), size: value instanceof Uint8Array ? value.length : value.size }));
  }
}

function blobReader(blob: Blob): BlobReader {
  return {
    size: blob.size,
    read: async (offset, length) => new Uint8Array(await translated(blob.slice(offset, offset + length).arrayBuffer())),
  };
}

/** Gathers chunks into blobs of a few megabytes each. */
class Pieces {
  private readonly blobs: Blob[] = [];
  private piece = new Uint8Array(SMALL);
  private filled = 0;

  add(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length; ) {
      if (this.filled === this.piece.length) this.grow();
      const taken = Math.min(this.piece.length - this.filled, chunk.length - at);
      this.piece.set(chunk.subarray(at, at + taken), this.filled);
      this.filled += taken;
      at += taken;
    }
  }

  finish(): Blob | Uint8Array {
    const last = this.piece.subarray(0, this.filled);
    return this.blobs.length === 0 && this.filled <= SMALL ? last.slice() : new Blob([...this.blobs, last]);
  }

  private grow(): void {
    if (this.piece.length === PIECE) {
      this.blobs.push(new Blob([this.piece]));
      this.filled = 0;
      return;
    }
    const larger = new Uint8Array(PIECE);
    larger.set(this.piece);
    this.piece = larger;
  }
}

/** The browser's errors in the engine's terms. */
async function translated<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof EngineError) throw error;
    const name = error instanceof DOMException ? error.name : '';
    if (name === 'QuotaExceededError') {
      throw new EngineError(
        'exhausted',
        'no space left on device: the browser gives this site no more storage. Remove what you do not need (docker system prune -a), or free space on your disk',
        { cause: error },
      );
    }
    throw new EngineError('internal', `the browser's storage failed: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}
