import type { ByteReader, ByteWriter } from '../base/bytes.ts';
import type { Attributes, FileSystemStatistics, Qid, Time } from '../vfs/node.ts';
import { readString, readTime, writeQid, writeString, writeTime } from './buffer.ts';

/**
 * Every 9P2000.L message that Linux's client sends (net/9p/client.c; the protocol is described in diod's protocol.md), as data.
 * Decoding and encoding only: what a message does is in `handlers.ts`.
 */
export interface Requests {
  version: { msize: number; version: string };
  attach: { fid: number; uid: number };
  flush: { oldTag: number };
  walk: { fid: number; newFid: number; names: string[] };
  lopen: { fid: number; flags: number };
  lcreate: { fid: number; name: string; flags: number; mode: number; gid: number };
  read: { fid: number; offset: number; count: number };
  write: { fid: number; offset: number; data: Uint8Array };
  clunk: { fid: number };
  remove: { fid: number };
  statfs: { fid: number };
  symlink: { fid: number; name: string; target: string; gid: number };
  mknod: { fid: number; name: string; mode: number; major: number; minor: number; gid: number };
  rename: { fid: number; directory: number; name: string };
  readlink: { fid: number };
  getattr: { fid: number };
  setattr: { fid: number; valid: number; mode: number; uid: number; gid: number; size: number; atime: Time; mtime: Time };
  xattrwalk: { fid: number; newFid: number; name: string };
  xattrcreate: { fid: number; name: string; size: number; flags: number };
  readdir: { fid: number; offset: number; count: number };
  fsync: { fid: number };
  lock: { fid: number };
  getlock: { fid: number; start: number; length: number; process: number; client: string };
  link: { directory: number; fid: number; name: string };
  mkdir: { fid: number; name: string; mode: number; gid: number };
  renameat: { oldDirectory: number; oldName: string; newDirectory: number; newName: string };
  unlinkat: { directory: number; name: string; flags: number };
}

interface Nothing {
  readonly [none: string]: never;
}
interface NewNode {
  qid: Qid;
}

export interface Replies {
  version: { msize: number; version: string };
  attach: NewNode;
  flush: Nothing;
  walk: { qids: readonly Qid[] };
  lopen: NewNode;
  lcreate: NewNode;
  read: { data: Uint8Array };
  write: { count: number };
  clunk: Nothing;
  remove: Nothing;
  statfs: FileSystemStatistics;
  symlink: NewNode;
  mknod: NewNode;
  rename: Nothing;
  readlink: { target: string };
  getattr: { qid: Qid; attributes: Attributes };
  setattr: Nothing;
  xattrwalk: { size: number };
  xattrcreate: Nothing;
  readdir: { data: Uint8Array };
  fsync: Nothing;
  lock: { status: number };
  getlock: { type: number; start: number; length: number; process: number; client: string };
  link: Nothing;
  mkdir: NewNode;
  renameat: Nothing;
  unlinkat: Nothing;
}

export type Kind = keyof Requests;

interface Codec<K extends Kind> {
  /** Message number of the request; the reply's is one more. */
  readonly number: number;
  decode(reader: ByteReader): Requests[K];
  encode(writer: ByteWriter, reply: Replies[K]): void;
}

/** size[4] type[1] tag[2] */
export const headerLength = 7;
export const rlerror = 7;
export const noTag = 0xffff;

const nothing = (): void => undefined;
const newNode = (writer: ByteWriter, reply: NewNode): void => writeQid(writer, reply.qid);
/** iounit 0: as much as fits in msize. */
const opened = (writer: ByteWriter, reply: NewNode): void => {
  writeQid(writer, reply.qid);
  writer.u32(0);
};
const data = (writer: ByteWriter, reply: { data: Uint8Array }): void => {
  writer.u32(reply.data.length).put(reply.data);
};
const onlyFid = (reader: ByteReader): { fid: number } => ({ fid: reader.u32() });

/** Valid bits of Rgetattr: P9_STATS_BASIC. */
const statsBasic = 0x7ff;
const v9fsMagic = 0x01021997;
/** What stdio and others take as their buffer's size: a direct read costs one request a page anyway, but fewer system calls. */
const preferredBlock = 1 << 16;

