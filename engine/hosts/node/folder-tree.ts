import fs from 'node:fs';
import { decodeName, encodeName } from '../../base/bytes.ts';
import { FileError } from '../../vfs/errno.ts';
import {
  type AttributeChanges,
  type Attributes,
  type DirectoryEntry,
  type FileNode,
  type FileSystemStatistics,
  fileType,
  type NewFile,
  newQidPath,
  type OpenFile,
  openFlag,
  type Qid,
  qidType,
  ReadOnlyNode,
  type Time,
} from '../../vfs/node.ts';

/**
 * A folder of this machine as a read-write tree for the guest (`--workspace DIR`). Every answer is synchronous: the guest waits for it anyway.
 *
 * No path leads out of the folder. Symbolic links are never followed here (the guest resolves them in its own tree); a node is bound to its
 * parent's node rather than to a path, so that replacing a directory by a link does not redirect what was found in it before; and the
 * real path of the containing directory is checked before each operation.
 *
 * Owners are changed when this process may; otherwise files are its user's, as with any program of that user.
 */
export function openFolderTree(directory: string): FileNode {
  const root = fs.realpathSync(directory, { encoding: 'buffer' });
  if (!fs.statSync(root).isDirectory()) throw new FileError('ENOTDIR', directory);
  return new FolderNode({ root, qidPaths: new Map() }, undefined, '', statOf(root));
}

interface Folder {
  readonly root: Buffer;
  /** By device and inode: hard links are one file to the guest too. */
  readonly qidPaths: Map<string, number>;
}

class FolderNode extends ReadOnlyNode {
  readonly qid: Qid;
  private readonly folder: Folder;
  private parent: FolderNode | undefined;
  private name: string;
  private readonly identity: string;
  private readonly type: number;
  /** Nodes that were found here, so that a name has one node however often it is looked up. */
  private readonly children = new Map<string, FolderNode>();
  /** The name is gone; what is open goes on by its descriptor. */
  private removed = false;
  private readonly descriptors = new Set<number>();

  constructor(folder: Folder, parent: FolderNode | undefined, name: string, stat: fs.BigIntStats) {
    super();
    this.folder = folder;
    this.parent = parent;
    this.name = name;
    this.identity = identityOf(stat);
    this.type = Number(stat.mode) & fileType.mask;
    this.qid = { type: qidTypeOf(this.type), version: 0, path: qidPath(folder, this.identity) };
  }

  override getattr(): Attributes {
    const [descriptor] = this.descriptors;
    const stat = this.removed && descriptor !== undefined ? fs.fstatSync(descriptor, { bigint: true }) : statOf(this.path());
    return {
      mode: Number(stat.mode),
      uid: Number(stat.uid),
      gid: Number(stat.gid),
      nlink: Number(stat.nlink),
      rdev: { major: Number((stat.rdev >> 8n) & 0xfffn), minor: Number((stat.rdev & 0xffn) | ((stat.rdev >> 12n) & 0xfff00n)) },
      size: Number(stat.size),
      blocks: Number(stat.blocks),
      atime: timeOf(stat.atimeNs),
      mtime: timeOf(stat.mtimeNs),
      ctime: timeOf(stat.ctimeNs),
    };
  }

  override setattr(changes: AttributeChanges): void {
    if (this.removed) {
      for (const descriptor of [...this.descriptors].slice(0, 1))
        if (changes.size !== undefined) fs.ftruncateSync(descriptor, changes.size);
      return;
    }
    const path = this.path();
    const link = this.type === fileType.symlink;
    if (changes.size !== undefined) {
      if (this.type !== fileType.regular) throw new FileError('EINVAL');
      fs.truncateSync(path, changes.size);
    }
    if (changes.mode !== undefined && !link) fs.chmodSync(path, changes.mode);
    if (changes.uid !== undefined || changes.gid !== undefined) chown(path, changes.uid, changes.gid);
    if (changes.atime !== undefined || changes.mtime !== undefined) {
      const { atime, mtime } = this.getattr();
      fs.lutimesSync(path, secondsOf(changes.atime ?? atime), secondsOf(changes.mtime ?? mtime));
    }
  }

