import type { Digest } from '../oci/digest.ts';
import type { ImageStore } from './image-store.ts';

/** What `docker system df` says of images, in bytes. */
export interface ImageUsage {
  /** All layers, each counted once. */
  readonly layersSize: number;
  /** By image: bytes it shares with other images. */
  readonly sharedSizes: ReadonlyMap<Digest, number>;
}

export function imageUsage(_images: ImageStore): ImageUsage {
  throw new Error('to come');
}
