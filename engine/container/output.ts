import type { ByteSource } from '../base/stream.ts';
import type { OutputChunk } from './manager.ts';

/** A client that reads slower than this many bytes behind holds the program up, as a full pipe does. */
const high = 1 << 20;

/** What one client has yet to read. */
export class OutputQueue implements AsyncIterable<OutputChunk> {
  private readonly chunks: OutputChunk[] = [];
  private size = 0;
  private ended = false;
  private wake: (() => void) | undefined;
  private drained: (() => void) | undefined;
  private readonly onLeave: () => void;

  constructor(onLeave: () => void = () => {}) {
    this.onLeave = onLeave;
  }

  /** Resolves when the client has room again. */
  push(chunk: OutputChunk): Promise<void> | undefined {
    if (this.ended) return undefined;
    this.chunks.push(chunk);
    this.size += chunk.data.length;
    this.wake?.();
    if (this.size < high) return undefined;
    return new Promise((resolve) => {
      const before = this.drained;
      this.drained = () => {
        before?.();
        resolve();
      };
    });
  }

  end(): void {
    this.ended = true;
    this.release();
    this.wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<OutputChunk, void, undefined> {
    try {
      for (;;) {
        const chunk = this.chunks.shift();
        if (chunk !== undefined) {
          this.size -= chunk.data.length;
          if (this.size < high) this.release();
          yield chunk;
        } else if (this.ended) return;
        else {
          await new Promise<void>((resolve) => {
            this.wake = resolve;
          });
          this.wake = undefined;
        }
      }
    } finally {
      this.end();
      this.onLeave();
    }
  }

  private release(): void {
    const { drained } = this;
    this.drained = undefined;
    drained?.();
  }
}

/** Copies a program's output to everyone who listens. One per run of a container, one per exec. */
export class OutputHub {
  private readonly clients = new Set<{ queue: OutputQueue; streams: ReadonlySet<string> }>();
  private closed = false;
  /** Bytes that the program has written so far, as far as they have come. */
  received = 0;

  /** Everything from now on. Ends when the program's output has ended. */
  subscribe(streams: { stdout: boolean; stderr: boolean }): OutputQueue {
    const wanted = new Set([...(streams.stdout ? ['stdout'] : []), ...(streams.stderr ? ['stderr'] : [])]);
    const client = { queue: new OutputQueue(() => this.clients.delete(client)), streams: wanted };
    if (this.closed) client.queue.end();
    else this.clients.add(client);
    return client.queue;
  }

  /** Until both streams have ended. */
  async pump(stdout: ByteSource, stderr: ByteSource, onChunk: (chunk: OutputChunk) => void = () => {}): Promise<void> {
    const drain = async (stream: OutputChunk['stream'], source: ByteSource) => {
      for await (const data of source) {
        const chunk = { stream, data };
        this.received += data.length;
        onChunk(chunk);
        const waits = [...this.clients].flatMap(({ queue, streams }) => (streams.has(stream) ? (queue.push(chunk) ?? []) : []));
        if (waits.length > 0) await Promise.all(waits);
      }
    };
    await Promise.allSettled([drain('stdout', stdout), drain('stderr', stderr)]);
  }

  close(): void {
    this.closed = true;
    for (const { queue } of this.clients) queue.end();
    this.clients.clear();
  }
}
