import { EngineError } from '../base/errors.ts';
import type { BlobReader } from '../base/stream.ts';
import type { FileType } from '../erofs/format.ts';
import { type ErofsIndex, openContent } from '../erofs/reader.ts';
import { isWhiteout } from '../erofs/tree.ts';
import type { Digest } from '../oci/digest.ts';
import { compareNames } from '../tar/name.ts';
import type { ImageStore } from './image-store.ts';

/** A file of an image's merged root. */
export interface RootNode {
  /** Absolute and without symbolic links in its directories. */
  readonly path: string;
  readonly type: FileType;
  /** 0o7777. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  readonly mtime: number;
  readonly mtimeNanos: number;
  readonly nlink: number;
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
  /** A file's content. */
  open(file: RootNode): BlobReader;
}

/** Of an image, or of any stack of layers, bottom first. */
export async function openRoot(
  images: ImageStore,
  { layers }: { readonly layers: ReadonlyArray<{ readonly diffID: Digest }> },
): Promise<ImageRoot> {
  const opened = layers.map(async ({ diffID }): Promise<RootLayer> => {
    const [index, { tar }] = await Promise.all([images.layerIndex(diffID), images.openLayer(diffID)]);
    return { index, tar };
  });
  return new MergedRoot((await Promise.all(opened)).reverse());
}

interface RootLayer {
  readonly index: ErofsIndex;
  readonly tar: BlobReader;
}

/** One layer's inode of a path. */
interface Part {
  readonly layer: RootLayer;
  readonly nid: number;
}

/** `parts`: the layer that answers; of a directory all that are merged, topmost first. */
type MergedNode = RootNode & { readonly parts: readonly Part[] };

const OPAQUE = 'trusted.overlay.opaque';
/** MAXSYMLINKS of the kernel. */
const SYMLINK_LIMIT = 40;

class MergedRoot implements ImageRoot {
  private readonly layers: readonly RootLayer[];
  private readonly root: MergedNode;

  /** Topmost layer first. */
  constructor(layers: readonly RootLayer[]) {
    this.layers = layers;
    this.root = this.merge(
      '/',
      layers.map((layer) => ({ layer, nid: layer.index.root })),
    );
  }

  lookup(path: string, { follow = true }: { follow?: boolean } = {}): RootNode | undefined {
    const rest = path.split('/').reverse();
    const above: MergedNode[] = [];
    let node = this.root;
    let links = 0;
    for (let name = rest.pop(); name !== undefined; name = rest.pop()) {
      if (name === '' || name === '.') continue;
      if (name === '..') {
        node = above.pop() ?? this.root;
        continue;
      }
      if (node.type !== 'directory') return undefined;
      const child = this.child(node, name);
      if (child === undefined) return undefined;
      const isLast = rest.every((part) => part === '' || part === '.');
      if (child.type === 'symlink' && (follow || !isLast)) {
        if (++links > SYMLINK_LIMIT) return undefined;
        const target = this.readlink(child);
        if (target.startsWith('/')) {
          above.length = 0;
          node = this.root;
        }
        rest.push(...target.split('/').reverse());
        continue;
      }
      above.push(node);
      node = child;
    }
    // A trailing slash asks for a directory.
    return path.endsWith('/') && node.type !== 'directory' ? undefined : node;
  }

  readdir(directory: RootNode): RootNode[] {
    const node = merged(directory);
    const names = new Set(node.parts.flatMap(({ layer, nid }) => layer.index.readdir(nid).map(({ name }) => name)));
    const children: RootNode[] = [];
    for (const name of [...names].sort(compareNames)) {
      const child = this.child(node, name);
      if (child !== undefined) children.push(child);
    }
    return children;
  }

  readlink(link: RootNode): string {
    const { layer, nid } = top(link);
    return layer.index.readlink(nid);
  }

  xattrs(node: RootNode): ReadonlyMap<string, Uint8Array> {
    const { layer, nid } = top(node);
    return new Map([...layer.index.xattrs(nid)].filter(([name]) => !name.startsWith('trusted.overlay.')));
  }

  open(file: RootNode): BlobReader {
    const { layer, nid } = top(file);
    return openContent(layer.index, nid, layer.tar);
  }

  /** overlayfs's rule: the topmost layer answers; directories merge down to one that is opaque, or to what is no directory. */
  private child(directory: MergedNode, name: string): MergedNode | undefined {
    const parts: Part[] = [];
    for (const { layer, nid } of directory.parts) {
      const entry = layer.index.lookup(nid, name);
      if (entry === undefined) continue;
      const isDirectory = entry.type === 'directory';
      if (parts.length > 0 && !isDirectory) break;
      if (entry.type === 'char' && isWhiteout(layer.index.stat(entry.nid))) break;
      parts.push({ layer, nid: entry.nid });
      if (!isDirectory || layer.index.xattrs(entry.nid).has(OPAQUE)) break;
    }
    return parts.length === 0 ? undefined : this.merge(`${directory.path === '/' ? '' : directory.path}/${name}`, parts);
  }

  private merge(path: string, parts: readonly Part[]): MergedNode {
    const [first] = parts;
    if (first === undefined) return { ...NOTHING, path, parts };
    const { layer, nid } = first;
    return { ...layer.index.stat(nid), path, identity: `${this.layers.indexOf(layer)}:${nid}`, parts };
  }
}

/** The root of `FROM scratch`. */
const NOTHING: Omit<MergedNode, 'path' | 'parts'> = {
  type: 'directory',
  mode: 0o755,
  uid: 0,
  gid: 0,
  size: 0,
  mtime: 0,
  mtimeNanos: 0,
  nlink: 2,
  major: 0,
  minor: 0,
  identity: '',
};

function merged(node: RootNode): MergedNode {
  if (!('parts' in node)) throw new EngineError('internal', `not a node of an image's root: ${node.path}`);
  return node as MergedNode;
}

function top(node: RootNode): Part {
  const [first] = merged(node).parts;
  if (first === undefined) throw new EngineError('internal', `the root of no layers has no ${node.path}`);
  return first;
}
