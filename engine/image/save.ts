import type { ByteSource } from '../base/stream.ts';
import type { ImageStore } from './image-store.ts';

/** `docker save`: an OCI layout with Docker's `manifest.json` and `repositories` beside it, as a tar stream. */
export function saveImages(_images: ImageStore, _names: readonly string[]): ByteSource {
  throw new Error('to come');
}
