import type { BlobReader } from '../base/stream.ts';
import type { Digest } from '../oci/digest.ts';
import type { ImageConfig } from '../oci/spec.ts';

/** An image: read-only, a view of the moment it was asked for. Everything else makes or consumes these. */
export interface Image {
  /** The digest of the config's bytes. */
  readonly id: Digest;
  readonly config: ImageConfig;
  /** Bottom first. */
  readonly layers: readonly Layer[];
  /** Docker's size: the bytes of all its layers' files. */
  readonly size: number;
  /** Familiar, sorted: `nginx:latest`. Empty: a dangling image, `<none>:<none>`. */
  readonly repoTags: readonly string[];
  /** `nginx@sha256:…`, of images that were pulled. */
  readonly repoDigests: readonly string[];
  /** The image it was made from by `docker commit` or a build step; pulled images have none. */
  readonly parent: Digest | undefined;
  /** Milliseconds since the epoch. */
  readonly lastTagTime: number | undefined;
  /** Of a stand-in: what is really served under this name (`io.drydock.stand-in`). */
  readonly standIn: string | undefined;
  /** Beside `config.history`, of images that were built here. */
  readonly origins: readonly HistoryOrigin[] | undefined;
}

/** The lines of a Dockerfile that made an entry of an image's history; null of one that was pulled or committed. */
export type HistoryOrigin = { readonly build: string; readonly dockerfile: string; readonly start: number; readonly end: number } | null;

/** One layer: the digest of its uncompressed tar, and what stacks up to it. */
export interface Layer {
  readonly diffID: Digest;
  /** Names the layer together with all below it (image-spec, config.md#layer-chainid). */
  readonly chainID: Digest;
  /** Bytes of its files, without headers and padding. */
  readonly size: number;
}

/** What is stored of a layer. */
export interface LayerInfo {
  readonly diffID: Digest;
  readonly size: number;
  /** Bytes of the stored tar. */
  readonly tarSize: number;
  /** The EROFS index, a blob. */
  readonly index: Digest;
  /** Where registries have it, compressed: `registry.example.com/a/b@sha256:…`, newest last. */
  readonly remotes?: readonly string[];
}

/**
 * A layer that is stored, and held until `dispose`: neither `rmi` nor `prune` takes it away meanwhile. When the last hold goes and no image
 * names the layer, it is deleted, unless `keep` says to leave it for later. Dispose after `createImage`, or when giving up.
 */
export interface StagedLayer extends LayerInfo {
  dispose(options?: { keep?: boolean }): void;
}

/** A layer's two files, as the guest mounts them. */
export interface OpenLayer {
  readonly tar: BlobReader;
  readonly index: BlobReader;
}

/** A container as seen by `docker rmi`. */
export interface ImageUser {
  readonly id: string;
  readonly running: boolean;
}

/** Docker's image events; `attributes` are the image's labels and `name`. A prune has no `id`, and says what it reclaimed. */
export interface ImageEvent {
  readonly action: 'pull' | 'push' | 'tag' | 'untag' | 'delete' | 'load' | 'save' | 'import' | 'create' | 'prune';
  /** The actor's ID: the image ID, or the reference for `pull`. */
  readonly id: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** One line of what `docker rmi` and `docker image prune` did. */
export type DeletedImage = { readonly Untagged: string } | { readonly Deleted: string };
