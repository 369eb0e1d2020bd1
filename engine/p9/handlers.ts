import { encodeName } from '../base/bytes.ts';
import { FileError } from '../vfs/errno.ts';
import { type Maybe, then } from '../vfs/maybe.ts';
import { type AttributeChanges, type FileNode, fileType, type NewFile, openFlag, type Qid, qidType } from '../vfs/node.ts';
import { type Fid, type FidTable, type Place, unused } from './fids.ts';
import type { Kind, Replies, Requests } from './messages.ts';
import { packDirectory } from './readdir.ts';

/** One attached client: Linux's, or a test's. */
export interface Session {
  readonly root: FileNode;
  readonly fids: FidTable;
  msize: number;
}

type Handlers = { readonly [K in Exclude<Kind, 'flush'>]: (session: Session, request: Requests[K]) => Maybe<Replies[K]> };

/** The largest message worth having: the most that Linux's virtio transport carries is about twice this. */
const maximumMessage = 1 << 18;
/** size[4] type[1] tag[2] count[4] of an Rread or Rreaddir. */
const dataHeader = 11;
const atRemoveDirectory = 0x200;
const setattrValid = { mode: 1, uid: 2, gid: 4, size: 8, atime: 0x10, mtime: 0x20, atimeSet: 0x80, mtimeSet: 0x100 } as const;
const lockSuccess = 0;
const unlockedType = 2;
const nothing = {};

/** What each message does. `flush` is the server's own: it alone knows what is under way. */
export const handlers: Handlers = {
  version(session, { msize, version }) {
    for (const fid of session.fids.clear()) void close(fid);
    session.msize = Math.min(msize, maximumMessage);
    // "If the server does not understand the client's version string, it should respond with ... 'unknown'."
    return { msize: session.msize, version: version === '9P2000.L' ? version : 'unknown' };
  },

  attach({ fids, root }, { fid, uid }) {
    // P9_NONUNAME: mounted without a user.
    fids.set(fid, { place: { node: root, name: '', parent: undefined }, uid: uid === 0xffff_ffff ? 0 : uid, use: unused });
    return { qid: root.qid };
  },

  walk({ fids }, { fid, newFid, names }) {
    const { place, uid } = fids.get(fid);
    const qids: Qid[] = [];
    const step = (at: Place, index: number): Maybe<Replies['walk']> => {
      const name = names[index];
      if (name === undefined) {
        fids.set(newFid, { place: at, uid, use: unused });
        return { qids };
      }
      return then(walkOne(at, name), (next) => {
        qids.push(next.node.qid);
        return step(next, index + 1);
      });
    };
    // An error is only answered when the first name fails; otherwise the walk ends there, and newfid does not come to be.
    return recover(
      () => step(place, 0),
      (error) => {
        if (qids.length === 0) throw error;
        return { qids };
      },
    );
  },

  lopen({ fids }, { fid: number, flags }) {
    const fid = fids.get(number);
    const { node } = fid.place;
    if (node.qid.type === qidType.directory) {
      fids.set(number, { ...fid, use: { kind: 'directory', entries: [] } });
      return { qid: node.qid };
    }
    return then(node.open(flags), (file) => {
      fids.set(number, { ...fid, use: { kind: 'file', file } });
      return { qid: node.qid };
    });
  },

  lcreate({ fids }, { fid: number, name, flags, mode, gid }) {
    const fid = fids.get(number);
    checkName(name);
    return then(fid.place.node.create(name, flags | openFlag.create, { mode: mode & 0o7777, uid: fid.uid, gid }), ({ node, file }) => {
      fids.set(number, { place: { node, name, parent: fid.place }, uid: fid.uid, use: { kind: 'file', file } });
      return { qid: node.qid };
    });
  },

  read({ fids, msize }, { fid, offset, count }) {
    const length = Math.min(count, msize - dataHeader);
    const { use } = fids.get(fid);
    if (use.kind === 'xattr') return { data: use.value.subarray(offset, offset + length) };
    return then(fids.file(fid).read(offset, length), (data) => ({ data }));
  },

  write({ fids }, { fid, offset, data }) {
    const { use } = fids.get(fid);
    if (use.kind !== 'newXattr') return then(fids.file(fid).write(offset, data), (count) => ({ count }));
    if (offset + data.length > use.value.length) throw new FileError('EINVAL', 'more than the size announced');
    use.value.set(data, offset);
    return { count: data.length };
  },

  clunk({ fids }, { fid }) {
    return then(close(fids.remove(fid)), () => nothing);
  },

  /** "The clunk is done even if the remove fails." */
  remove({ fids }, { fid: number }) {
    const fid = fids.remove(number);
    const { node, name, parent } = fid.place;
    return then(close(fid), () => {
      if (parent === undefined) throw new FileError('EPERM');
      return then(parent.node.unlink(name, node.qid.type === qidType.directory), () => nothing);
    });
  },

  statfs: ({ fids }, { fid }) => fids.get(fid).place.node.statfs(),

  symlink({ fids }, { fid, name, target, gid }) {
    const { node, owner } = parentOf(fids, fid, name, 0o777, gid);
    return then(node.symlink(name, target, owner), madeNode);
  },

  mknod({ fids }, { fid, name, mode, major, minor, gid }) {
    const { node, owner } = parentOf(fids, fid, name, mode, gid);
    return then(node.mknod(name, { major, minor }, owner), madeNode);
  },

  mkdir({ fids }, { fid, name, mode, gid }) {
    const { node, owner } = parentOf(fids, fid, name, mode & 0o7777, gid);
    return then(node.mkdir(name, owner), madeNode);
  },

  link({ fids }, { directory, fid, name }) {
    checkName(name);
    return then(fids.get(directory).place.node.link(name, fids.get(fid).place.node), () => nothing);
  },

  rename({ fids }, { fid: number, directory, name }) {
    checkName(name);
    const fid = fids.get(number);
    const { parent } = fid.place;
    const target = fids.get(directory).place;
    if (parent === undefined) throw new FileError('EPERM');
    return then(parent.node.rename(fid.place.name, target.node, name), () => {
      fids.set(number, { ...fid, place: { node: fid.place.node, name, parent: target } });
      return nothing;
    });
  },

  renameat({ fids }, { oldDirectory, oldName, newDirectory, newName }) {
    checkName(oldName);
    checkName(newName);
    const target = fids.get(newDirectory).place.node;
    return then(fids.get(oldDirectory).place.node.rename(oldName, target, newName), () => nothing);
  },

  unlinkat({ fids }, { directory, name, flags }) {
    checkName(name);
    return then(fids.get(directory).place.node.unlink(name, (flags & atRemoveDirectory) !== 0), () => nothing);
  },

  readlink: ({ fids }, { fid }) => then(fids.get(fid).place.node.readlink(), (target) => ({ target })),

  getattr({ fids }, { fid }) {
    const { node } = fids.get(fid).place;
    return then(node.getattr(), (attributes) => ({ qid: node.qid, attributes }));
  },

  setattr: ({ fids }, request) => then(fids.get(request.fid).place.node.setattr(changesOf(request)), () => nothing),

  /** An empty name asks for the list of names, each ended by a zero byte (listxattr(2)). */
  xattrwalk({ fids }, { fid, newFid, name }) {
    const { place, uid } = fids.get(fid);
    const value =
      name === ''
        ? then(place.node.listxattr(), (names) => encodeName(names.map((one) => `${one}\0`).join('')))
        : then(place.node.getxattr(name), (found) => {
            if (found === undefined) throw new FileError('ENODATA');
            return found;
          });
    return then(value, (bytes) => {
      fids.set(newFid, { place, uid, use: { kind: 'xattr', value: bytes } });
      return { size: bytes.length };
    });
  },

  xattrcreate({ fids }, { fid: number, name, size, flags }) {
    if (size > 65536) throw new FileError('ENOSPC', 'XATTR_SIZE_MAX');
    fids.set(number, { ...fids.get(number), use: { kind: 'newXattr', name, value: new Uint8Array(size), flags } });
    return nothing;
  },

  readdir({ fids, msize }, { fid, offset, count }) {
    const { use, place } = fids.get(fid);
    if (use.kind !== 'directory') throw new FileError('EBADF');
    // The listing is taken when reading begins (or is rewound) and stays: entries that are removed meanwhile shift nothing.
    const taken = offset === 0 ? place.node.entries() : use.entries;
    return then(taken, (entries) => {
      use.entries = entries;
      const parent = place.parent ?? place;
      return { data: packDirectory(place.node.qid, parent.node.qid, entries, offset, Math.min(count, msize - dataHeader)) };
    });
  },

  fsync({ fids }, { fid }) {
    const { use } = fids.get(fid);
    return use.kind === 'file' ? then(use.file.fsync(), () => nothing) : nothing;
  },

  /** There is one client, and Linux has granted the lock to itself before it asks (fs/9p/vfs_file.c, v9fs_file_do_lock). */
  lock({ fids }, { fid }) {
    fids.get(fid);
    return { status: lockSuccess };
  },

  getlock({ fids }, { fid, start, length, process, client }) {
    fids.get(fid);
    return { type: unlockedType, start, length, process, client };
  },
};

