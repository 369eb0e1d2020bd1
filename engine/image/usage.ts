import type { Digest } from '../oci/digest.ts';
import type { ImageStore } from './image-store.ts';

/** What `docker system df` says of images, in bytes. */
export interface ImageUsage {
  /** All layers that images have, each counted once. */
  readonly layersSize: number;
  /** By image: bytes it shares with other images. */
  readonly sharedSizes: ReadonlyMap<Digest, number>;
}

export function imageUsage(images: ImageStore): ImageUsage {
  const all = images.list();
  const sizes = new Map<Digest, { readonly size: number; users: number }>();
  for (const { layers } of all) {
    for (const { chainID, size } of layers) {
      const counted = sizes.get(chainID) ?? { size, users: 0 };
      counted.users++;
      sizes.set(chainID, counted);
    }
  }
  const shared = ({ chainID, size }: { chainID: Digest; size: number }) => ((sizes.get(chainID)?.users ?? 0) > 1 ? size : 0);
  return {
    layersSize: [...sizes.values()].reduce((sum, { size }) => sum + size, 0),
    sharedSizes: new Map(all.map(({ id, layers }) => [id, layers.reduce((sum, layer) => sum + shared(layer), 0)])),
  };
}
