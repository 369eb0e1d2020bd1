import type { BlobReader } from '../base/stream.ts';
import { FileError } from './errno.ts';
import type { Maybe } from './maybe.ts';
import { then } from './maybe.ts';
import { type Attributes, attributes, fileType, newQidPath, type OpenFile, openFlag, qidType, ReadOnlyNode } from './node.ts';

/** Linux asks for at most 252 KiB at a time; a chunk of this size serves four such reads from one trip to the store. */
const chunkSize = 1 << 20;

/** Chunks of all blobs, the least recently used dropped first. Memory of the tab, so bounded. */
export class ChunkCache {
  private readonly chunks = new Map<string, Uint8Array | Promise<Uint8Array>>();
  private readonly limit: number;

  constructor(bytes = 96 << 20) {
    this.limit = Math.max(1, Math.floor(bytes / chunkSize));
  }

  get(key: string, load: () => Promise<Uint8Array>): Maybe<Uint8Array> {
    const known = this.chunks.get(key);
    if (known !== undefined) {
      this.chunks.delete(key);
      this.chunks.set(key, known);
      return known;
    }
    const loading = load().then(
      (chunk) => {
        if (this.chunks.get(key) === loading) this.chunks.set(key, chunk);
        return chunk;
      },
      (error: unknown) => {
        this.chunks.delete(key);
        throw error;
      },
    );
    this.chunks.set(key, loading);
    for (const oldest of this.chunks.keys()) {
      if (this.chunks.size <= this.limit) break;
      this.chunks.delete(oldest);
    }
    return loading;
  }
}

/** An immutable blob as a file that the guest may cache for good: its qid version never changes and is not 0. */
export class BlobFile extends ReadOnlyNode implements OpenFile {
  readonly qid = { type: qidType.file, version: 1, path: newQidPath() };
  private readonly reader: BlobReader;
  private readonly cache: ChunkCache;
  private nextChunk = 0;

  constructor(reader: BlobReader, cache: ChunkCache) {
    super();
    this.reader = reader;
    this.cache = cache;
  }

  override getattr(): Attributes {
    return attributes(fileType.regular | 0o444, this.reader.size);
  }

  override open(flags: number): OpenFile {
    if ((flags & openFlag.accessMode) !== openFlag.readOnly) throw new FileError('EROFS');
    return this;
  }

  read(offset: number, length: number): Maybe<Uint8Array> {
    const end = Math.min(offset + length, this.reader.size);
    if (end <= offset) return new Uint8Array(0);
    const first = Math.floor(offset / chunkSize);
    const last = Math.floor((end - 1) / chunkSize);
    this.readAhead(first, last);
    if (first === last) return then(this.chunk(first), (chunk) => chunk.subarray(offset - first * chunkSize, end - first * chunkSize));
    const result = new Uint8Array(end - offset);
    let done: Maybe<void> | undefined;
    for (let index = first; index <= last; index++)
      done = then(done, () =>
        then(this.chunk(index), (chunk) => {
          const start = index * chunkSize;
          const from = Math.max(offset, start);
          result.set(chunk.subarray(from - start, end - start), from - offset);
        }),
      );
    return then(done, () => result);
  }

  write(): number {
    throw new FileError('EROFS');
  }
  fsync(): void {}
  close(): void {}

  private chunk(index: number): Maybe<Uint8Array> {
    return this.cache.get(`${this.qid.path}:${index}`, () => this.reader.read(index * chunkSize, chunkSize));
  }

  /** A reader that goes from chunk to chunk finds the next one there already. */
  private readAhead(first: number, last: number): void {
    const ahead = last + 1;
    if (first === this.nextChunk || last === this.nextChunk) {
      this.nextChunk = ahead;
      if (ahead * chunkSize < this.reader.size) {
        const chunk = this.chunk(ahead);
        if (chunk instanceof Promise) chunk.catch(() => undefined);
      }
    }
  }
}
