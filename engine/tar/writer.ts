import { encodeName } from '../base/bytes.ts';
import { EngineError } from '../base/errors.ts';
import { type ByteSource, concat } from '../base/stream.ts';
import { type TarHeader, type TarHeaderInit, type TarType, tarHeader } from './header.ts';
import { BLOCK } from './parser.ts';
import { formatRecord, formatTime, XATTR_PREFIX } from './pax.ts';

/** `content` must be as long as `header.size`; bytes may leave the size out. */
export interface TarInput {
  readonly header: TarHeaderInit;
  readonly content?: Uint8Array | ByteSource;
}

/** Writes an archive: the same entries give the same bytes. PAX records only where USTAR cannot hold a value, as Go's archive/tar decides. */
export async function* writeTar(entries: AsyncIterable<TarInput> | Iterable<TarInput>): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const { header, content } of entries) {
    if (content === undefined || content instanceof Uint8Array) {
      const size = content?.length ?? 0;
      checkSize(header, size);
      yield concat([encodeHeader(tarHeader({ ...header, size })), content ?? NONE, padding(size)]);
      continue;
    }
    const whole = tarHeader(header);
    yield encodeHeader(whole);
    let written = 0;
    for await (const chunk of content) {
      written += chunk.length;
      if (written > whole.size) break;
      yield chunk;
    }
    checkSize(whole, written);
    yield padding(written);
  }
  yield new Uint8Array(2 * BLOCK);
}

const NONE = new Uint8Array();

function checkSize({ name, size }: TarHeaderInit, written: number): void {
  if (size !== undefined && size !== written) {
    throw new EngineError('internal', `archive/tar: ${JSON.stringify(name)} has ${written} bytes, not the ${size} of its header`);
  }
}

function padding(size: number): Uint8Array {
  return new Uint8Array((BLOCK - (size % BLOCK)) % BLOCK);
}

const FLAGS: Readonly<Record<TarType, string>> = {
  file: '0',
  hardlink: '1',
  symlink: '2',
  char: '3',
  block: '4',
  directory: '5',
  fifo: '6',
};

/** The header's blocks: one, or three and more with PAX records before it. */
export function encodeHeader(header: TarHeader): Uint8Array {
  const isDirectory = header.type === 'directory' && !header.name.endsWith('/');
  const name = encodeName(isDirectory ? `${header.name}/` : header.name);
  const link = encodeName(header.linkName);
  const records = paxRecords(header, name, link);
  const block = new Uint8Array(BLOCK);
  if (records.length === 0) {
    const split = splitName(name);
    block.set(split?.name ?? name, 0);
    if (split !== undefined) block.set(split.prefix, 345);
    block.set(link, 157);
  } else {
    truncate(block, 0, 100, name);
    truncate(block, 157, 100, link);
  }
  octal(block, 100, 8, header.mode);
  octal(block, 108, 8, header.uid);
  octal(block, 116, 8, header.gid);
  octal(block, 124, 12, header.size);
  octal(block, 136, 12, header.mtime);
  truncate(block, 265, 32, encodeName(header.uname));
  truncate(block, 297, 32, encodeName(header.gname));
  octal(block, 329, 8, header.major);
  octal(block, 337, 8, header.minor);
  seal(block, FLAGS[header.type]);
  return records.length === 0 ? block : concat([paxHeader(name, records), block]);
}

/** Records for what does not fit, in the order of their keys. */
function paxRecords(header: TarHeader, name: Uint8Array, link: Uint8Array): Uint8Array[] {
  const records: Array<[key: string, value: Uint8Array]> = [];
  const add = (key: string, value: string | Uint8Array) => records.push([key, typeof value === 'string' ? encodeName(value) : value]);
  if (!isAscii(name) || (name.length > 100 && splitName(name) === undefined)) add('path', name);
  if (!isAscii(link) || link.length > 100) add('linkpath', link);
  for (const key of ['uname', 'gname'] as const) {
    const value = encodeName(header[key]);
    if (!isAscii(value) || value.length > 32) add(key, value);
  }
  for (const key of ['uid', 'gid'] as const) if (!fits(header[key], 8)) add(key, String(header[key]));
  if (!fits(header.size, 12)) add('size', String(header.size));
  if (!fits(header.mtime, 12) || header.mtimeNanos !== 0) add('mtime', formatTime(header.mtime, header.mtimeNanos));
  for (const [key, value] of header.xattrs) add(XATTR_PREFIX + key, value);
  for (const [key, value] of header.records) add(key, value);
  for (const device of [header.major, header.minor]) {
    if (!fits(device, 8)) throw new EngineError('invalid', `archive/tar: device number ${device} is out of range`);
  }
  return records.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => formatRecord(key, value));
}

/** A member of its own before the one it describes, named `dir/PaxHeaders.0/base`. */
function paxHeader(name: Uint8Array, records: readonly Uint8Array[]): Uint8Array {
  const body = concat([...records, NONE]);
  const slash = name.lastIndexOf(0x2f, name.length - 2) + 1;
  const directory = name.at(-1) === 0x2f;
  const base = name.subarray(slash, directory ? name.length - 1 : name.length);
  const block = new Uint8Array(BLOCK);
  // Go joins a directory's own name before PaxHeaders.0, since its base after the slash is empty.
  const parts = directory ? [name, encodeName('PaxHeaders.0')] : [name.subarray(0, slash), encodeName('PaxHeaders.0/'), base];
  truncate(block, 0, 100, concat(parts));
  for (const at of [100, 108, 116]) octal(block, at, 8, 0);
  octal(block, 124, 12, body.length);
  octal(block, 136, 12, 0);
  for (const at of [329, 337]) octal(block, at, 8, 0);
  seal(block, 'x');
  return concat([block, body, padding(body.length)]);
}

/** USTAR's prefix: up to 155 bytes before a slash, with at most 100 after it. */
function splitName(name: Uint8Array): { prefix: Uint8Array; name: Uint8Array } | undefined {
  if (name.length <= 100 || !isAscii(name)) return undefined;
  const limit = name.length > 155 ? 156 : name.at(-1) === 0x2f ? name.length - 1 : name.length;
  const slash = name.lastIndexOf(0x2f, limit - 1);
  const rest = name.length - slash - 1;
  return slash <= 0 || rest > 100 || rest === 0 ? undefined : { prefix: name.subarray(0, slash), name: name.subarray(slash + 1) };
}

/** What old readers see of a name that is in a PAX record: its ASCII bytes, cut off, never ending in a slash that means a directory. */
function truncate(block: Uint8Array, at: number, length: number, value: Uint8Array): void {
  const ascii = value.filter((byte) => byte > 0 && byte < 0x80);
  let end = Math.min(ascii.length, length);
  if (ascii.length > length) while (end > 0 && ascii[end - 1] === 0x2f) end--;
  block.set(ascii.subarray(0, end), at);
}

function octal(block: Uint8Array, at: number, length: number, value: number): void {
  const digits = (fits(value, length) ? value : 0).toString(8).padStart(length - 1, '0');
  for (let i = 0; i < digits.length; i++) block[at + i] = digits.charCodeAt(i);
}

function fits(value: number, length: number): boolean {
  return value >= 0 && value < 8 ** (length - 1);
}

/** Type, magic and check sum. */
function seal(block: Uint8Array, flag: string): void {
  block[156] = flag.charCodeAt(0);
  block.set(encodeName('ustar\x0000'), 257);
  block.fill(0x20, 148, 156);
  const sum = block.reduce((total, byte) => total + byte, 0);
  octal(block, 148, 7, sum);
  block[154] = 0;
}

function isAscii(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte < 0x80);
}
