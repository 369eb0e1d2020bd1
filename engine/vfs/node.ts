import { FileError } from './errno.ts';
import type { Maybe } from './maybe.ts';

/**
 * The file-node contract: what the 9P server serves, and all it knows of files.
 *
 * A **node** is an inode, not a path: it stays the same object's node when it is renamed, and works on after it is unlinked for as long as
 * someone holds it. An **open file** is what `open` or `create` gives; it is closed exactly once. Names are single path components,
 * never empty, `.` or `..`, decoded by `decodeName`. Failures are thrown (or rejected) as `FileError`.
 *
 * Every operation may answer at once or later (`Maybe`), and the order in which a caller makes them is the order in which they take effect.
 * An implementation extends `ReadOnlyNode` and overrides what it can do.
 */
export interface FileNode {
  readonly qid: Qid;
  getattr(): Maybe<Attributes>;
  setattr(changes: AttributeChanges): Maybe<void>;
  /** `flags` as open(2): of `openFlag`. Never for directories: see `entries`. */
  open(flags: number): Maybe<OpenFile>;

  // Directories.
  lookup(name: string): Maybe<FileNode>;
  /** All entries but `.` and `..`, in a stable order. */
  entries(): Maybe<readonly DirectoryEntry[]>;
  create(name: string, flags: number, owner: NewFile): Maybe<{ node: FileNode; file: OpenFile }>;
  mkdir(name: string, owner: NewFile): Maybe<FileNode>;
  symlink(name: string, target: string, owner: NewFile): Maybe<FileNode>;
  mknod(name: string, device: Device, owner: NewFile): Maybe<FileNode>;
  link(name: string, node: FileNode): Maybe<void>;
  /** `directory` is AT_REMOVEDIR: rmdir(2) instead of unlink(2). */
  unlink(name: string, directory: boolean): Maybe<void>;
  rename(name: string, directory: FileNode, newName: string): Maybe<void>;

  readlink(): Maybe<string>;

  /** `undefined` when there is no such attribute. */
  getxattr(name: string): Maybe<Uint8Array | undefined>;
  listxattr(): Maybe<readonly string[]>;
  /** `value` undefined removes. `flags`: XATTR_CREATE 1, XATTR_REPLACE 2. */
  setxattr(name: string, value: Uint8Array | undefined, flags: number): Maybe<void>;

  statfs(): Maybe<FileSystemStatistics>;
}

export interface OpenFile {
  /** At most `length` bytes; fewer only at the end of the file; none beyond it. May be a view of the file's own memory: copy it before the next call. */
  read(offset: number, length: number): Maybe<Uint8Array>;
  /** How many were written; all, unless space ran out midway. */
  write(offset: number, data: Uint8Array): Maybe<number>;
  fsync(): Maybe<void>;
  close(): Maybe<void>;
  /** Makes a read that waits fail with EINTR, having taken nothing. Only files whose reads wait have it. */
  interrupt?(): void;
}

/** 9P2000.L: what identifies a file. `version` 0: the guest never caches its content; another: until it changes (see `p9/README.md`). */
export interface Qid {
  readonly type: number;
  readonly version: number;
  readonly path: number;
}

export const qidType = { directory: 0x80, symlink: 0x02, file: 0x00 } as const;

/** Seconds since the epoch, and nanoseconds. */
export interface Time {
  readonly sec: number;
  readonly nsec: number;
}

export interface Attributes {
  /** st_mode: type and permissions. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly nlink: number;
  readonly rdev: Device;
  readonly size: number;
  /** In units of 512 bytes. */
  readonly blocks: number;
  readonly atime: Time;
  readonly mtime: Time;
  readonly ctime: Time;
}

/** Each only when given. A time of `now` is the server's clock. */
export interface AttributeChanges {
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  readonly size?: number;
  readonly atime?: Time | 'now';
  readonly mtime?: Time | 'now';
}

export interface Device {
  readonly major: number;
  readonly minor: number;
}

