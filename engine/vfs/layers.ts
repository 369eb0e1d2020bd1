import type { BlobReader } from '../base/stream.ts';
import { BlobFile, ChunkCache } from './blob-file.ts';
import type { FileNode } from './node.ts';
import { type DirectoryProvider, ProvidedDirectory, StaticDirectory } from './static.ts';

/** A layer as the guest mounts it: the uncompressed tar, untouched, and the EROFS index whose `device` it is. */
export interface LayerBlobs {
  readonly tar: BlobReader;
  readonly index: BlobReader;
}

export interface LayerProvider {
  /** `hex` is that of the diffID. */
  open(hex: string): Promise<LayerBlobs | undefined>;
}

/**
 * `layers/<hex of the diffID>/{tar,index}`. A layer, once opened, keeps its two nodes (they are small): the guest sees one inode however often it
 * looks. A layer that was removed answers from what is still held until `forget`.
 */
export interface LayersDirectory {
  readonly directory: FileNode;
  /** The layer is gone from the store: the next lookup asks again. */
  forget(hex: string): void;
}

export function createLayersDirectory(provider: LayerProvider, cache = new ChunkCache()): LayersDirectory {
  const opened = new Map<string, FileNode>();
  const source: DirectoryProvider = {
    open(hex) {
      const known = opened.get(hex);
      if (known !== undefined) return known;
      if (!/^[0-9a-f]{64}$/.test(hex)) return undefined;
      return provider.open(hex).then((blobs) => {
        if (blobs === undefined) return undefined;
        const node =
          opened.get(hex) ?? new StaticDirectory({ tar: new BlobFile(blobs.tar, cache), index: new BlobFile(blobs.index, cache) });
        opened.set(hex, node);
        return node;
      });
    },
    names: () => [...opened.keys()],
  };
  return { directory: new ProvidedDirectory(source), forget: (hex) => void opened.delete(hex) };
}
