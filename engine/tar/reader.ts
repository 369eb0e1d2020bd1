import type { ByteSource } from '../base/stream.ts';
import type { TarMember } from './header.ts';

export interface TarEntry {
  readonly header: TarMember;
  /** The file's bytes, to be iterated before the next entry is asked for; what is not read is skipped. */
  readonly content: ByteSource;
}

/** Reads an archive as it streams in: USTAR, PAX (global records too), GNU long names and base-256 numbers. */
export async function* readTar(_source: ByteSource): AsyncGenerator<TarEntry, void, undefined> {
  throw new Error('to come');
}
