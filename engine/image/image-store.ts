import { EngineError } from '../base/errors.ts';
import { Emitter, type Event } from '../base/events.ts';
import { Mutex } from '../base/mutex.ts';
import type { ByteSource } from '../base/stream.ts';
import { ErofsIndex } from '../erofs/reader.ts';
import type { Digest } from '../oci/digest.ts';
import { platformMismatch } from '../oci/platform.ts';
import { familiarName, familiarString, parseReference, type Reference, withDefaultTag } from '../oci/reference.ts';
import { sha256 } from '../oci/sha256.ts';
import type { ImageConfig, Platform } from '../oci/spec.ts';
import { digestsIn } from '../store/garbage.ts';
import type { Store } from '../store/store.ts';
import { storeLayer } from './ingest.ts';
import { Draft, ImageState } from './state.ts';
import type { HistoryOrigin, Image, ImageEvent, ImageUser, LayerInfo, OpenLayer, StagedLayer } from './types.ts';

/** dockerd's number of remembered blobs for a layer. */
const REMOTES = 50;

export interface ImageStoreOptions {
  readonly store: Store;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export interface CreateImage {
  /** An object is written as JSON; bytes are kept as they are. Their digest is the ID. */
  readonly config: ImageConfig | Uint8Array;
  /** Tags or digests, familiar or canonical. A tag that another image had moves. */
  readonly references?: readonly string[];
  readonly parent?: Digest;
  /** Of a stand-in: what is really served. */
  readonly standIn?: string;
  /** Of an image that was built here; without, those of `parent`, whose history it goes on with. */
  readonly origins?: readonly HistoryOrigin[];
  readonly report?: unknown;
  /** No `tag` events: the caller emits its own (`pull`, `load`). */
  readonly quiet?: boolean;
}

/**
 * The images of one store. Reads are answered from memory; each change is one commit.
 *
 * Life cycle: `ingestLayer` for each layer that is not there (`holdLayer`) → `createImage`, which makes image and tags visible at once
 * → dispose the staged layers.
 *
 * A layer is one tar and one index, whichever images have it. It stays while an image names it or somebody holds it: a build, the build
 * cache, a container whose files lie on it. A pull that was broken off keeps the layers it had: the next pull finds them, `pruneImages`
 * removes them.
 */
export class ImageStore {
  readonly store: Store;
  /** Who uses an image: set by the container service. */
  usersOf: (id: Digest) => readonly ImageUser[] = () => [];
  private readonly now: () => number;
  private readonly emitter = new Emitter<ImageEvent>();
  readonly events: Event<ImageEvent> = this.emitter;
  private readonly goneEmitter = new Emitter<Digest>();
  /** Layers whose files are gone. */
  readonly layersGone: Event<Digest> = this.goneEmitter;
  private current: ImageState;
  private readonly mutex = new Mutex();
  private readonly held = new Map<Digest, number>();
  private readonly indexes = new Map<Digest, Promise<ErofsIndex>>();
  /** Blobs to delete once nothing is being written that may be the same. */
  private readonly doomed = new Set<Digest>();
  private writing = 0;

  static async open(options: ImageStoreOptions): Promise<ImageStore> {
    return new ImageStore(options, await ImageState.load(options.store));
  }

  private constructor(options: ImageStoreOptions, state: ImageState) {
    this.store = options.store;
    this.now = options.now;
    this.current = state;
  }

  /** What is there at this moment; it does not change afterwards. */
  get state(): ImageState {
    return this.current;
  }

  /** Stores an uncompressed tar and its EROFS index, hashed on the way in. `invalid` when the bytes are not those expected, or no tar. */
  ingestLayer(tar: ByteSource, options: { expectedDiffID?: Digest } = {}): Promise<StagedLayer> {
    return this.protect(async () => {
      const layer = await storeLayer(this.store, tar, options.expectedDiffID);
      const present = this.holdLayer(layer.diffID);
      if (present !== undefined) return present;
      this.hold(layer.diffID);
      await this.update((draft) => draft.putLayer(layer));
      return this.staged(layer);
    });
  }

  /** Holds a layer that is there already; undefined when it is not. What is held twice is released twice. */
  holdLayer(diffID: Digest): StagedLayer | undefined {
    const layer = this.current.layers.get(diffID);
    if (layer === undefined) return undefined;
    this.hold(diffID);
    return this.staged(layer);
  }

  isHeld(diffID: Digest): boolean {
    return this.held.has(diffID);
  }

  layerInfo(diffID: Digest): LayerInfo | undefined {
    return this.current.layers.get(diffID);
  }

  /** `notFound` when there is no such layer. */
  async openLayer(diffID: Digest): Promise<OpenLayer> {
    const layer = this.current.layers.get(diffID);
    const [tar, index] = layer === undefined ? [] : await Promise.all([this.store.blobs.open(diffID), this.store.blobs.open(layer.index)]);
    if (tar === undefined || index === undefined) throw new EngineError('notFound', `layer does not exist: ${diffID}`);
    return { tar, index };
  }