  override open(flags: number): OpenFile {
    if (this.type === fileType.directory) throw new FileError('EISDIR');
    if (this.type !== fileType.regular) throw new FileError(this.type === fileType.symlink ? 'ELOOP' : 'ENXIO');
    return this.opened(fs.openSync(this.path(), hostFlags(flags)));
  }

  override lookup(name: string): FolderNode {
    this.mustBeDirectory();
    const stat = statOf(this.path(name));
    const known = this.children.get(name);
    if (known !== undefined && known.identity === identityOf(stat) && known.type === (Number(stat.mode) & fileType.mask)) return known;
    if (known !== undefined) known.removed = true;
    const node = new FolderNode(this.folder, this, name, stat);
    this.children.set(name, node);
    return node;
  }

  override entries(): readonly DirectoryEntry[] {
    this.mustBeDirectory();
    return fs.readdirSync(this.path(), { encoding: 'buffer', withFileTypes: true }).map((entry) => {
      const type = entry.isDirectory() ? fileType.directory : entry.isSymbolicLink() ? fileType.symlink : fileType.regular;
      const name = decodeName(entry.name);
      const qid = this.children.get(name)?.qid ?? { type: qidTypeOf(type), version: 0, path: this.qid.path };
      return { name, qid, type: entry.isFile() || type !== fileType.regular ? type : 0 };
    });
  }

  override create(name: string, flags: number, owner: NewFile): { node: FileNode; file: OpenFile } {
    this.mustBeDirectory();
    const path = this.path(name);
    const isNew = !fs.existsSync(path);
    const descriptor = fs.openSync(path, hostFlags(flags) | fs.constants.O_CREAT, owner.mode);
    if (isNew) {
      fs.fchmodSync(descriptor, owner.mode);
      chown(path, owner.uid, owner.gid);
    }
    const node = this.lookup(name);
    return { node, file: node.opened(descriptor) };
  }

  override mkdir(name: string, owner: NewFile): FileNode {
    const path = this.path(name);
    fs.mkdirSync(path);
    fs.chmodSync(path, owner.mode);
    chown(path, owner.uid, owner.gid);
    return this.lookup(name);
  }

  override symlink(name: string, target: string, owner: NewFile): FileNode {
    const path = this.path(name);
    fs.symlinkSync(Buffer.from(encodeName(target)), path);
    chown(path, owner.uid, owner.gid);
    return this.lookup(name);
  }

  /** Node has no mknod(2). */
  override mknod(): FileNode {
    throw new FileError('EPERM');
  }

  override link(name: string, node: FileNode): void {
    fs.linkSync(this.own(node).path(), this.path(name));
  }

  override unlink(name: string, directory: boolean): void {
    const path = this.path(name);
    if (directory) fs.rmdirSync(path);
    else if (statOf(path).isDirectory()) throw new FileError('EISDIR');
    else fs.unlinkSync(path);
    this.forget(name);
  }

  override rename(name: string, directory: FileNode, newName: string): void {
    const target = this.own(directory);
    const node = this.lookup(name);
    fs.renameSync(this.path(name), target.path(newName));
    const replaced = target.children.get(newName);
    if (replaced === node) return;
    target.forget(newName);
    this.children.delete(name);
    node.parent = target;
    node.name = newName;
    target.children.set(newName, node);
  }

  override readlink(): string {
    return decodeName(fs.readlinkSync(this.path(), { encoding: 'buffer' }));
  }

  override setxattr(): void {
    throw new FileError('EOPNOTSUPP');
  }

  override statfs(): FileSystemStatistics {
    const { bsize, blocks, bavail, files, ffree } = fs.statfsSync(this.folder.root);
    return { blockSize: bsize, blocks, blocksFree: bavail, files, filesFree: ffree };
  }

