import { encodeName } from '../../base/bytes.ts';
import { type Device, fileType, newQidPath, noDevice, type Qid, qidType, type Time } from '../node.ts';
import { FileContent } from './content.ts';

/** One file of a mutable tree, of any type. It lives as long as a name or an open file leads to it. */
export class Inode {
  /** Its key in the store. */
  readonly id: number;
  mode: number;
  uid: number;
  gid: number;
  readonly rdev: Device;
  atime: Time;
  mtime: Time;
  ctime: Time;
  readonly xattrs = new Map<string, Uint8Array>();
  /** Of a regular file. */
  readonly content: FileContent | undefined;
  /** Of a directory. */
  readonly children: Map<string, Inode> | undefined;
  /** Of a symbolic link. */
  readonly target: string | undefined;
  /** Every name that leads here: one for a directory, none for the root and for what was unlinked. */
  readonly places: Place[] = [];
  readonly qid: Qid;
  opens = 0;

  constructor(id: number, init: InodeInit) {
    this.id = id;
    this.mode = init.mode;
    this.uid = init.uid;
    this.gid = init.gid;
    this.rdev = init.rdev ?? noDevice;
    this.atime = init.time;
    this.mtime = init.time;
    this.ctime = init.time;
    this.target = init.target;
    this.content = this.type === fileType.regular ? new FileContent() : undefined;
    this.children = this.type === fileType.directory ? new Map() : undefined;
    // Version 0: the page may change any file at any moment, so the guest must not keep its content.
    this.qid = { type: qidTypeOf(this.type), version: 0, path: newQidPath() };
  }

  get type(): number {
    return this.mode & fileType.mask;
  }

  get size(): number {
    if (this.content !== undefined) return this.content.size;
    return this.target === undefined ? 0 : encodeName(this.target).length;
  }

  get nlink(): number {
    if (this.children === undefined) return this.places.length;
    let count = 2;
    for (const child of this.children.values()) if (child.children !== undefined) count++;
    return count;
  }

  /** Paths from the root, without a leading slash. */
  paths(): string[] {
    return this.places.flatMap(({ directory, name }) =>
      directory.places.length === 0 ? [name] : directory.paths().map((path) => `${path}/${name}`),
    );
  }
}

export interface Place {
  readonly directory: Inode;
  readonly name: string;
}

export interface InodeInit {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly time: Time;
  readonly rdev?: Device;
  readonly target?: string;
}

function qidTypeOf(type: number): number {
  if (type === fileType.directory) return qidType.directory;
  return type === fileType.symlink ? qidType.symlink : qidType.file;
}
