import { decodeName, encodeName } from '../base/bytes.ts';
import { EngineError } from '../base/errors.ts';
import type { TarMember } from './header.ts';

/** PAX records by key; values stay bytes, since `hdrcharset=BINARY` and common writers put names there that are not UTF-8. */
export type Records = Map<string, Uint8Array>;

export const XATTR_PREFIX = 'SCHILY.xattr.';

const SPACE = 0x20;
const EQUALS = 0x3d;
const NEWLINE = 0x0a;

/** `LENGTH KEY=VALUE\n`, one after the other (POSIX.1-2001, pax, "Extended Header"). */
export function* parseRecords(bytes: Uint8Array): Generator<[key: string, value: Uint8Array]> {
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(SPACE, at);
    const length = Number(text(bytes.subarray(at, space)));
    const end = at + length;
    const equals = bytes.indexOf(EQUALS, space);
    const whole = space > at && Number.isInteger(length) && end <= bytes.length && equals > space + 1 && equals < end;
    if (!whole || bytes[end - 1] !== NEWLINE) throw invalid();
    yield [text(bytes.subarray(space + 1, equals)), bytes.subarray(equals + 1, end - 1)];
    at = end;
  }
}

/** The member with what its records say instead. An empty value takes a global record back. */
export function applyRecords(member: TarMember, records: Records): TarMember {
  if (records.size === 0) return member;
  const changed: { -readonly [K in keyof TarMember]: TarMember[K] } = { ...member };
  const xattrs = new Map<string, Uint8Array>();
  const others = new Map<string, string>();
  for (const [key, value] of records) {
    if (key.startsWith(XATTR_PREFIX)) xattrs.set(key.slice(XATTR_PREFIX.length), value.slice());
    else if (value.length > 0) apply(changed, others, key, value);
  }
  return { ...changed, size: changed.type === 'file' ? changed.size : 0, xattrs, records: others };
}

function apply(
  member: { -readonly [K in keyof TarMember]: TarMember[K] },
  others: Map<string, string>,
  key: string,
  value: Uint8Array,
): void {
  switch (key) {
    case 'path':
      member.name = decodeName(value);
      return;
    case 'linkpath':
      member.linkName = decodeName(value);
      return;
    case 'uname':
    case 'gname':
      member[key] = decodeName(value);
      return;
    case 'size':
    case 'uid':
    case 'gid':
      member[key] = integer(text(value));
      return;
    case 'mtime': {
      const { seconds, nanos } = parseTime(text(value));
      member.mtime = seconds;
      member.mtimeNanos = nanos;
      return;
    }
    case 'hdrcharset':
    case 'atime':
    case 'ctime':
    case 'comment':
      return;
    default:
      if (key.startsWith('GNU.sparse.')) {
        throw new EngineError('unsupported', `archive/tar: sparse file ${JSON.stringify(member.name)} is not supported`);
      }
      others.set(key, decodeName(value));
  }
}

/** Seconds with a fraction, negative before 1970; nanoseconds count up from the whole second below. */
export function parseTime(value: string): { seconds: number; nanos: number } {
  const match = /^(-?)(\d+)(?:\.(\d*))?$/.exec(value);
  if (match === null) throw invalid();
  const whole = Number(match[2]);
  const nanos = Number((match[3] ?? '').padEnd(9, '0').slice(0, 9));
  if (match[1] !== '-') return { seconds: whole, nanos };
  return nanos === 0 ? { seconds: 0 - whole, nanos: 0 } : { seconds: -whole - 1, nanos: 1_000_000_000 - nanos };
}

export function formatTime(seconds: number, nanos: number): string {
  if (nanos === 0) return String(seconds);
  const fraction = (value: number) => value.toString().padStart(9, '0').replace(/0+$/, '');
  if (seconds >= 0) return `${seconds}.${fraction(nanos)}`;
  return `-${-seconds - 1}.${fraction(1_000_000_000 - nanos)}`;
}

/** One record; its length counts itself. */
export function formatRecord(key: string, value: Uint8Array): Uint8Array {
  const rest = encodeName(` ${key}=`);
  const fixed = rest.length + value.length + 1;
  let length = fixed + String(fixed).length;
  if (fixed + String(length).length !== length) length = fixed + String(length).length;
  const record = new Uint8Array(length);
  const digits = encodeName(String(length));
  record.set(digits);
  record.set(rest, digits.length);
  record.set(value, digits.length + rest.length);
  record[length - 1] = NEWLINE;
  return record;
}

function integer(value: string): number {
  const number = Number(value);
  if (!/^-?\d+$/.test(value) || !Number.isSafeInteger(number)) throw invalid();
  return number;
}

function text(bytes: Uint8Array): string {
  return decodeName(bytes);
}

function invalid(): EngineError {
  return new EngineError('invalid', 'archive/tar: invalid tar header');
}