  private opened(descriptor: number): OpenFile {
    this.descriptors.add(descriptor);
    return new FolderFile(descriptor, () => this.descriptors.delete(descriptor));
  }

  private forget(name: string): void {
    const node = this.children.get(name);
    if (node !== undefined) node.removed = true;
    this.children.delete(name);
  }

  private mustBeDirectory(): void {
    if (this.type !== fileType.directory) throw new FileError('ENOTDIR');
  }

  /** Where this node, or an entry of it, is on this machine. Throws when that is not, or no longer, inside the folder. */
  private path(entry?: string): Buffer {
    if (this.removed) throw new FileError('ENOENT');
    if (entry !== undefined) {
      this.mustBeDirectory();
      const directory = this.path();
      if (!fs.realpathSync(directory, { encoding: 'buffer' }).equals(directory)) throw new FileError('ENOENT', 'replaced by a link');
      return join(directory, entry);
    }
    return this.parent === undefined ? this.folder.root : this.parent.path(this.name);
  }

  private own(node: FileNode): FolderNode {
    if (!(node instanceof FolderNode) || node.folder !== this.folder) throw new FileError('EXDEV');
    return node;
  }
}

class FolderFile implements OpenFile {
  private readonly descriptor: number;
  private readonly onClose: () => void;

  constructor(descriptor: number, onClose: () => void) {
    this.descriptor = descriptor;
    this.onClose = onClose;
  }

  read(offset: number, length: number): Uint8Array {
    const buffer = new Uint8Array(length);
    return buffer.subarray(0, fs.readSync(this.descriptor, buffer, 0, length, offset));
  }

  write(offset: number, data: Uint8Array): number {
    return fs.writeSync(this.descriptor, data, 0, data.length, offset);
  }

  fsync(): void {
    fs.fsyncSync(this.descriptor);
  }

  close(): void {
    this.onClose();
    fs.closeSync(this.descriptor);
  }
}

function statOf(path: Buffer): fs.BigIntStats {
  return fs.lstatSync(path, { bigint: true });
}

function identityOf(stat: fs.BigIntStats): string {
  return `${stat.dev}:${stat.ino}`;
}

function qidPath(folder: Folder, identity: string): number {
  const known = folder.qidPaths.get(identity);
  if (known !== undefined) return known;
  const path = newQidPath();
  folder.qidPaths.set(identity, path);
  return path;
}

function qidTypeOf(type: number): number {
  if (type === fileType.directory) return qidType.directory;
  return type === fileType.symlink ? qidType.symlink : qidType.file;
}

function join(directory: Buffer, name: string): Buffer {
  return Buffer.concat([directory, Buffer.from('/'), encodeName(name)]);
}

/** Append is the guest's business: it sends the offset. */
function hostFlags(flags: number): number {
  const { O_NOFOLLOW, O_NONBLOCK, O_TRUNC, O_EXCL } = fs.constants;
  const truncate = (flags & openFlag.truncate) !== 0 ? O_TRUNC : 0;
  const exclusive = (flags & openFlag.exclusive) !== 0 ? O_EXCL : 0;
  return (flags & openFlag.accessMode) | truncate | exclusive | O_NOFOLLOW | O_NONBLOCK;
}

function chown(path: Buffer, uid: number | undefined, gid: number | undefined): void {
  if (process.getuid?.() !== 0) return;
  const stat = statOf(path);
  fs.lchownSync(path, uid ?? Number(stat.uid), gid ?? Number(stat.gid));
}

function timeOf(nanoseconds: bigint): Time {
  const nsec = ((nanoseconds % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
  return { sec: Number((nanoseconds - nsec) / 1_000_000_000n), nsec: Number(nsec) };
}

function secondsOf(time: Time | 'now'): number {
  return time === 'now' ? Date.now() / 1000 : time.sec + time.nsec / 1e9;
}
