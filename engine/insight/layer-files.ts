import type { FileType } from '../erofs/format.ts';
import type { ErofsIndex, ErofsStat } from '../erofs/reader.ts';
import { isWhiteout } from '../erofs/tree.ts';
import type { EntryKind } from './insight.ts';

/** What one layer, by itself, has at a path: a file, a folder with its own names, or overlayfs's mark that lower ones are gone. */
export interface LayerNode {
  readonly type: FileType;
  /** Hides what lower layers have at its path. */
  readonly isWhiteout: boolean;
  /** Of a folder: hides all that lower layers have in it. */
  readonly isOpaque: boolean;
  /** 0o7777. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Bytes of a regular file; 0 of all else. */
  readonly size: number;
  /** Whole seconds since the epoch. */
  readonly mtime: number;
  /** Names that the file has in its layer. */
  readonly nlink: number;
  /** Equal for two names of one file, within the layer. */
  readonly identity: unknown;
  readonly target: string;
  child(name: string): LayerNode | undefined;
  /** In the order of their bytes. */
  names(): readonly string[];
}

const OPAQUE = 'trusted.overlay.opaque';

/** A stored layer, read from its EROFS index as it is asked for. */
export class IndexNode implements LayerNode {
  readonly index: ErofsIndex;
  readonly nid: number;
  private known: ErofsStat | undefined;

  constructor(index: ErofsIndex, nid: number = index.root) {
    this.index = index;
    this.nid = nid;
  }

  get type(): FileType {
    return this.stat.type;
  }

  get isWhiteout(): boolean {
    return isWhiteout(this.stat);
  }

  get isOpaque(): boolean {
    return this.type === 'directory' && this.index.xattrs(this.nid).has(OPAQUE);
  }

  get mode(): number {
    return this.stat.mode;
  }

  get uid(): number {
    return this.stat.uid;
  }

  get gid(): number {
    return this.stat.gid;
  }

  get size(): number {
    return this.type === 'file' ? this.stat.size : 0;
  }

  get mtime(): number {
    return this.stat.mtime;
  }

  get nlink(): number {
    return this.stat.nlink;
  }

  get identity(): unknown {
    return this.nid;
  }

  get target(): string {
    return this.type === 'symlink' ? this.index.readlink(this.nid) : '';
  }

  child(name: string): IndexNode | undefined {
    const entry = this.type === 'directory' ? this.index.lookup(this.nid, name) : undefined;
    return entry === undefined ? undefined : new IndexNode(this.index, entry.nid);
  }

  names(): readonly string[] {
    return this.type === 'directory' ? this.index.readdir(this.nid).map(({ name }) => name) : [];
  }

  private get stat(): ErofsStat {
    this.known ??= this.index.stat(this.nid);
    return this.known;
  }
}

export function kindOf({ type }: { readonly type: FileType }): EntryKind {
  return type === 'char' || type === 'block' ? 'device' : type;
}
