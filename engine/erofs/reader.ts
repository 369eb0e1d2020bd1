import { decodeName } from '../base/bytes.ts';
import { EngineError } from '../base/errors.ts';
import type { BlobReader } from '../base/stream.ts';
import { type DirectoryEntry, decodeDirectory } from './directory.ts';
import {
  BLOCK_BITS,
  BLOCK_SIZE,
  CHUNK_BITS_MASK,
  CHUNK_INDEX_SIZE,
  decodeDevice,
  EXTENDED,
  type FileType,
  fileTypes,
  INODE_SIZE,
  LAYOUT_SHIFT,
  layouts,
  MAGIC,
  NID_UNIT,
  roundUp,
  SUPER_OFFSET,
  TAR_DEVICE,
  XATTR_HEADER_SIZE,
} from './format.ts';
import { decodeXattrs } from './xattr.ts';

export interface ErofsStat {
  readonly type: FileType;
  /** 0o7777. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  readonly mtime: number;
  readonly mtimeNanos: number;
  readonly nlink: number;
  readonly major: number;
  readonly minor: number;
}

/** What a directory entry tells without reading its inode. */
export type ErofsEntry = DirectoryEntry;

/**
 * Reads an index that `IndexWriter` made. It is held in memory (about 100 bytes a file), so all but content is answered at once.
 * A file is known by its node ID; two names of one file have the same.
 */
export class ErofsIndex {
  readonly root: number;
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  private readonly metaOffset: number;
  private readonly directories = new Map<number, ReadonlyMap<string, ErofsEntry>>();

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    if (bytes.length < SUPER_OFFSET + BLOCK_SIZE || this.view.getUint32(SUPER_OFFSET, true) !== MAGIC) throw damaged('no EROFS superblock');
    if (bytes[SUPER_OFFSET + 12] !== BLOCK_BITS) throw damaged('blocks are not of 512 bytes');
    this.root = this.view.getUint16(SUPER_OFFSET + 14, true);
    this.metaOffset = this.view.getUint32(SUPER_OFFSET + 40, true) * BLOCK_SIZE;
  }

  static async load(index: BlobReader): Promise<ErofsIndex> {
    return new ErofsIndex(await index.read(0, index.size));
  }

  stat(nid: number): ErofsStat {
    const at = this.inode(nid);
    const mode = this.view.getUint16(at + 4, true);
    const type = TYPE_OF.get(mode & 0o170000);
    if (type === undefined) throw damaged(`inode ${nid} has no type`);
    const isDevice = type === 'char' || type === 'block';
    return {
      type,
      mode: mode & 0o7777,
      uid: this.view.getUint32(at + 24, true),
      gid: this.view.getUint32(at + 28, true),
      size: this.size(at),
      mtime: this.view.getUint32(at + 32, true) + this.view.getInt32(at + 36, true) * 2 ** 32,
      mtimeNanos: this.view.getUint32(at + 40, true),
      nlink: this.view.getUint32(at + 44, true),
      ...(isDevice ? decodeDevice(this.view.getUint32(at + 16, true)) : { major: 0, minor: 0 }),
    };
  }

  lookup(directory: number, name: string): ErofsEntry | undefined {
    return this.entries(directory).get(name);
  }

  /** In the order of the names' bytes, without `.` and `..`. */
  readdir(directory: number): ErofsEntry[] {
    return [...this.entries(directory).values()];
  }

  readlink(link: number): string {
    return decodeName(this.data(link));
  }

  xattrs(nid: number): ReadonlyMap<string, Uint8Array> {
    const at = this.inode(nid);
    return decodeXattrs(this.bytes.subarray(at + INODE_SIZE, at + INODE_SIZE + this.xattrSize(at)));
  }

  /** Where a file's content lies in the tar. */
  extent(file: number): { readonly offset: number; readonly length: number } {
    const at = this.inode(file);
    const length = this.size(at);
    if (length === 0) return { offset: 0, length };
    const chunk = at + roundUp(INODE_SIZE + this.xattrSize(at), CHUNK_INDEX_SIZE);
    const bits = BLOCK_BITS + (this.view.getUint16(at + 16, true) & CHUNK_BITS_MASK);
    const isOneChunk = this.layout(at) === layouts.chunked && length <= 2 ** bits && this.view.getUint16(chunk + 2, true) === TAR_DEVICE;
    if (!isOneChunk) throw damaged(`inode ${file} is not one chunk of the tar`);
    return { offset: this.view.getUint32(chunk + 4, true) * BLOCK_SIZE, length };
  }

  private inode(nid: number): number {
    const at = this.metaOffset + nid * NID_UNIT;
    if (at + INODE_SIZE > this.bytes.length || !(this.view.getUint16(at, true) & EXTENDED)) throw damaged(`no inode ${nid}`);
    return at;
  }

  private layout(at: number): number {
    return (this.view.getUint16(at, true) >> LAYOUT_SHIFT) & 7;
  }

  private size(at: number): number {
    return this.view.getUint32(at + 8, true) + this.view.getUint32(at + 12, true) * 2 ** 32;
  }

  private xattrSize(at: number): number {
    const count = this.view.getUint16(at + 2, true);
    return count === 0 ? 0 : XATTR_HEADER_SIZE + 4 * (count - 1);
  }

  /** A directory's or link's own bytes. */
  private data(nid: number): Uint8Array {
    const at = this.inode(nid);
    const size = this.size(at);
    const inline = this.layout(at) === layouts.inline ? size % BLOCK_SIZE : 0;
    const start = this.view.getUint32(at + 16, true) * BLOCK_SIZE;
    if (start + size - inline > this.bytes.length) throw damaged(`inode ${nid} lies outside`);
    const blocks = this.bytes.subarray(start, start + size - inline);
    const tail = at + INODE_SIZE + this.xattrSize(at);
    if (inline === 0) return blocks;
    if (inline === size) return this.bytes.subarray(tail, tail + inline);
    const joined = new Uint8Array(size);
    joined.set(blocks);
    joined.set(this.bytes.subarray(tail, tail + inline), size - inline);
    return joined;
  }

  private entries(directory: number): ReadonlyMap<string, ErofsEntry> {
    let entries = this.directories.get(directory);
    if (entries === undefined) {
      const read = new Map<string, ErofsEntry>();
      for (const entry of decodeDirectory(this.data(directory))) {
        if (entry.name !== '.' && entry.name !== '..') read.set(entry.name, entry);
      }
      entries = read;
      this.directories.set(directory, entries);
    }
    return entries;
  }
}

/** A file's content, read from the tar. */
export function openContent(index: ErofsIndex, file: number, tar: BlobReader): BlobReader {
  const { offset, length } = index.extent(file);
  return {
    size: length,
    read: (from, count) => tar.read(offset + from, Math.max(0, Math.min(count, length - from))),
  };
}

const TYPE_OF = new Map((Object.keys(fileTypes) as FileType[]).map((type) => [fileTypes[type].format, type]));

function damaged(what: string): EngineError {
  return new EngineError('internal', `layer index is damaged: ${what}`);
}
