import { EngineError } from '../base/errors.ts';
import { Emitter, type Event } from '../base/events.ts';
import type { ByteSource } from '../base/stream.ts';
import type { Digest } from '../oci/digest.ts';
import type { Reference } from '../oci/reference.ts';
import type { ImageConfig } from '../oci/spec.ts';
import type { Store } from '../store/store.ts';
import type { Image, ImageEvent, ImageUser, LayerInfo, OpenLayer, StagedLayer } from './types.ts';

export interface ImageStoreOptions {
  readonly store: Store;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export interface CreateImage {
  /** An object is written as JSON; bytes are kept as they are. Their digest is the ID. */
  readonly config: ImageConfig | Uint8Array;
  /** Tags or digests, familiar or canonical. */
  readonly references?: readonly string[];
  readonly parent?: Digest;
  readonly standIn?: string;
}

/**
 * The images of one store. Reads are answered from memory; each change is one commit.
 *
 * Life cycle: `ingestLayer` for each layer that is not there (`hasLayer`) → `createImage`, which makes image and tags visible at once
 * → dispose the staged layers.
 */
export class ImageStore {
  readonly store: Store;
  private readonly emitter = new Emitter<ImageEvent>();
  readonly events: Event<ImageEvent> = this.emitter;
  /** Who uses an image: set by the container service, asked by `removeImage` and `pruneImages`. */
  usersOf: (id: Digest) => readonly ImageUser[] = () => [];

  static async open(options: ImageStoreOptions): Promise<ImageStore> {
    return new ImageStore(options);
  }

  private constructor(options: ImageStoreOptions) {
    this.store = options.store;
  }

  /** Stores an uncompressed tar and its EROFS index, hashed on the way in. `invalid` when the bytes are not those expected or no tar. */
  ingestLayer(_tar: ByteSource, _options?: { expectedDiffID?: Digest }): Promise<StagedLayer> {
    throw toCome();
  }

  /** Holds a layer that is there already; undefined when it is not. */
  holdLayer(_diffID: Digest): StagedLayer | undefined {
    throw toCome();
  }

  layerInfo(_diffID: Digest): LayerInfo | undefined {
    throw toCome();
  }

  /** `notFound` when there is no such layer. */
  openLayer(_diffID: Digest): Promise<OpenLayer> {
    throw toCome();
  }

  createImage(_create: CreateImage): Promise<Image> {
    throw toCome();
  }

  list(): Image[] {
    throw toCome();
  }

  get(_id: Digest): Image | undefined {
    throw toCome();
  }

  /** By tag, digest, ID or unique ID prefix. Fails with `No such image: foo:latest` (`notFound`) or `invalid reference format`. */
  resolve(_nameOrID: string): Image {
    throw toCome();
  }

  childrenOf(_id: Digest): Image[] {
    throw toCome();
  }

  /** `docker tag`. */
  tag(_source: string, _target: string): Promise<Reference> {
    throw toCome();
  }
}

function toCome(): EngineError {
  return new EngineError('internal', 'to come');
}
