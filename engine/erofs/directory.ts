import { decodeName, encodeName } from '../base/bytes.ts';
import { EngineError } from '../base/errors.ts';
import { compareNames } from '../tar/name.ts';
import { BLOCK_SIZE, DIRENT_SIZE, type FileType, fileTypes } from './format.ts';

/**
 * A directory's data: blocks, each with its dirents first and their names after them. Names are in the order of their bytes over the whole
 * directory, `.` and `..` among them, so that the kernel can search.
 */
export interface DirectoryEntry {
  readonly name: string;
  readonly nid: number;
  readonly type: FileType;
}

/** The bytes that a directory of these names takes; `.` and `..` are added. */
export function planDirectory(names: Iterable<string>): number {
  const sorted = ['.', '..', ...names].sort(compareNames);
  let full = 0;
  let used = 0;
  for (const name of sorted) {
    const size = DIRENT_SIZE + nameLength(name);
    if (used + size > BLOCK_SIZE) {
      full += BLOCK_SIZE;
      used = 0;
    }
    used += size;
  }
  return full + used;
}

export function encodeDirectory(entries: DirectoryEntry[], size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  const sorted = entries.sort((a, b) => compareNames(a.name, b.name));
  let block = 0;
  let from = 0;
  while (from < sorted.length) {
    let to = from;
    let used = 0;
    for (let entry = sorted[to]; entry !== undefined; entry = sorted[++to]) {
      const next = used + DIRENT_SIZE + nameLength(entry.name);
      if (next > BLOCK_SIZE) break;
      used = next;
    }
    encodeBlock(bytes, view, block, sorted.slice(from, to));
    block += BLOCK_SIZE;
    from = to;
  }
  return bytes;
}

function encodeBlock(bytes: Uint8Array, view: DataView, block: number, entries: readonly DirectoryEntry[]): void {
  let at = block;
  let nameOffset = entries.length * DIRENT_SIZE;
  for (const { name, nid, type } of entries) {
    const encoded = encodeName(name);
    view.setUint32(at, nid >>> 0, true);
    view.setUint32(at + 4, Math.floor(nid / 2 ** 32), true);
    view.setUint16(at + 8, nameOffset, true);
    bytes[at + 10] = fileTypes[type].dirent;
    bytes.set(encoded, block + nameOffset);
    nameOffset += encoded.length;
    at += DIRENT_SIZE;
  }
}

const TYPE_OF = new Map((Object.keys(fileTypes) as FileType[]).map((type) => [fileTypes[type].dirent, type]));

/** All entries, `.` and `..` among them. A name ends where the next begins; the last of a block at a NUL or the block's end. */
export function* decodeDirectory(bytes: Uint8Array): Generator<DirectoryEntry> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let block = 0; block < bytes.length; block += BLOCK_SIZE) {
    const limit = Math.min(block + BLOCK_SIZE, bytes.length);
    const names = view.getUint16(block + 8, true);
    const count = names / DIRENT_SIZE;
    if (!Number.isInteger(count) || count === 0 || block + names > limit) {
      throw new EngineError('internal', 'layer index is damaged: a directory has no entries where they should be');
    }
    for (let i = 0; i < count; i++) {
      const at = block + i * DIRENT_SIZE;
      const start = block + view.getUint16(at + 8, true);
      const end = i + 1 < count ? block + view.getUint16(at + DIRENT_SIZE + 8, true) : nameEnd(bytes, start, limit);
      const nid = view.getUint32(at, true) + view.getUint32(at + 4, true) * 2 ** 32;
      yield { name: decodeName(bytes.subarray(start, end)), nid, type: TYPE_OF.get(bytes[at + 10] ?? 0) ?? 'file' };
    }
  }
}

function nameEnd(bytes: Uint8Array, start: number, limit: number): number {
  const zero = bytes.subarray(start, limit).indexOf(0);
  return zero < 0 ? limit : start + zero;
}

function nameLength(name: string): number {
  for (let i = 0; i < name.length; i++) if (name.charCodeAt(i) >= 0x80) return encodeName(name).length;
  return name.length;
}
