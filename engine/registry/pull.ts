import { EngineError } from '../base/errors.ts';
import type { ByteSource } from '../base/stream.ts';
import type { ImageStore } from '../image/image-store.ts';
import type { Image, StagedLayer } from '../image/types.ts';
import { type Digest, hexOf } from '../oci/digest.ts';
import { canonicalName, canonicalString, familiarString, parseReference, withDefaultTag } from '../oci/reference.ts';
import { createHasher } from '../oci/sha256.ts';
import type { Descriptor, ImageConfig, Manifest } from '../oci/spec.ts';
import { decompress } from '../tar/gzip.ts';
import { blobPath, Catalogue, unreachable } from './catalogue.ts';
import type { Fetcher } from './fetcher.ts';

/** One message of Docker's pull stream (`POST /images/create`). */
export interface PullMessage {
  readonly status: string;
  /** The layer's short ID, or the tag in "Pulling from". */
  readonly id?: string;
  readonly progressDetail?: { readonly current?: number; readonly total?: number };
}

export interface PullOptions {
  readonly onProgress?: (message: PullMessage) => void;
  readonly signal?: AbortSignal;
}

export interface PullResult {
  readonly image: Image;
  /** What is really served under this name, when it is a stand-in. */
  readonly standIn: string | undefined;
}

/** dockerd's max-concurrent-downloads. */
const CONCURRENCY = 3;
/** A progress message for each so many bytes: dockerd's come every 512 KiB too (progressreader). */
const STEP = 512 * 1024;

/**
 * Brings an image of the catalogue into the store. Each layer streams through one pipeline: compressed bytes are hashed and counted,
 * gunzipped, hashed again, stored and indexed. Nothing is visible before all is there; layers that were complete when a pull failed are used
 * by the next one.
 */
export async function pullImage(images: ImageStore, fetch: Fetcher, name: string, options: PullOptions = {}): Promise<PullResult> {
  const reference = withDefaultTag(parseReference(name));
  const say = options.onProgress ?? (() => {});
  const catalogue = new Catalogue(fetch);
  const stop = new AbortController();
  const cancel = () => stop.abort();
  options.signal?.addEventListener('abort', cancel, { once: true });
  if (options.signal?.aborted) stop.abort();
  const held: StagedLayer[] = [];
  try {
    const { manifest: descriptor, standIn } = await catalogue.find(reference, stop.signal);
    say({
      status: `Pulling from ${reference.domain === 'docker.io' ? reference.path : canonicalName(reference)}`,
      id: reference.digest ?? reference.tag ?? '',
    });
    const manifest = parse<Manifest>(await catalogue.blob(descriptor, stop.signal));
    const config = await catalogue.blob(manifest.config, stop.signal);
    const { diff_ids: diffIDs } = parse<ImageConfig>(config).rootfs;
    if (diffIDs.length !== manifest.layers.length)
      throw new EngineError('invalid', 'image manifest and config differ in their number of layers');
    const pull = new LayerPull(images, catalogue, say, stop.signal);
    held.push(...(await pull.all(manifest.layers, diffIDs, stop)));
    const byDigest = { domain: reference.domain, path: reference.path, digest: descriptor.digest };
    const tag = reference.digest === undefined ? [canonicalString(reference)] : [];
    const before = images.state.references.get(canonicalString(reference.digest === undefined ? reference : byDigest));
    const image = await images.createImage({
      config,
      references: [...tag, canonicalString(byDigest)],
      quiet: true,
      ...(standIn === undefined ? {} : { standIn }),
    });
    const shown = familiarString(reference);
    say({ status: `Digest: ${descriptor.digest}` });
    say({ status: before === image.id ? `Status: Image is up to date for ${shown}` : `Status: Downloaded newer image for ${shown}` });
    images.emit('pull', image, shown);
    return { image, standIn };
  } finally {
    options.signal?.removeEventListener('abort', cancel);
    for (const layer of held) layer.dispose({ keep: true });
  }
}

class LayerPull {
  private readonly images: ImageStore;
  private readonly catalogue: Catalogue;
  private readonly say: (message: PullMessage) => void;
  private readonly signal: AbortSignal;

  constructor(images: ImageStore, catalogue: Catalogue, say: (message: PullMessage) => void, signal: AbortSignal) {
    this.images = images;
    this.catalogue = catalogue;
    this.say = say;
    this.signal = signal;
  }

  /** All layers, held. The first failure stops the others, and holds nothing. */
  async all(layers: readonly Descriptor[], diffIDs: readonly Digest[], stop: AbortController): Promise<StagedLayer[]> {
    const held: StagedLayer[] = [];
    const wanted: Array<{ layer: Descriptor; diffID: Digest }> = [];
    for (const [at, layer] of layers.entries()) {
      const diffID = diffIDs[at];
      if (diffID === undefined) continue;
      const present = this.images.holdLayer(diffID);
      if (present === undefined) wanted.push({ layer, diffID });
      else held.push(present);
      this.say({ status: present === undefined ? 'Pulling fs layer' : 'Already exists', progressDetail: {}, id: short(layer.digest) });
    }
    for (const { layer } of wanted.slice(CONCURRENCY)) this.say({ status: 'Waiting', progressDetail: {}, id: short(layer.digest) });
    const queue = wanted.values();
    const failures: unknown[] = [];
    const work = async () => {
      for (const { layer, diffID } of queue) {
        if (this.signal.aborted) return;
        held.push(await this.one(layer, diffID));
      }
    };
    const workers = Array.from({ length: CONCURRENCY }, () =>
      work().catch((error: unknown) => {
        failures.push(error);
        stop.abort();
      }),
    );
    await Promise.all(workers);
    if (failures.length === 0 && !this.signal.aborted) return held;
    for (const layer of held) layer.dispose({ keep: true });
    throw failures[0] ?? new EngineError('cancelled', 'context canceled');
  }

  private async one(layer: Descriptor, diffID: Digest): Promise<StagedLayer> {
    const id = short(layer.digest);
    const { body } = await this.catalogue.open(blobPath(layer.digest), this.signal);
    const staged = await this.images.ingestLayer(decompress(this.checked(layer, id, body)), { expectedDiffID: diffID });
    this.say({ status: 'Extracting', progressDetail: { current: layer.size, total: layer.size }, id });
    this.say({ status: 'Pull complete', progressDetail: {}, id });
    return staged;
  }

  /** The compressed bytes on their way: counted for the progress, hashed, and refused at their end when they are not those of the digest. */
  private async *checked({ digest, size }: Descriptor, id: string, body: ByteSource): AsyncGenerator<Uint8Array, void, undefined> {
    const hasher = await createHasher();
    let current = 0;
    let next = 0;
    try {
      for await (const chunk of body) {
        if (this.signal.aborted) throw new EngineError('cancelled', 'context canceled');
        hasher.update(chunk);
        current += chunk.length;
        if (current >= next) {
          this.say({ status: 'Downloading', progressDetail: { current, total: size }, id });
          next = current + STEP;
        }
        yield chunk;
      }
    } catch (error) {
      throw unreachable(error, this.signal);
    }
    this.say({ status: 'Verifying Checksum', progressDetail: {}, id });
    if (hasher.digest() !== digest) throw new EngineError('invalid', `filesystem layer verification failed for digest ${digest}`);
    this.say({ status: 'Download complete', progressDetail: {}, id });
  }
}

function parse<T>(bytes: Uint8Array): T {
  return JSON.parse(new TextDecoder().decode(bytes)) as T;
}

function short(digest: Digest): string {
  return hexOf(digest).slice(0, 12);
}
