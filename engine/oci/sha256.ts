import { createSHA256, sha256 as hashWhole } from 'hash-wasm';
import type { Digest } from './digest.ts';

/** A running SHA-256. `digest` ends it. */
export interface Hasher {
  update(chunk: Uint8Array): void;
  digest(): Digest;
}

/** WebAssembly, so that bytes can be hashed while they stream; the platform's own digest only takes whole buffers. */
export async function createHasher(): Promise<Hasher> {
  const state = (await createSHA256()).init();
  return {
    update: (chunk) => void state.update(chunk),
    digest: () => `sha256:${state.digest('hex')}`,
  };
}

export async function sha256(bytes: Uint8Array | string): Promise<Digest> {
  return `sha256:${await hashWhole(bytes)}`;
}