  /** A layer's index, read once. */
  async layerIndex(diffID: Digest): Promise<ErofsIndex> {
    let index = this.indexes.get(diffID);
    if (index === undefined) {
      index = this.openLayer(diffID).then(({ index }) => ErofsIndex.load(index));
      this.indexes.set(diffID, index);
      index.catch(() => this.indexes.delete(diffID));
    }
    return index;
  }

  /** Content first, then image and references in one commit. Every layer must be there (`notFound` otherwise). */
  async createImage({ config, references = [], parent, standIn, origins, report, quiet = false }: CreateImage): Promise<Image> {
    const bytes = config instanceof Uint8Array ? config : new TextEncoder().encode(JSON.stringify(config));
    const parsed = config instanceof Uint8Array ? parseConfig(bytes) : config;
    const chainIDs = await chainOf(parsed.rootfs.diff_ids);
    const parsedReferences = references.map((name) => withDefaultTag(parseReference(name)));
    return this.protect(async () => {
      const { digest: id } = await this.store.blobs.put([bytes]);
      await this.update((draft) => {
        const missing = parsed.rootfs.diff_ids.find((diffID) => !draft.layers.has(diffID));
        if (missing !== undefined) throw new EngineError('notFound', `layer does not exist: ${missing}`);
        const before = draft.images.get(id);
        const known = origins ?? before?.origins ?? (parent === undefined ? undefined : draft.images.get(parent)?.origins);
        const isTagged = parsedReferences.some(({ digest }) => digest === undefined);
        draft.putImage(id, {
          ...before,
          config: parsed,
          chainIDs,
          ...(parent === undefined ? {} : { parent }),
          ...(standIn === undefined ? {} : { standIn }),
          ...(known === undefined ? {} : { origins: known }),
          ...(report === undefined ? {} : { report }),
          ...(isTagged ? { lastTagTime: this.now() } : {}),
        });
        for (const reference of parsedReferences) {
          draft.putReference(reference, id);
          if (reference.digest === undefined && !quiet) draft.log('tag', id, familiarString(reference));
        }
      });
      return this.need(id);
    });
  }

  /**
   * No blob is deleted while `work` runs: for whoever writes blobs and then the record that names them. The same bytes may be those of a
   * layer that is being removed, and the store keeps them once.
   */
  async protect<T>(work: () => Promise<T>): Promise<T> {
    this.writing++;
    try {
      return await work();
    } finally {
      this.writing--;
      // What cannot be deleted now is garbage that the next start collects.
      if (this.writing === 0 && this.doomed.size > 0) this.mutex.run(() => this.sweep()).catch(() => {});
    }
  }

  /** The config's own bytes, whose digest is the ID. */
  async configBytes(id: Digest): Promise<Uint8Array> {
    const blob = await this.store.blobs.open(id);
    if (blob === undefined) throw new EngineError('notFound', `No such image: ${id}`);
    return blob.read(0, blob.size);
  }

  list(): Image[] {
    return [...this.current.images.keys()].map((id) => this.need(id));
  }

  get(id: Digest): Image | undefined {
    return this.current.view(id);
  }

  /** By tag, digest, ID or unique ID prefix. Fails with `No such image: foo:latest` (`notFound`) or `invalid reference format`. */
  resolve(nameOrID: string, platform?: Platform): Image {
    const image = this.need(this.current.resolve(nameOrID));
    const mismatch = platform === undefined ? undefined : platformMismatch(nameOrID, image.config, platform);
    if (mismatch !== undefined) throw new EngineError('notFound', mismatch);
    return image;
  }

  childrenOf(id: Digest): Image[] {
    return this.current.childrenOf(id).map((child) => this.need(child));
  }

  /** `docker tag`. */
  async tag(source: string, target: string): Promise<Reference> {
    const reference = withDefaultTag(parseReference(target));
    if (reference.digest !== undefined) throw new EngineError('invalid', 'refusing to create a tag with a digest reference');
    await this.update((draft) => {
      const id = draft.resolve(source);
      const record = draft.images.get(id);
      if (record === undefined) throw new EngineError('notFound', `No such image: ${source}`);
      draft.putImage(id, { ...record, lastTagTime: this.now() });
      draft.putReference(reference, id);
      draft.log('tag', id, familiarString(reference));
    });
    return reference;
  }

  /** The name under which a registry has it: what `docker images --digests` shows after a push. */
  async addDigest(id: Digest, reference: Reference & { readonly digest: Digest }): Promise<void> {
    await this.update((draft) => draft.putReference(reference, id));
  }

  /** Remembers where registries have a layer, so that a push need not send it again. */
  async noteRemotes(notes: ReadonlyArray<{ readonly diffID: Digest; readonly remote: string }>): Promise<void> {
    const isNew = ({ diffID, remote }: (typeof notes)[number]) => {
      const layer = this.current.layers.get(diffID);
      return layer !== undefined && layer.remotes?.at(-1) !== remote;
    };
    if (!notes.some(isNew)) return;
    await this.update((draft) => {
      for (const { diffID, remote } of notes) {
        const layer = draft.layers.get(diffID);
        if (layer === undefined) continue;
        const others = (layer.remotes ?? []).filter((other) => other !== remote);
        draft.putLayer({ ...layer, remotes: [...others, remote].slice(-REMOTES) });
      }
    });
  }

