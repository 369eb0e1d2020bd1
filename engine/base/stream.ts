/** Bytes coming in: iterated at most once; leaving the loop early releases the source. */
export type ByteSource = AsyncIterable<Uint8Array>;

/** Bytes going out. `write` resolves when the sink can take more (back pressure) and rejects when the other side is gone. */
export interface ByteSink {
  write(chunk: Uint8Array): Promise<void>;
  /** No more bytes follow (half close). Idempotent. */
  end(): Promise<void>;
}

/** Both directions of a connection; each can end on its own. */
export interface Duplex {
  readonly source: ByteSource;
  readonly sink: ByteSink;
  /** Ends both directions at once. Idempotent. */
  destroy(): void;
}

/** Random access to immutable bytes: a stored blob, a file, a slice of one. */
export interface BlobReader {
  /** In bytes. */
  readonly size: number;
  /** Exactly `length` bytes from `offset`, fewer only at the end. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** All bytes of a source as one array. */
export async function collect(source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of source) {
    chunks.push(chunk);
    size += chunk.length;
  }
  return concat(chunks, size);
}

export function concat(chunks: readonly Uint8Array[], size = chunks.reduce((sum, chunk) => sum + chunk.length, 0)): Uint8Array {
  if (chunks.length === 1 && chunks[0] !== undefined) return chunks[0];
  const whole = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}

export async function copy(source: ByteSource, sink: ByteSink): Promise<void> {
  for await (const chunk of source) await sink.write(chunk);
}

/** One chunk, or whatever else, as a stream. */
export async function* once<T>(chunk: T): AsyncGenerator<T, void, undefined> {
  yield chunk;
}

/** The empty stream, of whatever. */
export async function* nothing(): AsyncGenerator<never, void, undefined> {}

/** What a web stream brings. Leaving the loop early cancels it. */
export async function* chunksOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = stream.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** An unbounded queue between a producer and one consumer. The producer is never held: use it where the producer has its own flow control. */
export class ByteQueue implements ByteSource {
  private readonly chunks: Uint8Array[] = [];
  private wake: (() => void) | undefined;
  private ended = false;
  private failure: { readonly error: unknown } | undefined;
  private readonly onTaken: ((bytes: number) => void) | undefined;

  /** `onTaken` learns how many bytes the consumer has taken: the place to grant credit. */
  constructor(onTaken?: (bytes: number) => void) {
    this.onTaken = onTaken;
  }

  push(chunk: Uint8Array): void {
    if (this.ended || chunk.length === 0) return;
    this.chunks.push(chunk);
    this.wake?.();
  }

  end(): void {
    this.ended = true;
    this.wake?.();
  }

  fail(error: unknown): void {
    if (this.ended) return;
    this.failure = { error };
    this.end();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    for (;;) {
      const chunk = this.chunks.shift();
      if (chunk !== undefined) {
        yield chunk;
        this.onTaken?.(chunk.length);
      } else if (this.failure !== undefined) throw this.failure.error;
      else if (this.ended) return;
      else {
        await new Promise<void>((resolve) => {
          this.wake = resolve;
        });
        this.wake = undefined;
      }
    }
  }
}
