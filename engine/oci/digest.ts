import { EngineError } from '../base/errors.ts';

/** `sha256:` and 64 lower-case hex digits (OCI image-spec, descriptor.md#digests). The only algorithm Docker uses. */
export type Digest = `sha256:${string}`;

const PATTERN = /^sha256:[0-9a-f]{64}$/;

export function isDigest(text: string): text is Digest {
  return PATTERN.test(text);
}

export function parseDigest(text: string): Digest {
  if (!isDigest(text)) throw new EngineError('invalid', `invalid checksum digest format: ${text}`);
  return text;
}

/** The 64 hex digits. */
export function hexOf(digest: Digest): string {
  return digest.slice('sha256:'.length);
}
