import { EngineError, messageOf } from '../base/errors.ts';
import type { ByteSource } from '../base/stream.ts';

export function gunzip(source: ByteSource): ByteSource {
  return through(source, new DecompressionStream('gzip'), 'gzip: ');
}

export function gzip(source: ByteSource): ByteSource {
  return through(source, new CompressionStream('gzip'), 'gzip: ');
}

/** The first bytes of a source (fewer when it is shorter), and the source as if nothing had been read. */
export async function peek(source: ByteSource, length: number): Promise<{ head: Uint8Array; rest: ByteSource }> {
  const iterator = source[Symbol.asyncIterator]();
  let head: Uint8Array<ArrayBufferLike> = new Uint8Array();
  while (head.length < length) {
    const next = await iterator.next();
    if (next.done) break;
    if (head.length === 0) head = next.value;
    else {
      const joined = new Uint8Array(head.length + next.value.length);
      joined.set(head);
      joined.set(next.value, head.length);
      head = joined;
    }
  }
  return { head, rest: rejoin(head, iterator) };
}

async function* rejoin(head: Uint8Array, iterator: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    if (head.length > 0) yield head;
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
  } finally {
    await iterator.return?.();
  }
}

interface Transform {
  readonly writable: unknown;
  readonly readable: unknown;
}

/** A platform transform as a plain source. Errors of the source come through as they are, those of the transform as `invalid`. */
async function* through(source: ByteSource, transform: Transform, label: string): AsyncGenerator<Uint8Array, void, undefined> {
  const writer = (transform.writable as WritableStream<Uint8Array>).getWriter();
  const reader = (transform.readable as ReadableStream<Uint8Array>).getReader();
  let failure: { readonly error: unknown } | undefined;
  let stopped = false;
  const feeding = (async () => {
    try {
      for await (const chunk of source) {
        if (stopped) return;
        await writer.ready;
        // A failing write shows on the readable side; `ready` alone gives back pressure.
        writer.write(chunk).catch(() => {});
      }
      await writer.close();
    } catch (error) {
      failure ??= { error };
      await writer.abort(error).catch(() => {});
    }
  })();
  try {
    for (;;) {
      const next = await reader.read();
      if (next.done) break;
      yield next.value;
    }
  } catch (error) {
    const cause = failure?.error;
    if (cause instanceof EngineError) throw cause;
    throw new EngineError('invalid', label + messageOf(error), { cause: error });
  } finally {
    stopped = true;
    await reader.cancel().catch(() => {});
    await feeding;
  }
}
