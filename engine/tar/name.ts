import { encodeName } from '../base/bytes.ts';
import { EngineError } from '../base/errors.ts';

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
