import { EngineError } from '../base/errors.ts';
import { type Digest, isDigest } from '../oci/digest.ts';
import { canonicalName, canonicalString, familiarString, parseReference, type Reference, withDefaultTag } from '../oci/reference.ts';
import type { ImageConfig } from '../oci/spec.ts';
import type { RecordChange, Store } from '../store/store.ts';
import type { HistoryOrigin, Image, ImageEvent, LayerInfo } from './types.ts';

/** The record `image/<id>`. The config's own bytes are the blob `<id>`. */
export interface ImageRecord {
  readonly config: ImageConfig;
  /** Of each layer, bottom first. */
  readonly chainIDs: readonly Digest[];
  readonly parent?: Digest;
  readonly lastTagTime?: number;
  readonly standIn?: string;
  /** Beside the config's history: where each entry comes from. Not part of the image: an archive or a registry does not get it. */
  readonly origins?: readonly HistoryOrigin[];
  /** What the builder told of making it; kept for whoever asks, and gone with the image. */
  readonly report?: unknown;
}

/**
 * All that is known of images, in memory: `image/<id>`, `layer/<diffID>` and `reference/<canonical reference>` (the ID it names), for tags
 * and for digests alike, as in Docker's reference store. Changed only as a copy (`Draft`), which replaces it once it is committed.
 */
export class ImageState {
  readonly images: ReadonlyMap<Digest, ImageRecord>;
  readonly layers: ReadonlyMap<Digest, LayerInfo>;
  readonly references: ReadonlyMap<string, Digest>;

  constructor(images: ReadonlyMap<Digest, ImageRecord>, layers: ReadonlyMap<Digest, LayerInfo>, references: ReadonlyMap<string, Digest>) {
    this.images = images;
    this.layers = layers;
    this.references = references;
  }

  static async load(store: Store): Promise<ImageState> {
    const [images, layers, references] = await Promise.all([
      store.list<ImageRecord>('image/'),
      store.list<LayerInfo>('layer/'),
      store.list<Digest>('reference/'),
    ]);
    const afterSlash = <K extends string, V>([key, value]: [string, V]): [K, V] => [key.slice(key.indexOf('/') + 1) as K, value];
    return new ImageState(
      new Map(images.map((entry) => afterSlash<Digest, ImageRecord>(entry))),
      new Map(layers.map((entry) => afterSlash<Digest, LayerInfo>(entry))),
      new Map(references.map((entry) => afterSlash<string, Digest>(entry))),
    );
  }

  /** Sorted as Docker sorts them: by their canonical text. */
  referencesOf(id: Digest): Reference[] {
    const named: string[] = [];
    for (const [reference, image] of this.references) if (image === id) named.push(reference);
    return named.sort().map(parseReference);
  }

  childrenOf(id: Digest): Digest[] {
    return [...this.images].filter(([, { parent }]) => parent === id).map(([child]) => child);
  }

  view(id: Digest): Image | undefined {
    const record = this.images.get(id);
    if (record === undefined) return undefined;
    const layers = record.config.rootfs.diff_ids.map((diffID, at) => {
      const chainID = record.chainIDs[at] ?? diffID;
      return { diffID, chainID, size: this.layers.get(diffID)?.size ?? 0 };
    });
    const references = this.referencesOf(id);
    return {
      id,
      config: record.config,
      layers,
      size: layers.reduce((sum, { size }) => sum + size, 0),
      repoTags: references.filter(({ digest }) => digest === undefined).map(familiarString),
      repoDigests: references.filter(({ digest }) => digest !== undefined).map(familiarString),
      parent: record.parent,
      lastTagTime: record.lastTagTime,
      standIn: record.standIn,
      origins: record.origins,
    };
  }

  /** A name, a digest, an ID or a unique prefix of one, in dockerd's order of trying. */
  resolve(nameOrID: string): Digest {
    const whole = /^[a-f0-9]{64}$/.test(nameOrID) ? `sha256:${nameOrID}` : nameOrID;
    if (isDigest(whole)) {
      if (this.images.has(whole)) return whole;
      throw notFound(whole);
    }
    const reference = withDefaultTag(parseReference(nameOrID));
    const id = this.references.get(referenceKey(reference)) ?? this.byPrefix(nameOrID);
    if (id === undefined) throw notFound(familiarString(reference));
    return id;
  }

  private byPrefix(prefix: string): Digest | undefined {
    const hex = prefix.startsWith('sha256:') ? prefix.slice('sha256:'.length) : prefix;
    if (!/^[a-f0-9]+$/.test(hex)) return undefined;
    const matches = [...this.images.keys()].filter((id) => id.startsWith(`sha256:${hex}`));
    return matches.length === 1 ? matches[0] : undefined;
  }
}

/** Where a reference is kept. One with a digest is known by that alone, whatever its tag. */
export function referenceKey(reference: Reference): string {
  return reference.digest === undefined ? canonicalString(reference) : `${canonicalName(reference)}@${reference.digest}`;
}

function notFound(name: string): EngineError {
  return new EngineError('notFound', `No such image: ${name}`);
}

/** A state being changed, with the records that will say so. */
export class Draft extends ImageState {
  declare readonly images: Map<Digest, ImageRecord>;
  declare readonly layers: Map<Digest, LayerInfo>;
  declare readonly references: Map<string, Digest>;
  readonly changes: RecordChange[] = [];
  readonly events: ImageEvent[] = [];
  /** Blobs that nothing names when this is committed. */
  readonly doomed: Digest[] = [];

  constructor(from: ImageState) {
    super(new Map(from.images), new Map(from.layers), new Map(from.references));
  }

  putImage(id: Digest, record: ImageRecord): void {
    this.images.set(id, record);
    this.changes.push({ key: `image/${id}`, value: record });
  }

  deleteImage(id: Digest): void {
    this.images.delete(id);
    this.changes.push({ key: `image/${id}`, delete: true });
    this.doomed.push(id);
  }

  putLayer(layer: LayerInfo): void {
    this.layers.set(layer.diffID, layer);
    this.changes.push({ key: `layer/${layer.diffID}`, value: layer });
  }

  deleteLayer(diffID: Digest): void {
    const layer = this.layers.get(diffID);
    if (layer === undefined) return;
    this.layers.delete(diffID);
    this.changes.push({ key: `layer/${diffID}`, delete: true });
    this.doomed.push(diffID, layer.index);
  }

  putReference(reference: Reference, id: Digest): void {
    const key = referenceKey(reference);
    this.references.set(key, id);
    this.changes.push({ key: `reference/${key}`, value: id });
  }

  deleteReference(reference: Reference): void {
    const key = referenceKey(reference);
    this.references.delete(key);
    this.changes.push({ key: `reference/${key}`, delete: true });
  }

  /** An event with the labels that the image has now. */
  log(action: ImageEvent['action'], id: Digest, name: string = id): void {
    this.events.push({ action, id, attributes: { ...this.images.get(id)?.config.config?.Labels, name } });
  }
}