  /** What happened to an image elsewhere: `pull`, `push`, `load`, `save`, `import`. */
  emit(action: ImageEvent['action'], image: Image, name: string = image.id): void {
    const isTransfer = action === 'pull' || action === 'push';
    const id = isTransfer ? name : image.id;
    const shown = isTransfer ? familiarName(parseReference(name)) : name;
    this.emitter.emit({ action, id, attributes: { ...image.config.config?.Labels, name: shown } });
  }

  emitPrune(reclaimed: number): void {
    this.emitter.emit({ action: 'prune', id: '', attributes: { reclaimed: String(reclaimed) } });
  }

  /** Deletes blobs of others (a container's saved files) after the record that named them is gone; what any record still names stays. */
  deleteBlobs(digests: Iterable<Digest>): Promise<void> {
    for (const digest of digests) this.doomed.add(digest);
    return this.mutex.run(() => this.sweep());
  }

  /** Removes those of these layers that nothing needs. */
  async dropLayers(candidates: Iterable<Digest>): Promise<void> {
    await this.update((draft) => {
      for (const diffID of this.unneeded(draft, candidates)) draft.deleteLayer(diffID);
    });
  }

  /** Those of these layers that no image of the draft names and nobody holds. */
  unneeded(draft: Draft, candidates: Iterable<Digest>): Digest[] {
    const needed = new Set<Digest>(this.held.keys());
    for (const { config } of draft.images.values()) for (const diffID of config.rootfs.diff_ids) needed.add(diffID);
    return [...new Set(candidates)].filter((diffID) => draft.layers.has(diffID) && !needed.has(diffID));
  }

  /**
   * The one way to change something: `change` works on a copy, which takes the place of the state when its records are committed. When it
   * throws, nothing has happened. Events come after the commit; blobs that lost their last name are deleted then.
   */
  update<T>(change: (draft: Draft) => T): Promise<T> {
    return this.mutex.run(async () => {
      const before = this.current;
      const draft = new Draft(before);
      const result = change(draft);
      if (draft.changes.length > 0) await this.store.commit(draft.changes);
      this.current = new ImageState(draft.images, draft.layers, draft.references);
      for (const event of draft.events) this.emitter.emit(event);
      for (const digest of draft.doomed) {
        this.doomed.add(digest);
        this.indexes.delete(digest);
        if (before.layers.has(digest)) this.goneEmitter.emit(digest);
      }
      await this.sweep();
      return result;
    });
  }

  /** Deletes the blobs that lost their last name, unless a record of whatever kind still has them. */
  private async sweep(): Promise<void> {
    if (this.writing > 0 || this.doomed.size === 0) return;
    const named = new Set<Digest>();
    for (const [key, value] of await this.store.list('')) for (const digest of digestsIn(key, value)) named.add(digest);
    if (this.writing > 0) return;
    const doomed = [...this.doomed];
    this.doomed.clear();
    await Promise.all(doomed.filter((digest) => !named.has(digest)).map((digest) => this.store.blobs.delete(digest)));
  }

  private need(id: Digest): Image {
    const image = this.current.view(id);
    if (image === undefined) throw new EngineError('notFound', `No such image: ${id}`);
    return image;
  }

  private hold(diffID: Digest): void {
    this.held.set(diffID, (this.held.get(diffID) ?? 0) + 1);
  }

  private staged(layer: LayerInfo): StagedLayer {
    const { diffID } = layer;
    let isHeld = true;
    const dispose = ({ keep = false }: { keep?: boolean } = {}) => {
      if (!isHeld) return;
      isHeld = false;
      const count = (this.held.get(diffID) ?? 1) - 1;
      if (count > 0) this.held.set(diffID, count);
      else this.held.delete(diffID);
      // Should that fail, `pruneImages` finds it.
      if (count === 0 && !keep) this.dropLayers([diffID]).catch(() => {});
    };
    return { ...layer, dispose };
  }
}

/** image-spec, config.md#layer-chainid. */
async function chainOf(diffIDs: readonly Digest[]): Promise<Digest[]> {
  const chain: Digest[] = [];
  for (const diffID of diffIDs) {
    const below = chain.at(-1);
    chain.push(below === undefined ? diffID : await sha256(`${below} ${diffID}`));
  }
  return chain;
}

function parseConfig(bytes: Uint8Array): ImageConfig {
  try {
    const config = JSON.parse(new TextDecoder().decode(bytes)) as ImageConfig;
    if (Array.isArray(config.rootfs?.diff_ids)) return config;
  } catch (cause) {
    throw new EngineError('invalid', 'invalid image config: not JSON', { cause });
  }
  throw new EngineError('invalid', 'invalid image config: rootfs.diff_ids is missing');
}
