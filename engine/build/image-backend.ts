import { isKind } from '../base/errors.ts';
import type { ImageStore } from '../image/image-store.ts';
import { openRoot } from '../image/root.ts';
import type { Image } from '../image/types.ts';
import type { Digest } from '../oci/digest.ts';
import type { ImageConfig } from '../oci/spec.ts';
import { streamBlob } from '../store/garbage.ts';
import type { BaseImage, FetchProgress, ImageBackend, LayerBackend } from './backend.ts';

/** What a registry is asked for; names are canonical. */
export interface Remote {
  /** The manifest's digest and the image's config; no layer. `notFound` when it has no such image. */
  resolve(name: string, signal: AbortSignal): Promise<{ readonly digest: Digest; readonly config: ImageConfig }>;
  /** Brings layers and image into the store. */
  pull(name: string, options: { readonly onProgress: (progress: FetchProgress) => void; readonly signal: AbortSignal }): Promise<void>;
}

/** The engine's own images, and the registry's where it has none. */
export function storedImages(images: ImageStore, remote: Remote): ImageBackend {
  return {
    resolve: async (name, { pull, signal }) => {
      const local = pull ? undefined : localImage(images, name);
      if (local !== undefined) {
        const { config, origins } = local;
        return { name, config, ...(origins !== undefined && { origins }), fetch: async () => {} };
      }
      const { digest, config } = await remote.resolve(name, signal);
      const fetch: BaseImage['fetch'] = async (options) => {
        if (!config.rootfs.diff_ids.every((diffID) => images.layerInfo(diffID) !== undefined)) await remote.pull(name, options);
      };
      return { name, digest, config, fetch };
    },
    create: async (config, references, provenance) => (await images.createImage({ config, references, ...provenance })).id,
  };
}

function localImage(images: ImageStore, name: string): Image | undefined {
  try {
    return images.resolve(name);
  } catch (error) {
    if (isKind(error, 'notFound')) return undefined;
    throw error;
  }
}

export function storedLayers(images: ImageStore): LayerBackend {
  return {
    ingest: (tar) => images.ingestLayer(tar),
    hold: (diffID) => images.holdLayer(diffID),
    drop: (layers) => images.dropLayers(layers),
    read: async (diffID) => streamBlob((await images.openLayer(diffID)).tar),
    open: (stack) => openRoot(images, { layers: stack.map((diffID) => ({ diffID })) }),
  };
}
