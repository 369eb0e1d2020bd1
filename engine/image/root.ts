import type { BlobReader } from '../base/stream.ts';
import type { TarType } from '../tar/header.ts';
import type { ImageStore } from './image-store.ts';
import type { Image } from './types.ts';

/** A file of an image's merged root. */
export interface RootNode {
  /** Absolute and without symbolic links in its directories. */
  readonly path: string;
  readonly type: Exclude<TarType, 'hardlink'>;
  /** 0o7777. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  readonly mtime: number;
  readonly mtimeNanos: number;
  readonly major: number;
  readonly minor: number;
  /** Equal for two names of one file (hard links). */
  readonly identity: string;
}

/** An image's files as a container sees them: layers merged, whiteouts applied. Only content is read asynchronously. */
export interface ImageRoot {
  /** Resolves symbolic links inside the root, the last one only with `follow` (default true). */
  lookup(path: string, options?: { follow?: boolean }): RootNode | undefined;
  /** Sorted by name. */
  readdir(directory: RootNode): RootNode[];
  readlink(link: RootNode): string;
  xattrs(node: RootNode): ReadonlyMap<string, Uint8Array>;
  open(file: RootNode): BlobReader;
}

export async function openRoot(_images: ImageStore, _image: Image): Promise<ImageRoot> {
  throw new Error('to come');
}