export const codecs: { readonly [K in Kind]: Codec<K> } = {
  statfs: {
    number: 8,
    decode: onlyFid,
    encode: (w, r) =>
      void w
        .u32(v9fsMagic)
        .u32(r.blockSize)
        .u64(r.blocks)
        .u64(r.blocksFree)
        .u64(r.blocksFree)
        .u64(r.files)
        .u64(r.filesFree)
        .u64(0)
        .u32(255),
  },
  lopen: { number: 12, decode: (r) => ({ fid: r.u32(), flags: r.u32() }), encode: opened },
  lcreate: {
    number: 14,
    decode: (r) => ({ fid: r.u32(), name: readString(r), flags: r.u32(), mode: r.u32(), gid: r.u32() }),
    encode: opened,
  },
  symlink: {
    number: 16,
    decode: (r) => ({ fid: r.u32(), name: readString(r), target: readString(r), gid: r.u32() }),
    encode: newNode,
  },
  mknod: {
    number: 18,
    decode: (r) => ({ fid: r.u32(), name: readString(r), mode: r.u32(), major: r.u32(), minor: r.u32(), gid: r.u32() }),
    encode: newNode,
  },
  rename: { number: 20, decode: (r) => ({ fid: r.u32(), directory: r.u32(), name: readString(r) }), encode: nothing },
  readlink: { number: 22, decode: onlyFid, encode: (w, r) => void writeString(w, r.target) },
  getattr: { number: 24, decode: onlyFid, encode: encodeAttributes },
  setattr: {
    number: 26,
    decode: (r) => ({
      fid: r.u32(),
      valid: r.u32(),
      mode: r.u32(),
      uid: r.u32(),
      gid: r.u32(),
      size: r.u64(),
      atime: readTime(r),
      mtime: readTime(r),
    }),
    encode: nothing,
  },
  xattrwalk: {
    number: 30,
    decode: (r) => ({ fid: r.u32(), newFid: r.u32(), name: readString(r) }),
    encode: (w, r) => void w.u64(r.size),
  },
  xattrcreate: {
    number: 32,
    decode: (r) => ({ fid: r.u32(), name: readString(r), size: r.u64(), flags: r.u32() }),
    encode: nothing,
  },
  readdir: { number: 40, decode: (r) => ({ fid: r.u32(), offset: r.u64(), count: r.u32() }), encode: data },
  fsync: { number: 50, decode: onlyFid, encode: nothing },
  lock: { number: 52, decode: onlyFid, encode: (w, r) => void w.u8(r.status) },
  getlock: {
    number: 54,
    decode: (r) => {
      const fid = r.u32();
      r.u8();
      return { fid, start: r.u64(), length: r.u64(), process: r.u32(), client: readString(r) };
    },
    encode: (w, r) => {
      w.u8(r.type).u64(r.start).u64(r.length).u32(r.process);
      writeString(w, r.client);
    },
  },
  link: { number: 70, decode: (r) => ({ directory: r.u32(), fid: r.u32(), name: readString(r) }), encode: nothing },
  mkdir: {
    number: 72,
    decode: (r) => ({ fid: r.u32(), name: readString(r), mode: r.u32(), gid: r.u32() }),
    encode: newNode,
  },
  renameat: {
    number: 74,
    decode: (r) => ({ oldDirectory: r.u32(), oldName: readString(r), newDirectory: r.u32(), newName: readString(r) }),
    encode: nothing,
  },
  unlinkat: { number: 76, decode: (r) => ({ directory: r.u32(), name: readString(r), flags: r.u32() }), encode: nothing },
  version: {
    number: 100,
    decode: (r) => ({ msize: r.u32(), version: readString(r) }),
    encode: (w, r) => {
      w.u32(r.msize);
      writeString(w, r.version);
    },
  },
  attach: {
    number: 104,
    decode: (r) => {
      const fid = r.u32();
      r.u32(); // afid: no authentication
      readString(r); // uname
      readString(r); // aname: there is one tree
      return { fid, uid: r.u32() };
    },
    encode: newNode,
  },
  flush: { number: 108, decode: (r) => ({ oldTag: r.u16() }), encode: nothing },
  walk: {
    number: 110,
    decode: (r) => {
      const fid = r.u32();
      const newFid = r.u32();
      return { fid, newFid, names: Array.from({ length: r.u16() }, () => readString(r)) };
    },
    encode: (w, r) => {
      w.u16(r.qids.length);
      for (const qid of r.qids) writeQid(w, qid);
    },
  },
  read: { number: 116, decode: (r) => ({ fid: r.u32(), offset: r.u64(), count: r.u32() }), encode: data },
  write: {
    number: 118,
    decode: (r) => ({ fid: r.u32(), offset: r.u64(), data: r.take(r.u32()) }),
    encode: (w, r) => void w.u32(r.count),
  },
  clunk: { number: 120, decode: onlyFid, encode: nothing },
  remove: { number: 122, decode: onlyFid, encode: nothing },
};

const kinds = new Map(Object.entries(codecs).map(([kind, codec]) => [codec.number, kind as Kind]));

/** The request that a message number stands for. */
export function kindOf(number: number): Kind | undefined {
  return kinds.get(number);
}

function encodeAttributes(w: ByteWriter, { qid, attributes: a }: Replies['getattr']): void {
  w.u64(statsBasic);
  writeQid(w, qid);
  w.u32(a.mode).u32(a.uid).u32(a.gid).u64(a.nlink);
  // As new_decode_dev() of linux/kdev_t.h takes it apart.
  w.u64(((a.rdev.minor & 0xff) | (a.rdev.major << 8) | ((a.rdev.minor & ~0xff) << 12)) >>> 0);
  w.u64(a.size).u64(preferredBlock).u64(a.blocks);
  writeTime(w, a.atime);
  writeTime(w, a.mtime);
  writeTime(w, a.ctime);
  // btime, gen and data_version: not among the basic ones.
  w.zeros(32);
}
