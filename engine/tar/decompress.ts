import { Decompress as ZstdDecoder } from 'fzstd';
import { EngineError, messageOf } from '../base/errors.ts';
import type { ByteSource } from '../base/stream.ts';
import { bunzip2 } from './bzip2.ts';
import { gunzip, peek } from './gzip.ts';

type Compression = 'gzip' | 'bzip2' | 'xz' | 'zstd';

const MAGIC: ReadonlyArray<{ readonly name: Compression; readonly bytes: readonly number[] }> = [
  { name: 'gzip', bytes: [0x1f, 0x8b] },
  { name: 'bzip2', bytes: [0x42, 0x5a, 0x68] },
  { name: 'xz', bytes: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00] },
  { name: 'zstd', bytes: [0x28, 0xb5, 0x2f, 0xfd] },
];

/** The compression that the first bytes of a file tell. */
export function compressionOf(head: Uint8Array): Compression | undefined {
  return MAGIC.find(({ bytes }) => bytes.every((byte, at) => head[at] === byte))?.name;
}

/** Undoes what the first bytes say was done, as Docker does for archives of any origin; passes others through. `invalid` for broken data. */
export async function* decompress(source: ByteSource): AsyncGenerator<Uint8Array, void, undefined> {
  const { head, rest } = await peek(source, 6);
  switch (compressionOf(head)) {
    case 'gzip':
      return yield* gunzip(rest);
    case 'bzip2':
      return yield* bunzip2(rest);
    case 'xz':
      return yield* unxz(rest);
    case 'zstd':
      return yield* unzstd(rest);
    default:
      return yield* rest;
  }
}

async function* unzstd(source: ByteSource): AsyncGenerator<Uint8Array, void, undefined> {
  const ready: Uint8Array[] = [];
  const decoder = new ZstdDecoder((chunk) => void ready.push(chunk));
  const push = (chunk: Uint8Array, isLast: boolean) => {
    try {
      decoder.push(chunk, isLast);
    } catch (error) {
      throw new EngineError('invalid', `zstd: ${messageOf(error)}`, { cause: error });
    }
  };
  for await (const chunk of source) {
    push(chunk, false);
    yield* ready.splice(0);
  }
  push(new Uint8Array(), true);
  yield* ready;
}

/** The decoder comes only when an xz archive does: it is WebAssembly inside a module. */
async function* unxz(source: ByteSource): AsyncGenerator<Uint8Array, void, undefined> {
  const { XzReadableStream } = await import('xz-decompress');
  const reader = new XzReadableStream(streamOf(source)).getReader();
  try {
    // A chunk is a view of the decoder's memory, good until the next one.
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value.slice();
  } catch (error) {
    throw error instanceof EngineError ? error : new EngineError('invalid', `xz: ${messageOf(error)}`, { cause: error });
  } finally {
    await reader.cancel().catch(() => {});
  }
}

function streamOf(source: ByteSource): ReadableStream<Uint8Array> {
  const iterator = source[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const next = await iterator.next();
      if (next.done) controller.close();
      else controller.enqueue(next.value);
    },
    cancel: async () => void (await iterator.return?.()),
  });
}
