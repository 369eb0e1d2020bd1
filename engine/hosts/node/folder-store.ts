import { randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { EngineError, isKind } from '../../base/errors.ts';
import type { BlobReader } from '../../base/stream.ts';
import { type Digest, hexOf, isDigest } from '../../oci/digest.ts';
import { receive } from '../../store/receive.ts';
import type { BlobStore, Store } from '../../store/store.ts';
import { lockFolder } from './folder-lock.ts';
import { Journal } from './journal.ts';

/**
 * A store in a folder of the host:
 *
 *     blobs/sha256/<hex>   immutable content, renamed into place when it is whole and on disk
 *     tmp/                 what is being written; emptied at the next start
 *     records              a journal of commits (see `Journal`)
 *     lock                 the process that has it open
 *
 * A process may be killed between any two writes: what is visible is whole.
 */
export async function openFolderStore(directory: string): Promise<Store> {
  const temporary = join(directory, 'tmp');
  await mkdir(join(directory, 'blobs', 'sha256'), { recursive: true });
  const unlock = await lockFolder(directory);
  try {
    await rm(temporary, { recursive: true, force: true });
    await mkdir(temporary);
    const journal = await Journal.open(directory);
    return {
      blobs: new FolderBlobs(join(directory, 'blobs', 'sha256'), temporary),
      get: async <T>(key: string) => structuredClone(journal.records.get(key)) as T | undefined,
      async list<T>(prefix: string) {
        const keys = [...journal.records.keys()].filter((key) => key.startsWith(prefix)).sort();
        return keys.map((key): [string, T] => [key, structuredClone(journal.records.get(key)) as T]);
      },
      commit: (changes) => translated(journal.append(changes)),
      async close() {
        await journal.close();
        await unlock();
      },
    };
  } catch (error) {
    await unlock();
    throw error;
  }
}

class FolderBlobs implements BlobStore {
  private readonly directory: string;
  private readonly temporary: string;

  constructor(directory: string, temporary: string) {
    this.directory = directory;
    this.temporary = temporary;
  }

  async put(data: Parameters<BlobStore['put']>[0], expected?: Digest): Promise<{ digest: Digest; size: number }> {
    const path = join(this.temporary, randomBytes(8).toString('hex'));
    try {
      const file = await open(path, 'wx');
      let received: { digest: Digest; size: number };
      try {
        received = await receive(data, expected, (chunk) => translated(writeAll(file, chunk)));
        await translated(file.sync());
      } finally {
        await file.close();
      }
      await rename(path, this.path(received.digest));
      return received;
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
  }

  async open(digest: Digest): Promise<BlobReader | undefined> {
    const path = this.path(digest);
    const size = (await stat(path).catch(absent))?.size;
    return size === undefined ? undefined : { size, read: (offset, length) => readAt(path, offset, Math.min(length, size - offset)) };
  }

  async delete(digest: Digest): Promise<void> {
    await rm(this.path(digest), { force: true });
  }

  async list(): Promise<Array<{ digest: Digest; size: number }>> {
    const digests = (await readdir(this.directory)).map((name) => `sha256:${name}`).filter(isDigest);
    return Promise.all(digests.map(async (digest) => ({ digest, size: (await stat(this.path(digest))).size })));
  }

  private path(digest: Digest): string {
    return join(this.directory, hexOf(digest));
  }
}

async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let at = 0; at < chunk.length; ) at += (await file.write(chunk, at)).bytesWritten;
}

/** Opens for each read: a blob has no end of use, so a kept handle would never be closed. */
async function readAt(path: string, offset: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(Math.max(0, length));
  const file = await open(path, 'r');
  try {
    let filled = 0;
    while (filled < bytes.length) {
      const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, offset + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return bytes.subarray(0, filled);
  } finally {
    await file.close();
  }
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}

/** The host's errors in the engine's terms. */
async function translated<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (isKind(error, 'exhausted') || (code !== 'ENOSPC' && code !== 'EDQUOT')) throw error;
    throw new EngineError('exhausted', 'no space left on device', { cause: error });
  }
}
