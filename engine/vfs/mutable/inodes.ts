import type { Clock } from '../../base/clock.ts';
import { FileError } from '../errno.ts';
import { type AttributeChanges, type Device, fileType, type NewFile, type Time } from '../node.ts';
import { Inode } from './inode.ts';

/** Who wants to know what changed: the saver, and whoever watches the tree. */
export interface InodeObserver {
  /** Anything of the inode but its content. */
  changed(inode: Inode): void;
  pieceChanged(inode: Inode, index: number): void;
  /** A name came, went, or leads to other content now. */
  pathChanged(path: string, kind: 'written' | 'removed'): void;
  /** Throws ENOSPC when nothing more can be taken. */
  checkSpace(bytes: number): void;
}

/** POSIX operations on inodes: what a name may be given to, what is replaced by a rename, which times move. */
export class Inodes {
  readonly root: Inode;
  /** Bytes of file content held in memory. */
  used = 0;
  private lastId: number;
  private readonly observer: InodeObserver;
  private readonly clock: Clock;

  constructor(root: Inode, lastId: number, observer: InodeObserver, clock: Clock) {
    this.root = root;
    this.lastId = lastId;
    this.observer = observer;
    this.clock = clock;
  }

  now(): Time {
    const milliseconds = this.clock.now();
    const sec = Math.floor(milliseconds / 1000);
    return { sec, nsec: Math.min(999_999_999, Math.floor((milliseconds - sec * 1000) * 1e6)) };
  }

  child(directory: Inode, name: string): Inode {
    const child = childrenOf(directory).get(name);
    if (child === undefined) throw new FileError('ENOENT', name);
    return child;
  }

  /** A new inode under a name; `mode` has the type. */
  make(directory: Inode, name: string, owner: NewFile, more: { rdev?: Device; target?: string } = {}): Inode {
    const children = childrenOf(directory);
    if (children.has(name)) throw new FileError('EEXIST', name);
    if (directory !== this.root && directory.places.length === 0) throw new FileError('ENOENT', 'the directory is removed');
    this.observer.checkSpace(0);
    this.lastId += 1;
    const inode = new Inode(this.lastId, { ...owner, time: this.now(), ...more });
    this.attach(directory, name, inode);
    return inode;
  }

  link(directory: Inode, name: string, inode: Inode): void {
    if (inode.children !== undefined) throw new FileError('EPERM', 'a hard link to a directory');
    if (childrenOf(directory).has(name)) throw new FileError('EEXIST', name);
    if (inode.places.length === 0) throw new FileError('ENOENT');
    this.observer.checkSpace(0);
    this.attach(directory, name, inode);
  }

  unlink(directory: Inode, name: string, asDirectory: boolean): void {
    const inode = this.child(directory, name);
    if (asDirectory) {
      if (inode.children === undefined) throw new FileError('ENOTDIR', name);
      if (inode.children.size > 0) throw new FileError('ENOTEMPTY', name);
    } else if (inode.children !== undefined) throw new FileError('EISDIR', name);
    this.detach(directory, name, inode);
    this.release(inode);
  }

  /** rename(2): an existing target is replaced when the kinds agree, in one step. */
  rename(from: Inode, name: string, to: Inode, newName: string): void {
    const inode = this.child(from, name);
    const replaced = childrenOf(to).get(newName);
    if (replaced === inode) return;
    if (inode.children !== undefined && isWithin(to, inode)) throw new FileError('EINVAL', 'into itself');
    if (replaced !== undefined) {
      if (replaced.children !== undefined) {
        if (inode.children === undefined) throw new FileError('EISDIR', newName);
        if (replaced.children.size > 0) throw new FileError('ENOTEMPTY', newName);
      } else if (inode.children !== undefined) throw new FileError('ENOTDIR', newName);
      this.detach(to, newName, replaced);
      this.release(replaced);
    }
    this.detach(from, name, inode);
    this.attach(to, newName, inode);
  }

  write(inode: Inode, offset: number, data: Uint8Array): void {
    const content = contentOf(inode);
    this.observer.checkSpace(Math.max(0, offset + data.length - content.size));
    this.resize(inode, () => content.write(offset, data, (index) => this.observer.pieceChanged(inode, index)));
  }

