import type { Clock } from '../base/clock.ts';
import { EngineError, isKind } from '../base/errors.ts';
import type { ImageStore } from '../image/image-store.ts';
import type { StagedLayer } from '../image/types.ts';
import type { Digest } from '../oci/digest.ts';
import type { Reference } from '../oci/reference.ts';
import { createHasher } from '../oci/sha256.ts';
import type { Descriptor } from '../oci/spec.ts';
import { decompress } from '../tar/decompress.ts';
import { isPassing } from './errors.ts';
import { ATTEMPTS, layerLine, paced, retryDelay, type Say, short } from './progress.ts';
import type { ImageSource, RemoteImage } from './source.ts';

export interface PullParts {
  readonly images: ImageStore;
  readonly source: ImageSource;
  readonly clock: Clock;
}

/** dockerd's max-concurrent-downloads. */
const CONCURRENCY = 3;

/**
 * All layers of an image, held by the caller. Each streams through one pipeline: compressed bytes are hashed and counted, gunzipped, hashed
 * again, stored and indexed. The first failure stops the others and holds nothing; layers that were complete are used by the next pull.
 */
export async function pullLayers(
  parts: PullParts,
  reference: Reference,
  { manifest, config }: RemoteImage,
  { say, signal }: { say: Say; signal: AbortSignal | undefined },
): Promise<StagedLayer[]> {
  const stop = new AbortController();
  const cancel = () => stop.abort();
  signal?.addEventListener('abort', cancel, { once: true });
  if (signal?.aborted) stop.abort();
  const pull = new LayerPull(parts, reference, say, stop.signal);
  const held: StagedLayer[] = [];
  const wanted = new Map<Digest, { layer: Descriptor; diffID: Digest }>();
  const failures: unknown[] = [];
  for (const [at, layer] of manifest.layers.entries()) {
    const diffID = config.rootfs.diff_ids[at];
    if (diffID === undefined) continue;
    const present = parts.images.holdLayer(diffID);
    if (present === undefined) wanted.set(diffID, { layer, diffID });
    else held.push(present);
    say(layerLine(short(layer.digest), present === undefined ? 'Pulling fs layer' : 'Already exists'));
  }
  for (const { layer } of [...wanted.values()].slice(CONCURRENCY)) say(layerLine(short(layer.digest), 'Waiting'));
  const queue = wanted.values();
  const work = async () => {
    for (const { layer, diffID } of queue) {
      if (stop.signal.aborted) return;
      held.push(await pull.layer(layer, diffID));
    }
  };
  const workers = Array.from({ length: CONCURRENCY }, () =>
    work().catch((error: unknown) => {
      failures.push(error);
      stop.abort();
    }),
  );
  await Promise.all(workers);
  signal?.removeEventListener('abort', cancel);
  if (failures.length === 0 && !stop.signal.aborted) return held;
  for (const layer of held) layer.dispose({ keep: true });
  throw failures[0] ?? new EngineError('cancelled', 'context canceled');
}

class LayerPull {
  private readonly parts: PullParts;
  private readonly reference: Reference;
  private readonly say: Say;
  private readonly signal: AbortSignal;

  constructor(parts: PullParts, reference: Reference, say: Say, signal: AbortSignal) {
    this.parts = parts;
    this.reference = reference;
    this.say = say;
    this.signal = signal;
  }

  async layer(layer: Descriptor, diffID: Digest): Promise<StagedLayer> {
    const id = short(layer.digest);
    const tar = decompress(this.checked(layer, id));
    const staged = await this.parts.images.ingestLayer(tar, { expectedDiffID: diffID }).catch(async (error: unknown) => {
      // Bytes that are no gzip or no tar fail before their digest can: what is wrong with them is that they are other bytes.
      throw isKind(error, 'invalid') && (await this.isDamaged(layer)) ? damaged(layer) : error;
    });
    this.say(layerLine(id, 'Extracting', { current: layer.size, total: layer.size }));
    this.say(layerLine(id, 'Pull complete'));
    return staged;
  }

  /** The compressed bytes on their way: counted, hashed, and refused at their end when they are not those of the digest. */
  private async *checked(layer: Descriptor, id: string): AsyncGenerator<Uint8Array, void, undefined> {
    const hasher = await createHasher();
    const isWorthSaying = paced(layer.size, this.parts.clock);
    let current = 0;
    for await (const chunk of this.download(layer, id)) {
      hasher.update(chunk);
      current += chunk.length;
      if (isWorthSaying(current)) this.say(layerLine(id, 'Downloading', { current, total: layer.size }));
      yield chunk;
    }
    this.say(layerLine(id, 'Verifying Checksum'));
    if (hasher.digest() !== layer.digest) throw damaged(layer);
    this.say(layerLine(id, 'Download complete'));
  }

  /** A transfer that breaks goes on where it was. */
  private async *download(layer: Descriptor, id: string): AsyncGenerator<Uint8Array, void, undefined> {
    let current = 0;
    for (let attempt = 1; ; attempt++) {
      try {
        const { body, from } = await this.parts.source.blob(this.reference, layer, { offset: current, signal: this.signal });
        let skip = current - from;
        for await (const chunk of body) {
          if (this.signal.aborted) throw new EngineError('cancelled', 'context canceled');
          const fresh = chunk.subarray(Math.min(skip, chunk.length));
          skip -= chunk.length - fresh.length;
          current += fresh.length;
          if (fresh.length > 0) yield fresh;
        }
        return;
      } catch (error) {
        if (attempt === ATTEMPTS || !isPassing(error)) throw error;
        await retryDelay(attempt, id, { clock: this.parts.clock, say: this.say, signal: this.signal });
      }
    }
  }

  private async isDamaged(layer: Descriptor): Promise<boolean> {
    const hasher = await createHasher();
    const { body } = await this.parts.source.blob(this.reference, layer, { signal: this.signal });
    for await (const chunk of body) hasher.update(chunk);
    return hasher.digest() !== layer.digest;
  }
}

function damaged({ digest }: Descriptor): EngineError {
  return new EngineError('invalid', `filesystem layer verification failed for digest ${digest}`);
}
