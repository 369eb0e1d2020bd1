import { decodeName, encodeName } from '../base/bytes.ts';
import { EngineError } from '../base/errors.ts';
import { concat } from '../base/stream.ts';
import { roundUp, XATTR_ENTRY_SIZE, XATTR_HEADER_SIZE, xattrPrefixes } from './format.ts';

/** An inode's xattrs as they follow it; empty when there are none. Names in namespaces that Linux does not have are left out. */
export function encodeXattrs(xattrs: ReadonlyArray<readonly [name: string, value: Uint8Array]>): Uint8Array {
  const entries: Uint8Array[] = [];
  for (const [name, value] of [...xattrs].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const known = xattrPrefixes.find(({ prefix }) => (prefix.endsWith('.') ? name.startsWith(prefix) : name === prefix));
    if (known === undefined) continue;
    const suffix = encodeName(name.slice(known.prefix.length));
    if (suffix.length > 255 || value.length > 0xffff) throw new EngineError('invalid', `archive: extended attribute ${name} is too large`);
    const entry = new Uint8Array(roundUp(XATTR_ENTRY_SIZE + suffix.length + value.length, 4));
    entry[0] = suffix.length;
    entry[1] = known.index;
    entry[2] = value.length & 0xff;
    entry[3] = value.length >> 8;
    entry.set(suffix, XATTR_ENTRY_SIZE);
    entry.set(value, XATTR_ENTRY_SIZE + suffix.length);
    entries.push(entry);
  }
  if (entries.length === 0) return new Uint8Array();
  const body = concat([new Uint8Array(XATTR_HEADER_SIZE), ...entries]);
  if ((body.length - XATTR_HEADER_SIZE) / 4 + 1 > 0xffff)
    throw new EngineError('invalid', 'archive: too many extended attributes on a file');
  return body;
}

export function decodeXattrs(body: Uint8Array): Map<string, Uint8Array> {
  const xattrs = new Map<string, Uint8Array>();
  for (let at = XATTR_HEADER_SIZE; at + XATTR_ENTRY_SIZE <= body.length; ) {
    const nameLength = body[at] ?? 0;
    const valueSize = (body[at + 2] ?? 0) | ((body[at + 3] ?? 0) << 8);
    const prefix = xattrPrefixes.find(({ index }) => index === body[at + 1])?.prefix;
    const name = at + XATTR_ENTRY_SIZE;
    const value = name + nameLength;
    if (prefix !== undefined) xattrs.set(prefix + decodeName(body.subarray(name, value)), body.slice(value, value + valueSize));
    at = roundUp(value + valueSize, 4);
  }
  return xattrs;
}
