import type { ByteSource } from '../base/stream.ts';
import { createHasher } from '../oci/sha256.ts';

/**
 * A digest of an upper's headers (names, sizes, modes, times in nanoseconds): two uppers of one container that agree in it hold the same
 * files. Empty for an upper with nothing in it.
 */
export async function fingerprint(headers: ByteSource): Promise<string> {
  const hasher = await createHasher();
  let empty = true;
  for await (const chunk of headers) {
    hasher.update(chunk);
    // A tar without members is zeros only.
    empty &&= chunk.every((byte) => byte === 0);
  }
  const digest = hasher.digest();
  return empty ? '' : digest;
}
