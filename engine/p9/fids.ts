import { FileError } from '../vfs/errno.ts';
import type { DirectoryEntry, FileNode, OpenFile } from '../vfs/node.ts';

/** How a node was reached: needed for `..`, and for the two old messages (Tremove, Trename) that name a file by its own fid. */
export interface Place {
  readonly node: FileNode;
  readonly name: string;
  readonly parent: Place | undefined;
}

/** What a fid was opened for; at first for nothing. */
export type Use =
  | { readonly kind: 'none' }
  | { readonly kind: 'file'; readonly file: OpenFile }
  | { readonly kind: 'directory'; entries: readonly DirectoryEntry[] }
  /** Txattrwalk: the value (or the list of names) to be read. */
  | { readonly kind: 'xattr'; readonly value: Uint8Array }
  /** Txattrcreate: the value comes by writes and takes effect at clunk. */
  | { readonly kind: 'newXattr'; readonly name: string; readonly value: Uint8Array; readonly flags: number };

export interface Fid {
  readonly place: Place;
  /** Who acts through it: files made get this owner. */
  readonly uid: number;
  readonly use: Use;
}

export const unused: Use = { kind: 'none' };

export class FidTable {
  private readonly fids = new Map<number, Fid>();

  get(number: number): Fid {
    const fid = this.fids.get(number);
    if (fid === undefined) throw new FileError('EBADF', `fid ${number}`);
    return fid;
  }

  file(number: number): OpenFile {
    const { use } = this.get(number);
    if (use.kind !== 'file') throw new FileError('EBADF', `fid ${number} is no open file`);
    return use.file;
  }

  set(number: number, fid: Fid): void {
    this.fids.set(number, fid);
  }

  remove(number: number): Fid {
    const fid = this.get(number);
    this.fids.delete(number);
    return fid;
  }

  /** Tversion begins a new session: everything that was open is gone. */
  clear(): Fid[] {
    const all = [...this.fids.values()];
    this.fids.clear();
    return all;
  }
}
