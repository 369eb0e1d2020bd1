import { EngineError, isKind } from '../base/errors.ts';
import type { BaseImage, BuildBackends, FetchProgress, ImageBackend, LayerBackend, RunBackend } from '../build/backend.ts';
import type { BuildCache } from '../build/cache.ts';
import type { ImageStore } from '../image/image-store.ts';
import { openRoot } from '../image/root.ts';
import type { Image } from '../image/types.ts';
import { canonicalString, parseReference, withDefaultTag } from '../oci/reference.ts';
import type { ImageConfig, Manifest } from '../oci/spec.ts';
import { Catalogue } from '../registry/catalogue.ts';
import type { Fetcher } from '../registry/fetcher.ts';
import { type PullMessage, pullImage } from '../registry/pull.ts';

interface Parts {
  readonly images: ImageStore;
  readonly catalogue: Fetcher;
  readonly run: RunBackend;
  readonly cache: BuildCache;
  readonly now: () => number;
}

/** What the builder needs, from the engine's own parts. */
export function buildBackends({ images, catalogue, run, cache, now }: Parts): BuildBackends {
  return { images: imageBackend(images, catalogue), layers: layerBackend(images), run, cache, now };
}

function layerBackend(images: ImageStore): LayerBackend {
  return {
    ingest: (tar) => images.ingestLayer(tar),
    hold: (diffID) => images.holdLayer(diffID),
    open: (stack) => openRoot(images, { layers: stack.map((diffID) => ({ diffID })) }),
  };
}

function imageBackend(images: ImageStore, fetcher: Fetcher): ImageBackend {
  const catalogue = new Catalogue(fetcher);

  async function remote(reference: string, name: string, signal: AbortSignal): Promise<BaseImage> {
    const { manifest: descriptor } = await catalogue.find(withDefaultTag(parseReference(reference)), signal);
    const manifest = parse<Manifest>(await catalogue.blob(descriptor, signal));
    return {
      name,
      digest: descriptor.digest,
      config: parse<ImageConfig>(await catalogue.blob(manifest.config, signal)),
      async fetch({ onProgress, signal: stop }) {
        await pullImage(images, fetcher, reference, { signal: stop, onProgress: (message) => forward(message, onProgress) });
      },
    };
  }

  return {
    async resolve(reference, { pull, signal }) {
      const name = canonicalString(withDefaultTag(parseReference(reference)));
      const local = localImage(images, reference);
      if (local === undefined || pull) return remote(reference, name, signal);
      return { name, config: local.config, fetch: async () => {} };
    },
    async create(config, names) {
      return (await images.createImage({ config, references: names })).id;
    },
  };
}

function localImage(images: ImageStore, reference: string): Image | undefined {
  try {
    return images.resolve(reference);
  } catch (error) {
    if (isKind(error, 'notFound')) return undefined;
    throw error;
  }
}

/** Of the pull's messages, those that say how far a layer is. */
function forward({ id, status, progressDetail }: PullMessage, onProgress: (progress: FetchProgress) => void): void {
  if (id === undefined || status.startsWith('Pulling from')) return;
  const { current = 0, total = 0 } = progressDetail ?? {};
  if (status === 'Downloading') onProgress({ id, phase: 'download', current, total, done: false });
  else if (status === 'Download complete') onProgress({ id, phase: 'download', current, total, done: true });
  else if (status === 'Extracting') onProgress({ id, phase: 'extract', current, total, done: false });
  else if (status === 'Pull complete') onProgress({ id, phase: 'extract', current, total, done: true });
}

function parse<T>(bytes: Uint8Array): T {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as T;
  } catch (error) {
    throw new EngineError('invalid', 'the image catalogue is damaged: a manifest is no JSON', { cause: error });
  }
}
