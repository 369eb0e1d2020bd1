import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import type { RecordChange, Store } from '../../store/store.ts';
import { type Device, fileType, type Time } from '../node.ts';
import { Inode } from './inode.ts';

/**
 * Keeps a tree in a store under a prefix: `inode/<id>` is a `SavedInode`, `data/<id>/<n>` the n-th piece of a file's content. Changes gather for
 * a moment and go out as one atomic commit, so what the store holds is the tree as it was at one instant. A commit that fails
 * (quota) changes nothing there; its changes stay due.
 */
export class Saver {
  private readonly store: Store;
  private readonly prefix: string;
  private readonly clock: Clock;
  private readonly settle: number;
  private inodes = new Set<Inode>();
  private pieces = new Map<Inode, Set<number>>();
  /** Which pieces the store has, by inode. */
  private readonly saved = new Map<number, Set<number>>();
  private timer: Disposable | undefined;
  private running: Promise<void> | undefined;
  /** Why the last commit failed; `undefined` once one has succeeded. */
  failure: unknown;

  constructor(options: { store: Store; prefix: string; clock: Clock; settle: number }) {
    this.store = options.store;
    this.prefix = options.prefix;
    this.clock = options.clock;
    this.settle = options.settle;
  }

  /** `undefined` when nothing was ever saved under the prefix. */
  async load(): Promise<{ root: Inode; lastId: number } | undefined> {
    const records = await this.store.list<SavedInode>(`${this.prefix}inode/`);
    const byId = new Map<number, { inode: Inode; record: SavedInode }>();
    for (const [key, record] of records) {
      const id = Number(key.slice(key.lastIndexOf('/') + 1));
      byId.set(id, { inode: restore(id, record), record });
    }
    const root = byId.get(rootId)?.inode;
    if (root === undefined) return undefined;
    for (const { inode, record } of byId.values())
      for (const [name, id] of record.children ?? []) {
        const child = byId.get(id)?.inode;
        if (child === undefined) continue;
        inode.children?.set(name, child);
        child.places.push({ directory: inode, name });
      }
    for (const [key, bytes] of await this.store.list<Uint8Array>(`${this.prefix}data/`)) {
      const [id = 0, index = 0] = key
        .slice(this.prefix.length + 'data/'.length)
        .split('/')
        .map(Number);
      byId.get(id)?.inode.content?.load(index, bytes);
      this.savedOf(id).add(index);
    }
    return { root, lastId: Math.max(...byId.keys()) };
  }

  touch(inode: Inode): void {
    this.inodes.add(inode);
    this.timer ??= this.clock.after(this.settle, () => {
      this.flush().catch(() => undefined);
    });
  }

  touchPiece(inode: Inode, index: number): void {
    const due = this.pieces.get(inode);
    if (due === undefined) this.pieces.set(inode, new Set([index]));
    else due.add(index);
    this.touch(inode);
  }

  /** Resolves when everything changed before the call is saved. */
  async flush(): Promise<void> {
    while (this.running !== undefined) await this.running.catch(() => undefined);
    this.timer?.dispose();
    this.timer = undefined;
    if (this.inodes.size === 0) return;
    this.running = this.commit();
    try {
      await this.running;
    } finally {
      this.running = undefined;
    }
  }

  private async commit(): Promise<void> {
    const { inodes, pieces } = this;
    this.inodes = new Set();
    this.pieces = new Map();
    const changes = [...inodes].flatMap((inode) => this.changesOf(inode, pieces.get(inode) ?? []));
    try {
      await this.store.commit(changes);
      this.failure = undefined;
    } catch (error) {
      this.failure = error;
      for (const inode of inodes) this.inodes.add(inode);
      for (const [inode, due] of pieces) this.pieces.set(inode, new Set([...due, ...(this.pieces.get(inode) ?? [])]));
      throw error;
    }
    for (const inode of inodes) this.remember(inode, pieces.get(inode) ?? []);
  }

  private changesOf(inode: Inode, pieces: Iterable<number>): RecordChange[] {
    const key = `${this.prefix}inode/${inode.id}`;
    const pieceKey = (index: number) => `${this.prefix}data/${inode.id}/${index}`;
    if (isGone(inode)) {
      const held = [...(this.saved.get(inode.id) ?? [])];
      return [{ key, delete: true }, ...held.map((index): RecordChange => ({ key: pieceKey(index), delete: true }))];
    }
    const changes: RecordChange[] = [{ key, value: save(inode) }];
    for (const index of pieces) {
      const value = inode.content?.save(index);
      if (value !== undefined) changes.push({ key: pieceKey(index), value });
      else if (this.saved.get(inode.id)?.has(index)) changes.push({ key: pieceKey(index), delete: true });
    }
    return changes;
  }

  private remember(inode: Inode, pieces: Iterable<number>): void {
    if (isGone(inode)) this.saved.delete(inode.id);
    else for (const index of pieces) this.savedOf(inode.id).add(index);
  }

  private savedOf(id: number): Set<number> {
    const known = this.saved.get(id);
    if (known !== undefined) return known;
    const none = new Set<number>();
    this.saved.set(id, none);
    return none;
  }
}

export const rootId = 1;

interface SavedInode {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly atime: Time;
  readonly mtime: Time;
  readonly ctime: Time;
  readonly size: number;
  readonly rdev?: Device;
  readonly target?: string;
  readonly xattrs?: ReadonlyArray<readonly [string, Uint8Array]>;
  readonly children?: ReadonlyArray<readonly [name: string, id: number]>;
}

function isGone(inode: Inode): boolean {
  return inode.places.length === 0 && inode.id !== rootId;
}

function save(inode: Inode): SavedInode {
  const { mode, uid, gid, atime, mtime, ctime, size, rdev, target, xattrs, children, type } = inode;
  return {
    mode,
    uid,
    gid,
    atime,
    mtime,
    ctime,
    size,
    ...(type === fileType.character || type === fileType.block ? { rdev } : undefined),
    ...(target === undefined ? undefined : { target }),
    ...(xattrs.size === 0 ? undefined : { xattrs: [...xattrs] }),
    ...(children === undefined ? undefined : { children: [...children].map(([name, child]) => [name, child.id] as const) }),
  };
}

function restore(id: number, record: SavedInode): Inode {
  const { mode, uid, gid, rdev, target } = record;
  const inode = new Inode(id, {
    mode,
    uid,
    gid,
    time: record.ctime,
    ...(rdev === undefined ? undefined : { rdev }),
    ...(target === undefined ? undefined : { target }),
  });
  inode.atime = record.atime;
  inode.mtime = record.mtime;
  for (const [name, value] of record.xattrs ?? []) inode.xattrs.set(name, value);
  if (inode.content !== undefined) inode.content.size = record.size;
  return inode;
}
