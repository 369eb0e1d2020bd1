import { EngineError } from '../base/errors.ts';
import type { ByteSink, ByteSource } from '../base/stream.ts';

/** A sink whose bytes come out of the source. A write resolves when the reader has taken it, and rejects when the reader has left. */
export interface Pipe {
  readonly sink: ByteSink;
  readonly source: ByteSource;
}

interface Waiting {
  readonly chunk: Uint8Array;
  taken(): void;
  refused(error: unknown): void;
}

export function pipe(): Pipe {
  const waiting: Waiting[] = [];
  let reader: (() => void) | undefined;
  let ended = false;
  let left = false;

  const gone = () => new EngineError('unavailable', 'The other side is gone.');
  const sink: ByteSink = {
    write(chunk) {
      if (left || ended) return Promise.reject(gone());
      if (chunk.length === 0) return Promise.resolve();
      return new Promise((taken, refused) => {
        waiting.push({ chunk, taken, refused });
        reader?.();
      });
    },
    end() {
      ended = true;
      reader?.();
      return Promise.resolve();
    },
  };

  const source: ByteSource = {
    [Symbol.asyncIterator]: () => ({
      async next() {
        while (waiting.length === 0) {
          if (ended || left) return { done: true, value: undefined };
          await new Promise<void>((resolve) => {
            reader = resolve;
          });
          reader = undefined;
        }
        const first = waiting.shift();
        if (first === undefined) return { done: true, value: undefined };
        first.taken();
        return { done: false, value: first.chunk };
      },
      return() {
        left = true;
        for (const write of waiting.splice(0)) write.refused(gone());
        reader?.();
        return Promise.resolve({ done: true, value: undefined });
      },
    }),
  };
  return { sink, source };
}
