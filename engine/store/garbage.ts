import type { Digest } from '../oci/digest.ts';
import type { Store } from './store.ts';

/** The digests that a record makes visible. Blobs that no record names are garbage. */
export type DigestsOf = (key: string, value: unknown) => Iterable<Digest>;

/** Only while nothing is being written: at the start, before the first command. */
export async function collectGarbage(_store: Store, _digestsOf: DigestsOf): Promise<{ blobs: number; bytes: number }> {
  throw new Error('to come');
}