export interface NewFile {
  /** Permissions; for `mknod` with the type. The umask has been applied by the guest. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

export interface DirectoryEntry {
  readonly name: string;
  readonly qid: Qid;
  /** The type bits of st_mode. */
  readonly type: number;
}

export interface FileSystemStatistics {
  readonly blockSize: number;
  readonly blocks: number;
  readonly blocksFree: number;
  readonly files: number;
  readonly filesFree: number;
}

/** st_mode: the type bits. */
export const fileType = {
  mask: 0o170000,
  socket: 0o140000,
  symlink: 0o120000,
  regular: 0o100000,
  block: 0o060000,
  directory: 0o040000,
  character: 0o020000,
  fifo: 0o010000,
} as const;

/** open(2) on i386 and in 9P2000.L alike. */
export const openFlag = {
  accessMode: 3,
  readOnly: 0,
  writeOnly: 1,
  readWrite: 2,
  create: 0o100,
  exclusive: 0o200,
  truncate: 0o1000,
} as const;

let lastPath = 0;

/** A `qid.path` no other node of this engine has: the guest folds it into a 32-bit inode number. */
export function newQidPath(): number {
  lastPath += 1;
  return lastPath;
}

export const noDevice: Device = { major: 0, minor: 0 };

/** Anything that would change a read-only node is EROFS; what does not apply to its kind has the errno Linux gives. */
export abstract class ReadOnlyNode implements FileNode {
  abstract readonly qid: Qid;
  abstract getattr(): Maybe<Attributes>;

  setattr(_changes: AttributeChanges): Maybe<void> {
    throw new FileError('EROFS');
  }
  open(_flags: number): Maybe<OpenFile> {
    throw new FileError('EISDIR');
  }
  lookup(_name: string): Maybe<FileNode> {
    throw new FileError('ENOTDIR');
  }
  entries(): Maybe<readonly DirectoryEntry[]> {
    throw new FileError('ENOTDIR');
  }
  create(_name: string, _flags: number, _owner: NewFile): Maybe<{ node: FileNode; file: OpenFile }> {
    throw new FileError('EROFS');
  }
  mkdir(_name: string, _owner: NewFile): Maybe<FileNode> {
    throw new FileError('EROFS');
  }
  symlink(_name: string, _target: string, _owner: NewFile): Maybe<FileNode> {
    throw new FileError('EROFS');
  }
  mknod(_name: string, _device: Device, _owner: NewFile): Maybe<FileNode> {
    throw new FileError('EROFS');
  }
  link(_name: string, _node: FileNode): Maybe<void> {
    throw new FileError('EROFS');
  }
  unlink(_name: string, _directory: boolean): Maybe<void> {
    throw new FileError('EROFS');
  }
  rename(_name: string, _directory: FileNode, _newName: string): Maybe<void> {
    throw new FileError('EROFS');
  }
  readlink(): Maybe<string> {
    throw new FileError('EINVAL');
  }
  getxattr(_name: string): Maybe<Uint8Array | undefined> {
    return undefined;
  }
  listxattr(): Maybe<readonly string[]> {
    return [];
  }
  setxattr(_name: string, _value: Uint8Array | undefined, _flags: number): Maybe<void> {
    throw new FileError('EROFS');
  }
  statfs(): Maybe<FileSystemStatistics> {
    return { blockSize: 4096, blocks: 0, blocksFree: 0, files: 0, filesFree: 0 };
  }
}

/** Attributes of a file that the engine made up: root's, from the epoch unless said otherwise. */
export function attributes(mode: number, size: number, changes: Partial<Attributes> = {}): Attributes {
  const time: Time = { sec: 0, nsec: 0 };
  return {
    mode,
    uid: 0,
    gid: 0,
    nlink: 1,
    rdev: noDevice,
    size,
    blocks: Math.ceil(size / 512),
    atime: time,
    mtime: time,
    ctime: time,
    ...changes,
  };
}
