import { decodeName } from '../base/bytes.ts';
import { EngineError } from '../base/errors.ts';
import type { TarMember, TarType } from './header.ts';
import { applyRecords, parseRecords, type Records } from './pax.ts';

export const BLOCK = 512;

/** PAX records and long names are small; more is an attack or damage. */
const EXTENSION_LIMIT = 1 << 20;

/** Called as an archive is parsed, in its order; `data` brings a member's content in pieces, `end` comes after its last one. */
export interface TarVisitor {
  member(member: TarMember): void;
  data?(bytes: Uint8Array): void;
  end?(): void;
}

/**
 * Parses an archive pushed in pieces of any size: USTAR (POSIX.1-1988), PAX (POSIX.1-2001, global records too), GNU long names and
 * base-256 numbers. Sparse members are refused (`unsupported`), damage is `invalid`. Synchronous: one pass can hash, store and index.
 */
export class TarParser {
  private readonly visitor: TarVisitor;
  private readonly block = new Uint8Array(BLOCK);
  private filled = 0;
  private offset = 0;
  private state: 'header' | 'content' | 'extension' | 'done' = 'header';
  private remaining = 0;
  private padding = 0;
  private zeroBlocks = 0;
  private extension: { readonly flag: string; readonly bytes: Uint8Array; filled: number } | undefined;
  private readonly global: Records = new Map();
  private local: Records = new Map();

  constructor(visitor: TarVisitor) {
    this.visitor = visitor;
  }

  push(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length && this.state !== 'done') {
      if (this.state === 'header') at += this.takeHeader(chunk, at);
      else at += this.takeContent(chunk, at);
    }
  }

  /** The archive has no more bytes. It may lack the end marker, as for Go's reader, but not stop within a member. */
  end(): void {
    if (this.state === 'done') return;
    if (this.state !== 'header' || this.filled > 0 || this.local.size > 0) throw new EngineError('invalid', 'unexpected EOF');
  }

  private takeHeader(chunk: Uint8Array, at: number): number {
    if (this.filled === 0 && chunk.length - at >= BLOCK) {
      this.header(chunk.subarray(at, at + BLOCK));
      return BLOCK;
    }
    const taken = Math.min(BLOCK - this.filled, chunk.length - at);
    this.block.set(chunk.subarray(at, at + taken), this.filled);
    this.filled += taken;
    if (this.filled === BLOCK) {
      this.filled = 0;
      this.header(this.block);
    }
    return taken;
  }

  private takeContent(chunk: Uint8Array, at: number): number {
    const wanted = this.remaining > 0 ? this.remaining : this.padding;
    const taken = Math.min(wanted, chunk.length - at);
    this.offset += taken;
    if (this.remaining === 0) this.padding -= taken;
    else {
      this.remaining -= taken;
      const piece = chunk.subarray(at, at + taken);
      if (this.extension === undefined) this.visitor.data?.(piece);
      else {
        this.extension.bytes.set(piece, this.extension.filled);
        this.extension.filled += taken;
      }
    }
    if (this.remaining + this.padding === 0) this.contentEnds();
    return taken;
  }

  private contentEnds(): void {
    const extension = this.extension;
    this.state = 'header';
    this.extension = undefined;
    if (extension === undefined) this.visitor.end?.();
    else this.extend(extension.flag, extension.bytes);
  }

  private expect(size: number): void {
    this.remaining = size;
    this.padding = (BLOCK - (size % BLOCK)) % BLOCK;
    if (size === 0) this.contentEnds();
  }

  private header(block: Uint8Array): void {
    this.offset += BLOCK;
    if (isZero(block)) {
      this.zeroBlocks++;
      if (this.zeroBlocks === 2) this.state = 'done';
      return;
    }
    this.zeroBlocks = 0;
    checkSum(block);
    const flag = String.fromCharCode(block[156] ?? 0);
    if ('xgLK'.includes(flag)) {
      const size = number(block, 124, 12);
      if (size > EXTENSION_LIMIT) throw damaged('extended header is too large');
      this.state = 'extension';
      this.extension = { flag, bytes: new Uint8Array(size), filled: 0 };
      this.expect(size);
      return;
    }
    const records: Records = this.global.size === 0 ? this.local : new Map([...this.global, ...this.local]);
    this.local = new Map();
    const described = applyRecords(ustar(block, flag, this.offset), records);
    // Archives older than USTAR mark a directory by its name alone; only the whole name tells, not what the old field has of it.
    const isOldDirectory = described.type === 'file' && described.name.endsWith('/');
    const member: TarMember = isOldDirectory ? { ...described, type: 'directory', size: 0 } : described;
    this.state = 'content';
    this.visitor.member(member);
    this.expect(member.size);
  }

  private extend(flag: string, bytes: Uint8Array): void {
    if (flag === 'L') this.local.set('path', untilZero(bytes));
    else if (flag === 'K') this.local.set('linkpath', untilZero(bytes));
    else {
      const target = flag === 'g' ? this.global : this.local;
      for (const [key, value] of parseRecords(bytes)) target.set(key, value);
    }
  }
}

