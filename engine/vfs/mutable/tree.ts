import { type Clock, systemClock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import { Emitter, type Event } from '../../base/events.ts';
import type { Store } from '../../store/store.ts';
import { FileError, toEngineError, toErrno } from '../errno.ts';
import { type FileNode, fileType } from '../node.ts';
import { Inode } from './inode.ts';
import { InodeNode } from './inode-node.ts';
import { type InodeObserver, Inodes } from './inodes.ts';
import { rootId, Saver } from './saver.ts';

/**
 * A read-write POSIX tree that guest and page share: the workspace, a volume. It lives in memory and is saved to a store: at the latest
 * `settle` milliseconds after a change, and before fsync(2) answers.
 *
 * Paths are relative, `/`-separated; the empty path is the root. A symbolic link is followed when it is relative and stays inside.
 * Failures of the path operations are `EngineError`s: `notFound`, `conflict`, `invalid`, `exhausted`.
 */
export interface MutableTree {
  /** For the bus. */
  readonly root: FileNode;
  /** Nothing was ever saved here. */
  readonly isNew: boolean;

  /** Everything below the root, parents before children, names in order. */
  list(): TreeEntry[];
  stat(path: string): TreeEntry | undefined;
  readFile(path: string): Uint8Array;
  /** Keeps an existing file's inode, mode and owner (the guest may have it open), and creates missing parents. */
  writeFile(path: string, data: Uint8Array | string, options?: { mode?: number }): void;
  /** With its parents; no error when it is there. */
  mkdir(path: string): void;
  rename(from: string, to: string): void;
  /** With all below it. */
  remove(path: string): void;

  /** Changes from either side; those of one moment together. */
  readonly onChange: Event<readonly TreeChange[]>;
  /** Resolves when all changes so far are saved; `exhausted` when the store is full. */
  flush(): Promise<void>;
  /** Bytes of file content. */
  readonly used: number;
}

export interface TreeEntry {
  readonly path: string;
  readonly kind: 'file' | 'directory' | 'symlink' | 'other';
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly mtime: number;
  readonly executable: boolean;
}

/** A rename is a `removed` and a `written`. */
export interface TreeChange {
  readonly path: string;
  readonly kind: 'written' | 'removed';
}

export interface MutableTreeOptions {
  readonly store: Store;
  /** Of every key, with a `/` at its end. */
  readonly prefix: string;
  readonly clock?: Clock;
  /** Milliseconds from a change to its being saved. */
  readonly settle?: number;
  /** Bytes of file content that it may hold: what df(1) shows. */
  readonly capacity?: number;
}

/** Changes are announced this long after the first of them, so that an unpacked archive is one event. */
const announceDelay = 30;

export async function openMutableTree(options: MutableTreeOptions): Promise<MutableTree> {
  const { store, prefix, clock = systemClock, settle = 100, capacity = 512 << 20 } = options;
  const saver = new Saver({ store, prefix, clock, settle });
  const saved = await saver.load();
  const announcer = new Announcer(clock);
  const observer: InodeObserver = {
    changed: (inode) => saver.touch(inode),
    pieceChanged: (inode, index) => saver.touchPiece(inode, index),
    pathChanged: (path, kind) => announcer.note(path, kind),
    checkSpace(bytes) {
      if (toErrno(saver.failure) === 'ENOSPC' || inodes.used + bytes > capacity) throw new FileError('ENOSPC');
    },
  };
  const now = clock.now();
  const newRoot = () =>
    new Inode(rootId, { mode: fileType.directory | 0o755, uid: 0, gid: 0, time: { sec: Math.floor(now / 1000), nsec: 0 } });
  const root = saved?.root ?? newRoot();
  const inodes = new Inodes(root, saved?.lastId ?? rootId, observer, clock);
  inodes.used = contentOf(root);
  if (saved === undefined) saver.touch(root);
  return new Tree(inodes, saver, announcer, capacity, saved === undefined);
}

/** Removes all that was saved under a prefix. */
export async function removeMutableTree(store: Store, prefix: string): Promise<void> {
  const records = await store.list(prefix);
  await store.commit(records.map(([key]) => ({ key, delete: true })));
}

class Tree implements MutableTree {
  readonly root: FileNode;
  readonly isNew: boolean;
  readonly onChange: Event<readonly TreeChange[]>;
  private readonly inodes: Inodes;
  private readonly saver: Saver;

  constructor(inodes: Inodes, saver: Saver, announcer: Announcer, capacity: number, isNew: boolean) {
    this.inodes = inodes;
    this.saver = saver;
    this.onChange = announcer.changes;
    this.isNew = isNew;
    this.root = new InodeNode({ inodes, capacity, flush: () => saver.flush() }, inodes.root);
  }

  get used(): number {
    return this.inodes.used;
  }

  list(): TreeEntry[] {
    const entries: TreeEntry[] = [];
    const visit = (directory: Inode, prefix: string) => {
      for (const [name, inode] of [...(directory.children ?? [])].sort(([a], [b]) => (a < b ? -1 : 1))) {
        entries.push(entryOf(inode, prefix + name));
        visit(inode, `${prefix}${name}/`);
      }
    };
    visit(this.inodes.root, '');
    return entries;
  }

  stat(path: string): TreeEntry | undefined {
    const inode = this.find(path);
    return inode === undefined ? undefined : entryOf(inode, path);
  }

  readFile(path: string): Uint8Array {
    return translated(path, () => {
      const { content, size } = this.existing(path);
      if (content === undefined) throw new FileError('EISDIR');
      return content.read(0, size).slice();
    });
  }

  writeFile(path: string, data: Uint8Array | string, options: { mode?: number } = {}): void {
    translated(path, () => {
      const [parent, name] = this.parent(path);
      const mode = fileType.regular | (options.mode ?? 0o644);
      const inode = this.find(path) ?? this.inodes.make(parent, name, { mode, uid: 0, gid: 0 });
      const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data;
      this.inodes.overwrite(inode, bytes);
    });
  }

  mkdir(path: string): void {
    translated(path, () => {
      this.directory(components(path));
    });
  }

  rename(from: string, to: string): void {
    translated(from, () => {
      const [directory, name] = this.place(from);
      const [target, newName] = this.parent(to);
      this.inodes.rename(directory, name, target, newName);
    });
  }

  remove(path: string): void {
    translated(path, () => {
      const [directory, name] = this.place(path);
      this.removeAll(directory, name);
    });
  }

  flush(): Promise<void> {
    return this.saver.flush();
  }

  private removeAll(directory: Inode, name: string): void {
    const inode = this.inodes.child(directory, name);
    for (const child of [...(inode.children?.keys() ?? [])]) this.removeAll(inode, child);
    this.inodes.unlink(directory, name, inode.children !== undefined);
  }

  /** The directory and last name of a path that exists. */
  private place(path: string): [Inode, string] {
    const names = components(path);
    const name = names.pop();
    if (name === undefined) throw new FileError('EINVAL', 'the root');
    const directory = this.walk(names);
    if (directory === undefined) throw new FileError('ENOENT');
    return [directory, name];
  }

  /** The same, with the directory made when missing. */
  private parent(path: string): [Inode, string] {
    const names = components(path);
    const name = names.pop();
    if (name === undefined) throw new FileError('EINVAL', 'the root');
    return [this.directory(names), name];
  }

  private directory(names: readonly string[]): Inode {
    return names.reduce((at, name) => {
      const child = at.children?.get(name) ?? this.inodes.make(at, name, { mode: fileType.directory | 0o755, uid: 0, gid: 0 });
      const found = child.target === undefined ? child : this.follow(at, child.target, 0);
      if (found?.children === undefined) throw new FileError('ENOTDIR', name);
      return found;
    }, this.inodes.root);
  }

  private find(path: string): Inode | undefined {
    return this.walk(components(path));
  }

  private existing(path: string): Inode {
    const inode = this.find(path);
    if (inode === undefined) throw new FileError('ENOENT');
    return inode;
  }

  private walk(names: readonly string[], from = this.inodes.root, links = 0): Inode | undefined {
    let at: Inode | undefined = from;
    for (const name of names) {
      const directory: Inode = at;
      at = name === '..' ? directory.places[0]?.directory : directory.children?.get(name);
      if (at?.target !== undefined) at = this.follow(directory, at.target, links);
      if (at === undefined) return undefined;
    }
    return at;
  }

  private follow(directory: Inode, target: string, links: number): Inode | undefined {
    if (links >= 40) throw new FileError('ELOOP');
    if (target.startsWith('/')) return undefined;
    const names = target.split('/').filter((name) => name !== '' && name !== '.');
    return this.walk(names, directory, links + 1);
  }
}

/** Gathers the changes of one moment. */
class Announcer {
  readonly changes = new Emitter<readonly TreeChange[]>();
  private due = new Map<string, 'written' | 'removed'>();
  private timer: Disposable | undefined;
  private readonly clock: Clock;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  note(path: string, kind: 'written' | 'removed'): void {
    this.due.set(path, kind);
    this.timer ??= this.clock.after(announceDelay, () => {
      const { due } = this;
      this.due = new Map();
      this.timer = undefined;
      this.changes.emit([...due].map(([changed, how]) => ({ path: changed, kind: how })));
    });
  }
}

function components(path: string): string[] {
  const names = path.split('/').filter((name) => name !== '' && name !== '.');
  if (names.includes('..')) throw new FileError('EINVAL', path);
  return names;
}

function entryOf(inode: Inode, path: string): TreeEntry {
  const kinds: Readonly<Record<number, TreeEntry['kind']>> = {
    [fileType.regular]: 'file',
    [fileType.directory]: 'directory',
    [fileType.symlink]: 'symlink',
  };
  return {
    path,
    kind: kinds[inode.type] ?? 'other',
    size: inode.size,
    mtime: inode.mtime.sec * 1000 + inode.mtime.nsec / 1e6,
    executable: inode.type === fileType.regular && (inode.mode & 0o111) !== 0,
  };
}

function contentOf(inode: Inode, seen = new Set<Inode>()): number {
  if (seen.has(inode)) return 0;
  seen.add(inode);
  let sum = inode.content?.allocated ?? 0;
  for (const child of inode.children?.values() ?? []) sum += contentOf(child, seen);
  return sum;
}

function translated<T>(path: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw toEngineError(error, path);
  }
}
