import type { BlobReader } from '../base/stream.ts';
import type { ErofsIndex } from '../erofs/reader.ts';
import type { Image } from '../image/types.ts';
import type { Digest } from '../oci/digest.ts';
import type { TarHeader } from '../tar/header.ts';
import type { BuildReport } from './insight.ts';

/** What insight needs of the rest of the engine, and nothing else. */
export interface InsightBackends {
  readonly images: {
    /** `notFound` in Docker's words. */
    resolve(name: string): Image;
    get(id: Digest): Image | undefined;
    list(): Image[];
    layerIndex(diffID: Digest): Promise<ErofsIndex>;
    openLayer(diffID: Digest): Promise<{ readonly tar: BlobReader }>;
  };
  readonly containers: {
    /** `notFound` in Docker's words. */
    files(ref: string): ContainerFiles;
  };
  /** Newest first. */
  builds(): readonly BuildReport[];
}

/** A container, as far as its files go. */
export interface ContainerFiles {
  readonly id: string;
  readonly imageId: Digest;
  /** Its layers, bottom first. */
  readonly stack: readonly Digest[];
  /** What lies over its files; outer ones first. */
  readonly mounts: ReadonlyArray<{ readonly destination: string; readonly source: string }>;
  /** What was written, in the order of a walk: overlayfs's upper. No content is read. */
  written(): Promise<readonly TarHeader[]>;
  /** The first bytes of a regular file of the upper; undefined when there is none at this path. */
  head(path: string, bytes: number): Promise<Uint8Array | undefined>;
}