const TYPES: Readonly<Record<string, TarType>> = {
  '\0': 'file',
  '0': 'file',
  '1': 'hardlink',
  '2': 'symlink',
  '3': 'char',
  '4': 'block',
  '5': 'directory',
  '6': 'fifo',
  '7': 'file',
};

function ustar(block: Uint8Array, flag: string, dataOffset: number): TarMember {
  const magic = String.fromCharCode(...block.subarray(257, 263));
  const isPosix = magic === 'ustar\0';
  const known = isPosix || magic === 'ustar ';
  const name = string(block, 0, 100);
  const prefix = isPosix ? string(block, 345, 155) : '';
  const type = TYPES[flag];
  if (flag === 'S') throw new EngineError('unsupported', `archive/tar: sparse file ${JSON.stringify(name)} is not supported`);
  if (type === undefined) throw damaged(`unhandled tar header type ${JSON.stringify(flag)}`);
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    type,
    mode: number(block, 100, 8) & 0o7777,
    uid: number(block, 108, 8),
    gid: number(block, 116, 8),
    // Only files have content, whatever the field says (Go's isHeaderOnlyType).
    size: type === 'file' ? number(block, 124, 12) : 0,
    mtime: number(block, 136, 12),
    mtimeNanos: 0,
    linkName: string(block, 157, 100),
    uname: known ? string(block, 265, 32) : '',
    gname: known ? string(block, 297, 32) : '',
    major: known ? number(block, 329, 8) : 0,
    minor: known ? number(block, 337, 8) : 0,
    xattrs: NO_XATTRS,
    records: NO_RECORDS,
    dataOffset,
  };
}

const NO_XATTRS: ReadonlyMap<string, Uint8Array> = new Map();
const NO_RECORDS: ReadonlyMap<string, string> = new Map();

/** Octal text, or base-256 (GNU) when the first bit is set. */
function number(block: Uint8Array, at: number, length: number): number {
  const first = block[at] ?? 0;
  const end = at + length;
  if (first & 0x80) {
    const negative = (first & 0x40) !== 0;
    let value = negative ? (first & 0x7f) - 0x80 : first & 0x7f;
    for (let i = at + 1; i < end; i++) value = value * 256 + (block[i] ?? 0);
    if (!Number.isSafeInteger(value)) throw damaged('number out of range');
    return value;
  }
  let value = 0;
  let ended = false;
  for (let i = at; i < end; i++) {
    const byte = block[i] ?? 0;
    if (byte >= 0x30 && byte <= 0x37 && !ended) value = value * 8 + byte - 0x30;
    else if (byte !== 0 && byte !== 0x20) throw damaged('invalid tar header');
    else if (byte === 0 || value > 0) ended = true;
  }
  return value;
}

function string(block: Uint8Array, at: number, length: number): string {
  let end = at;
  while (end < at + length && block[end] !== 0) end++;
  return end === at ? '' : decodeName(block.subarray(at, end));
}

function untilZero(bytes: Uint8Array): Uint8Array {
  const zero = bytes.indexOf(0);
  return zero < 0 ? bytes : bytes.subarray(0, zero);
}

function isZero(block: Uint8Array): boolean {
  for (let i = 0; i < BLOCK; i++) if (block[i] !== 0) return false;
  return true;
}

/** The sum of the header's bytes with the checksum field as spaces; some old writers summed signed bytes. */
function checkSum(block: Uint8Array): void {
  let unsigned = 8 * 0x20;
  let signed = unsigned;
  for (let i = 0; i < BLOCK; i++) {
    if (i === 148) i = 156;
    const byte = block[i] ?? 0;
    unsigned += byte;
    signed += byte < 0x80 ? byte : byte - 0x100;
  }
  const stored = number(block, 148, 8);
  if (stored !== unsigned && stored !== signed) throw damaged('invalid tar header');
}

export function damaged(what: string): EngineError {
  return new EngineError('invalid', `archive/tar: ${what}`);
}
