import { EngineError } from '../base/errors.ts';

/**
 * File names are bytes; here they are strings that lose nothing. Valid UTF-8 is itself; each byte that is not part of valid UTF-8
 * becomes a lone surrogate U+DC80 to U+DCFF (as Python's `surrogateescape`). `encodeName(decodeName(bytes))` is always `bytes`.
 */
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();
const ESCAPE = 0xdc00;

export function decodeName(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes);
  } catch {
    return decodeEscaped(bytes);
  }
}

export function encodeName(name: string): Uint8Array<ArrayBuffer> {
  return /[\udc80-\udcff]/.test(name) && !name.isWellFormed() ? encodeEscaped(name) : encoder.encode(name);
}

function decodeEscaped(bytes: Uint8Array): string {
  let name = '';
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at);
    if (length > 0) name += strict.decode(bytes.subarray(at, at + length));
    else name += String.fromCharCode(ESCAPE | (bytes[at] ?? 0));
    at += Math.max(length, 1);
  }
  return name;
}

/** Bytes of the valid UTF-8 sequence at `at`; 0 when there is none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  const length = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  try {
    strict.decode(bytes.subarray(at, at + length));
    return at + length <= bytes.length ? length : 0;
  } catch {
    return 0;
  }
}

function encodeEscaped(name: string): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [];
  for (const character of name) {
    const code = character.charCodeAt(0);
    if (character.length === 1 && code >= 0xdc80 && code <= 0xdcff) bytes.push(code & 0xff);
    else bytes.push(...encoder.encode(character));
  }
  return Uint8Array.from(bytes);
}

/** The order of the names' bytes, which for UTF-8 is that of its code points (and not of JavaScript's UTF-16 units). */
export function compareNames(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const left = a.charCodeAt(at);
    const right = b.charCodeAt(at);
    if (left === right) continue;
    return left < 0x80 || right < 0x80 || (left < 0xd800 && right < 0xd800) ? left - right : compareBytes(encodeName(a), encodeName(b));
  }
  return a.length - b.length;
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/**
 * A member's name as a path from the archive's root: no leading or trailing slash, no `.`; the root itself is ''.
 * Fails (`invalid`) when the name would leave the root.
 */
export function memberPath(name: string): string {
  const parts: string[] = [];
  for (const part of name.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined)
      throw new EngineError('invalid', `archive: path ${JSON.stringify(name)} is outside of the archive's root`);
  }
  return parts.join('/');
}
