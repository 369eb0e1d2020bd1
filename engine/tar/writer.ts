import type { ByteSource } from '../base/stream.ts';
import type { TarHeaderInit } from './header.ts';

/** `content` must be as long as `header.size` says, if it says; bytes may leave the size out. */
export interface TarInput {
  readonly header: TarHeaderInit;
  readonly content?: Uint8Array | ByteSource;
}

/** Writes an archive: the same entries give the same bytes. PAX records only where USTAR cannot hold a value, as Go's archive/tar decides. */
export async function* writeTar(_entries: AsyncIterable<TarInput> | Iterable<TarInput>): AsyncGenerator<Uint8Array, void, undefined> {
  throw new Error('to come');
}
