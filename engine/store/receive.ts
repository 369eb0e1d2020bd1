import { EngineError } from '../base/errors.ts';
import type { ByteSource } from '../base/stream.ts';
import type { Digest } from '../oci/digest.ts';
import { createHasher } from '../oci/sha256.ts';

/** Hashes bytes on their way into `write`; fails (`invalid`) after the last one when they are not those expected. */
export async function receive(
  data: ByteSource | Iterable<Uint8Array>,
  expected: Digest | undefined,
  write: (chunk: Uint8Array) => void | Promise<void>,
): Promise<{ digest: Digest; size: number }> {
  const hasher = await createHasher();
  let size = 0;
  for await (const chunk of data) {
    hasher.update(chunk);
    size += chunk.length;
    await write(chunk);
  }
  const digest = hasher.digest();
  if (expected !== undefined && digest !== expected) {
    throw new EngineError('invalid', `content has digest ${digest}, expected ${expected}`);
  }
  return { digest, size };
}
