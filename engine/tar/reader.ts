import type { ByteSource } from '../base/stream.ts';
import type { TarMember } from './header.ts';
import { TarParser } from './parser.ts';

export interface TarEntry {
  readonly header: TarMember;
  /** The file's bytes, to be iterated before the next entry is asked for; what is not read is skipped. */
  readonly content: ByteSource;
}

/** Reads an archive as it streams in: see `TarParser` for the formats. All of the source is read, also what follows the end marker. */
export async function* readTar(source: ByteSource): AsyncGenerator<TarEntry, void, undefined> {
  const queue: Array<TarMember | Uint8Array> = [];
  const parser = new TarParser({ member: (member) => queue.push(member), data: (bytes) => queue.push(bytes) });
  const chunks = source[Symbol.asyncIterator]();

  /** The next thing in the archive, left in the queue. */
  async function ahead(): Promise<TarMember | Uint8Array | undefined> {
    while (queue.length === 0) {
      const next = await chunks.next();
      if (next.done) {
        parser.end();
        return undefined;
      }
      parser.push(next.value);
    }
    return queue[0];
  }

  async function* content(): AsyncGenerator<Uint8Array, void, undefined> {
    for (let next = await ahead(); next instanceof Uint8Array; next = await ahead()) {
      queue.shift();
      yield next;
    }
  }

  try {
    for (let next = await ahead(); next !== undefined; next = await ahead()) {
      queue.shift();
      if (!(next instanceof Uint8Array)) yield { header: next, content: content() };
    }
  } finally {
    await chunks.return?.();
  }
}
