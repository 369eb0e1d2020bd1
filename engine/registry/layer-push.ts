import type { Clock } from '../base/clock.ts';
import { EngineError, isKind } from '../base/errors.ts';
import type { ByteSource } from '../base/stream.ts';
import type { ImageStore } from '../image/image-store.ts';
import type { Layer } from '../image/types.ts';
import type { Digest } from '../oci/digest.ts';
import { canonicalName, parseReference, type Reference } from '../oci/reference.ts';
import { type Descriptor, mediaTypes } from '../oci/spec.ts';
import { streamBlob } from '../store/garbage.ts';
import { gzipSteady } from '../tar/deflate.ts';
import type { RepositoryClient } from './client.ts';
import { isPassing } from './errors.ts';
import { ATTEMPTS, layerLine, paced, retryDelay, type Say, short } from './progress.ts';
import { mountBlob, uploadBlob } from './upload.ts';

/** dockerd's max-concurrent-uploads. */
const CONCURRENCY = 5;
/** Of other repositories' blobs that are tried before the layer is sent (moby: up to 4, by the layer's size). */
const MOUNT_ATTEMPTS = 3;

export interface PushParts {
  readonly images: ImageStore;
  readonly repository: RepositoryClient;
  readonly clock: Clock;
}

/** Brings layers to one repository of a registry; what several tags share is sent once. */
export class LayerPush {
  private readonly parts: PushParts;
  private readonly target: Reference;
  private readonly say: Say;
  private readonly stop = new AbortController();
  private readonly done = new Map<Digest, Descriptor>();

  constructor(parts: PushParts, target: Reference, say: Say) {
    this.parts = parts;
    this.target = target;
    this.say = say;
  }

  /** Descriptors of the layers as the registry has them, bottom first, as the layers are. */
  async layers(layers: readonly Layer[], signal: AbortSignal | undefined): Promise<Descriptor[]> {
    const cancel = () => this.stop.abort();
    signal?.addEventListener('abort', cancel, { once: true });
    if (signal?.aborted) cancel();
    // Topmost first, each once: the order in which dockerd tells of them.
    const order = [...new Map(layers.toReversed().map((layer) => [layer.diffID, layer])).values()];
    for (const { diffID } of order) this.say(layerLine(short(diffID), 'Preparing'));
    for (const { diffID } of order.slice(CONCURRENCY)) this.say(layerLine(short(diffID), 'Waiting'));
    const queue = order.values();
    const failures: unknown[] = [];
    const work = async () => {
      for (const layer of queue) {
        if (this.stop.signal.aborted) return;
        this.done.set(layer.diffID, await this.layer(layer));
      }
    };
    const workers = Array.from({ length: CONCURRENCY }, () =>
      work().catch((error: unknown) => {
        failures.push(error);
        cancel();
      }),
    );
    await Promise.all(workers);
    signal?.removeEventListener('abort', cancel);
    if (failures.length > 0) throw failures[0];
    if (this.stop.signal.aborted) throw new EngineError('cancelled', 'context canceled');
    return layers.flatMap(({ diffID }) => this.done.get(diffID) ?? []);
  }

  private async layer(layer: Layer): Promise<Descriptor> {
    const id = short(layer.diffID);
    const known = this.done.get(layer.diffID) ?? (await this.present(layer));
    if (known !== undefined) {
      this.say(layerLine(id, 'Layer already exists'));
      return known;
    }
    const found = await this.mount(layer);
    if (found !== undefined && 'descriptor' in found) {
      this.say(layerLine(id, `Mounted from ${found.from}`));
      return this.noted(layer, found.descriptor);
    }
    const descriptor = await this.upload(layer, found?.session);
    this.say(layerLine(id, 'Pushed'));
    return this.noted(layer, descriptor);
  }

  /** The blob that this repository is known to have had, if it still has it. */
  private async present({ diffID }: Layer): Promise<Descriptor | undefined> {
    const { repository } = this.parts;
    for (const { name, digest } of this.remotesOf(diffID)) {
      if (canonicalName(name) !== canonicalName(this.target)) continue;
      const size = await repository.sizeOf(digest, this.stop.signal);
      return size === undefined ? undefined : descriptorOf(digest, size);
    }
    return undefined;
  }

  private async mount({ diffID }: Layer): Promise<{ descriptor: Descriptor; from: string } | { session: string } | undefined> {
    const { repository } = this.parts;
    const candidates = this.remotesOf(diffID).filter(
      ({ name }) => name.domain === this.target.domain && canonicalName(name) !== canonicalName(this.target),
    );
    let session: string | undefined;
    for (const { name, digest } of candidates.slice(0, MOUNT_ATTEMPTS)) {
      const mount = await mountBlob(repository, { digest, from: name.path }, this.stop.signal).catch((error: unknown) => {
        // A repository that may not be read is no source.
        if (isKind(error, 'internal')) return undefined;
        throw error;
      });
      if (mount?.mounted) {
        const size = await repository.sizeOf(digest, this.stop.signal);
        if (size !== undefined) return { descriptor: descriptorOf(digest, size), from: name.path };
      } else session = mount?.session ?? session;
    }
    return session === undefined ? undefined : { session };
  }

  private async upload(layer: Layer, opened: string | undefined): Promise<Descriptor> {
    const { images, repository, clock } = this.parts;
    const { signal } = this.stop;
    for (let attempt = 1; ; attempt++) {
      try {
        const { tar } = await images.openLayer(layer.diffID);
        const content = gzipSteady(this.counted(layer, streamBlob(tar)));
        const { digest, size } = await uploadBlob(repository, content, { session: attempt === 1 ? opened : undefined, signal });
        return descriptorOf(digest, size);
      } catch (error) {
        if (attempt === ATTEMPTS || !isPassing(error)) throw error;
        await retryDelay(attempt, short(layer.diffID), { clock, say: this.say, signal });
      }
    }
  }

  /** The bar is of bytes before compression, against the size of the files, as dockerd's is. */
  private async *counted({ diffID, size }: Layer, tar: ByteSource): ByteSource {
    const isWorthSaying = paced(size, this.parts.clock);
    let current = 0;
    for await (const chunk of tar) {
      if (this.stop.signal.aborted) throw new EngineError('cancelled', 'context canceled');
      current += chunk.length;
      if (isWorthSaying(current)) this.say(layerLine(short(diffID), 'Pushing', { current, total: size }));
      yield chunk;
    }
    this.say(layerLine(short(diffID), 'Pushing', { current, total: size }));
  }

  private async noted(layer: Layer, descriptor: Descriptor): Promise<Descriptor> {
    await this.parts.images.noteRemotes([{ diffID: layer.diffID, remote: `${canonicalName(this.target)}@${descriptor.digest}` }]);
    return descriptor;
  }

  /** Newest first. */
  private remotesOf(diffID: Digest): Array<{ name: Reference; digest: Digest }> {
    const remotes = this.parts.images.layerInfo(diffID)?.remotes ?? [];
    return remotes.toReversed().flatMap((remote) => {
      const name = parseReference(remote);
      return name.digest === undefined ? [] : [{ name, digest: name.digest }];
    });
  }
}

function descriptorOf(digest: Digest, size: number): Descriptor {
  return { mediaType: mediaTypes.dockerLayerGzip, digest, size };
}