  /** All or nothing: without room the old content stays. */
  overwrite(inode: Inode, data: Uint8Array): void {
    const content = contentOf(inode);
    this.observer.checkSpace(Math.max(0, data.length - content.size));
    const touched = (index: number) => this.observer.pieceChanged(inode, index);
    this.resize(inode, () => {
      content.truncate(0, touched);
      content.write(0, data, touched);
    });
  }

  truncate(inode: Inode, size: number): void {
    const content = contentOf(inode);
    this.resize(inode, () => content.truncate(size, (index) => this.observer.pieceChanged(inode, index)));
  }

  setattr(inode: Inode, changes: AttributeChanges): void {
    if (changes.size !== undefined) this.truncate(inode, changes.size);
    const now = this.now();
    const time = (value: Time | 'now') => (value === 'now' ? now : value);
    if (changes.mode !== undefined) inode.mode = inode.type | (changes.mode & ~fileType.mask);
    if (changes.uid !== undefined) inode.uid = changes.uid;
    if (changes.gid !== undefined) inode.gid = changes.gid;
    if (changes.atime !== undefined) inode.atime = time(changes.atime);
    if (changes.mtime !== undefined) inode.mtime = time(changes.mtime);
    this.changed(inode, now);
  }

  /** `value` undefined removes. */
  setxattr(inode: Inode, name: string, value: Uint8Array | undefined, flags: number): void {
    const exists = inode.xattrs.has(name);
    if (value === undefined ? !exists : (flags & xattrReplace) !== 0 && !exists) throw new FileError('ENODATA');
    if ((flags & xattrCreate) !== 0 && exists) throw new FileError('EEXIST');
    if (value === undefined) inode.xattrs.delete(name);
    else inode.xattrs.set(name, value.slice());
    this.changed(inode, this.now());
  }

  /** An open file keeps its content after the last name is gone; then the space is free again. */
  open(inode: Inode): void {
    inode.opens++;
  }

  close(inode: Inode): void {
    inode.opens--;
    this.release(inode);
  }

  private release(inode: Inode): void {
    if (inode.opens === 0 && inode.places.length === 0 && inode.content !== undefined) this.used -= inode.content.allocated;
  }

  private resize(inode: Inode, run: () => void): void {
    const before = inode.content?.allocated ?? 0;
    run();
    this.used += (inode.content?.allocated ?? 0) - before;
    inode.mtime = this.now();
    this.changed(inode, inode.mtime);
    for (const path of inode.paths()) this.observer.pathChanged(path, 'written');
  }

  private changed(inode: Inode, now: Time): void {
    inode.ctime = now;
    this.observer.changed(inode);
  }

  private attach(directory: Inode, name: string, inode: Inode): void {
    childrenOf(directory).set(name, inode);
    inode.places.push({ directory, name });
    this.entryChanged(directory, name, inode, 'written');
  }

  private detach(directory: Inode, name: string, inode: Inode): void {
    const path = pathOf(directory, name);
    childrenOf(directory).delete(name);
    inode.places.splice(
      inode.places.findIndex((place) => place.directory === directory && place.name === name),
      1,
    );
    this.entryChanged(directory, name, inode, 'removed', path);
  }

  private entryChanged(directory: Inode, name: string, inode: Inode, kind: 'written' | 'removed', path = pathOf(directory, name)): void {
    const now = this.now();
    directory.mtime = now;
    this.changed(directory, now);
    this.changed(inode, now);
    this.observer.pathChanged(path, kind);
  }
}

const xattrCreate = 1;
const xattrReplace = 2;

function childrenOf(inode: Inode): Map<string, Inode> {
  if (inode.children === undefined) throw new FileError('ENOTDIR');
  return inode.children;
}

function contentOf(inode: Inode) {
  if (inode.content === undefined) throw new FileError(inode.children === undefined ? 'EINVAL' : 'EISDIR');
  return inode.content;
}

function pathOf(directory: Inode, name: string): string {
  const [parent] = directory.paths();
  return parent === undefined ? name : `${parent}/${name}`;
}

function isWithin(inode: Inode, ancestor: Inode): boolean {
  for (let at: Inode | undefined = inode; at !== undefined; at = at.places[0]?.directory) if (at === ancestor) return true;
  return false;
}