function walkOne(at: Place, name: string): Maybe<Place> {
  if (name === '..') return at.parent ?? at;
  if (at.node.qid.type !== qidType.directory) throw new FileError('ENOTDIR');
  return then(at.node.lookup(name), (node) => ({ node, name, parent: at }));
}

function parentOf(fids: FidTable, number: number, name: string, mode: number, gid: number): { node: FileNode; owner: NewFile } {
  checkName(name);
  const { place, uid } = fids.get(number);
  return { node: place.node, owner: { mode, uid, gid } };
}

function checkName(name: string): void {
  if (name === '' || name === '.' || name === '..' || name.includes('/') || name.includes('\0')) throw new FileError('EINVAL', name);
  if (name.length > 85 && encodeName(name).length > 255) throw new FileError('ENAMETOOLONG');
}

function madeNode(node: FileNode): { qid: Qid } {
  return { qid: node.qid };
}

function close({ place, use }: Fid): Maybe<void> {
  if (use.kind === 'file') return use.file.close();
  // An attribute of size 0 is how Linux says removexattr(2).
  if (use.kind === 'newXattr') return place.node.setxattr(use.name, use.value.length === 0 ? undefined : use.value, use.flags);
}

function changesOf(request: Requests['setattr']): AttributeChanges {
  const { valid } = request;
  const on = (bit: number) => (valid & bit) !== 0;
  return {
    ...(on(setattrValid.mode) ? { mode: request.mode & ~fileType.mask } : undefined),
    ...(on(setattrValid.uid) ? { uid: request.uid } : undefined),
    ...(on(setattrValid.gid) ? { gid: request.gid } : undefined),
    ...(on(setattrValid.size) ? { size: request.size } : undefined),
    ...(on(setattrValid.atime) ? { atime: on(setattrValid.atimeSet) ? request.atime : 'now' } : undefined),
    ...(on(setattrValid.mtime) ? { mtime: on(setattrValid.mtimeSet) ? request.mtime : 'now' } : undefined),
  };
}

function recover<T>(run: () => Maybe<T>, onError: (error: unknown) => T): Maybe<T> {
  try {
    const value = run();
    return value instanceof Promise ? value.catch(onError) : value;
  } catch (error) {
    return onError(error);
  }
}
