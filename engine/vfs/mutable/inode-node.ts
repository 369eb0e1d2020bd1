import { FileError } from '../errno.ts';
import type { Maybe } from '../maybe.ts';
import {
  type AttributeChanges,
  type Attributes,
  type Device,
  type DirectoryEntry,
  type FileNode,
  type FileSystemStatistics,
  fileType,
  type NewFile,
  type OpenFile,
  openFlag,
  type Qid,
} from '../node.ts';
import type { Inode } from './inode.ts';
import type { Inodes } from './inodes.ts';

/** What the nodes of one tree share. */
export interface TreeContext {
  readonly inodes: Inodes;
  readonly capacity: number;
  flush(): Promise<void>;
}

/** An inode as the guest sees it. Everything is in memory, so every answer but fsync's is there at once. */
export class InodeNode implements FileNode {
  readonly inode: Inode;
  private readonly tree: TreeContext;

  constructor(tree: TreeContext, inode: Inode) {
    this.tree = tree;
    this.inode = inode;
  }

  get qid(): Qid {
    return this.inode.qid;
  }

  getattr(): Attributes {
    const { mode, uid, gid, nlink, rdev, size, atime, mtime, ctime, content } = this.inode;
    const blocks = Math.ceil((content?.allocated ?? size) / 512);
    return { mode, uid, gid, nlink, rdev, size, blocks, atime, mtime, ctime };
  }

  setattr(changes: AttributeChanges): void {
    this.tree.inodes.setattr(this.inode, changes);
  }

  open(flags: number): OpenFile {
    if (this.inode.children !== undefined) throw new FileError('EISDIR');
    if (this.inode.content === undefined) throw new FileError('ENXIO');
    if ((flags & openFlag.truncate) !== 0) this.tree.inodes.truncate(this.inode, 0);
    return new OpenInode(this.tree, this.inode);
  }

  lookup(name: string): FileNode {
    return this.nodeOf(this.tree.inodes.child(this.inode, name));
  }

  entries(): readonly DirectoryEntry[] {
    if (this.inode.children === undefined) throw new FileError('ENOTDIR');
    return [...this.inode.children].map(([name, { qid, type }]) => ({ name, qid, type }));
  }

  create(name: string, flags: number, owner: NewFile): { node: FileNode; file: OpenFile } {
    const existing = this.inode.children?.get(name);
    if (existing !== undefined && (flags & openFlag.exclusive) === 0) {
      const node = this.nodeOf(existing);
      return { node, file: node.open(flags) };
    }
    const node = this.make(name, fileType.regular, owner);
    return { node, file: node.open(0) };
  }

  mkdir(name: string, owner: NewFile): FileNode {
    return this.make(name, fileType.directory, owner);
  }

  symlink(name: string, target: string, owner: NewFile): FileNode {
    return this.make(name, fileType.symlink, owner, { target });
  }

  mknod(name: string, rdev: Device, owner: NewFile): FileNode {
    return this.make(name, owner.mode & fileType.mask || fileType.regular, owner, { rdev });
  }

  link(name: string, node: FileNode): void {
    this.tree.inodes.link(this.inode, name, this.own(node));
  }

  unlink(name: string, directory: boolean): void {
    this.tree.inodes.unlink(this.inode, name, directory);
  }

  rename(name: string, directory: FileNode, newName: string): void {
    this.tree.inodes.rename(this.inode, name, this.own(directory), newName);
  }

  readlink(): string {
    if (this.inode.target === undefined) throw new FileError('EINVAL');
    return this.inode.target;
  }

  getxattr(name: string): Uint8Array | undefined {
    return this.inode.xattrs.get(name);
  }

  listxattr(): readonly string[] {
    return [...this.inode.xattrs.keys()];
  }

  setxattr(name: string, value: Uint8Array | undefined, flags: number): void {
    this.tree.inodes.setxattr(this.inode, name, value, flags);
  }

  statfs(): FileSystemStatistics {
    const blockSize = 4096;
    const blocks = Math.floor(this.tree.capacity / blockSize);
    const blocksFree = Math.max(0, blocks - Math.ceil(this.tree.inodes.used / blockSize));
    return { blockSize, blocks, blocksFree, files: 1 << 20, filesFree: 1 << 20 };
  }

  private make(name: string, type: number, owner: NewFile, more?: { rdev?: Device; target?: string }): InodeNode {
    const mode = type | (owner.mode & ~fileType.mask);
    return this.nodeOf(this.tree.inodes.make(this.inode, name, { ...owner, mode }, more));
  }

  private nodeOf(inode: Inode): InodeNode {
    return new InodeNode(this.tree, inode);
  }

  /** Links and renames stay within one tree. */
  private own(node: FileNode): Inode {
    if (!(node instanceof InodeNode) || node.tree !== this.tree) throw new FileError('EXDEV');
    return node.inode;
  }
}

class OpenInode implements OpenFile {
  private readonly tree: TreeContext;
  private readonly inode: Inode;

  constructor(tree: TreeContext, inode: Inode) {
    this.tree = tree;
    this.inode = inode;
    tree.inodes.open(inode);
  }

  read(offset: number, length: number): Uint8Array {
    return this.inode.content?.read(offset, length) ?? new Uint8Array(0);
  }

  write(offset: number, data: Uint8Array): number {
    this.tree.inodes.write(this.inode, offset, data);
    return data.length;
  }

  fsync(): Maybe<void> {
    return this.tree.flush();
  }

  close(): void {
    this.tree.inodes.close(this.inode);
  }
}
