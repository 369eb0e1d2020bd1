import { any, bool, type Field, float, type GoType, nil, string, typeName } from './type.ts';

/** JSON through a Go type: what templates work on. */
export interface Value {
  readonly type: GoType;
  readonly data: unknown;
}

/** A number as JSON spells it, which is how Go keeps those of an object whose type it does not know. */
export class JsonNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** All numbers in it so. */
export function withJsonNumbers(data: unknown): unknown {
  if (typeof data === 'number') return new JsonNumber(integerText(data));
  if (Array.isArray(data)) return data.map(withJsonNumbers);
  return isRecord(data) ? Object.fromEntries(Object.entries(data).map(([key, item]) => [key, withJsonNumbers(item)])) : data;
}

/** Beyond 2^53 to the last digit that is left. */
export function integerText(number: number): string {
  return Number.isInteger(number) && Math.abs(number) < 1e21 ? BigInt(number).toString() : String(number);
}

export const nothing: Value = { type: nil, data: undefined };

export function isRecord(data: unknown): data is Readonly<Record<string, unknown>> {
  return typeof data === 'object' && data !== null && !Array.isArray(data) && !(data instanceof JsonNumber);
}

/** What an interface holds. */
export function concrete(value: Value): Value {
  if (value.type.kind !== 'any') return value;
  const { data } = value;
  if (data === null || data === undefined) return nothing;
  if (typeof data === 'string') return { type: string, data };
  if (data instanceof JsonNumber) return { type: { kind: 'number' }, data: data.text };
  if (typeof data === 'boolean') return { type: bool, data };
  if (typeof data === 'number') return { type: float, data };
  return { type: { kind: Array.isArray(data) ? 'slice' : 'map', of: any }, data };
}

/** Through pointers, to what they point at; a nil one stays. */
export function indirect(value: Value): Value {
  let found = concrete(value);
  while (found.type.kind === 'pointer' && !isNil(found)) found = concrete({ type: found.type.of, data: found.data });
  return found;
}

export function isNil({ type, data }: Value): boolean {
  return type.kind === 'nil' || ((type.kind === 'pointer' || type.kind === 'any') && (data === null || data === undefined));
}

export function itemsOf({ data }: Value): readonly unknown[] {
  return Array.isArray(data) ? data : [];
}

export function entriesOf({ data }: Value): Array<[string, unknown]> {
  return isRecord(data) ? Object.entries(data).sort(([a], [b]) => (a < b ? -1 : 1)) : [];
}

/** A struct's field by its Go name, also one of an embedded struct. */
export function fieldOf({ type, data }: Value, name: string): Value | undefined {
  if (type.kind !== 'struct') return undefined;
  for (const field of type.fields) {
    if (field.name === name && !field.embedded) return { type: field.type, data: member(data, field) };
    if (!field.embedded) continue;
    if (field.name === name) return { type: field.type, data };
    const inner = field.type.kind === 'pointer' ? field.type.of : field.type;
    const found = fieldOf({ type: inner, data }, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

function member(data: unknown, field: Field): unknown {
  return isRecord(data) ? data[field.json] : undefined;
}

export function isTrue(value: Value): boolean {
  const { type, data } = concrete(value);
  switch (type.kind) {
    case 'nil':
      return false;
    case 'bool':
      return data === true;
    case 'int':
    case 'float':
    case 'duration':
      return Number(data ?? 0) !== 0;
    case 'string':
    case 'number':
      return (data ?? '') !== '';
    case 'slice':
      return itemsOf(value).length > 0;
    case 'map':
      return entriesOf(value).length > 0;
    case 'pointer':
      return data !== null && data !== undefined;
    default:
      return true;
  }
}

/** `%v`; of a nil interface inside something else `<nil>`. `plus` names the fields of structs. */
export function print(value: Value, depth = 0, plus = false): string {
  const { type, data } = depth === 0 ? indirect(value) : concrete(value);
  switch (type.kind) {
    case 'nil':
    case 'any':
      return '<nil>';
    case 'pointer':
      // A pointer inside something prints as its address, which means nothing to anybody.
      return data === null || data === undefined ? '<nil>' : depth === 0 ? `&${print({ type: type.of, data }, 1, plus)}` : '0xc000000000';
    case 'slice':
      return `[${itemsOf({ type, data })
        .map((item) => print({ type: type.of, data: item }, depth + 1, plus))
        .join(' ')}]`;
    case 'map':
      return `map[${entriesOf({ type, data })
        .map(([key, item]) => `${key}:${print({ type: type.of, data: item }, depth + 1, plus)}`)
        .join(' ')}]`;
    case 'struct': {
      const shown = type.fields.map((field) => {
        const text = print({ type: field.type, data: field.embedded ? data : member(data, field) }, depth + 1, plus);
        return plus ? `${field.name}:${text}` : text;
      });
      return `{${shown.join(' ')}}`;
    }
    case 'row':
      return `map[${entriesOf({ type, data })
        .filter(([, item]) => typeof item !== 'function')
        .map(([key, item]) => `${key}:${item}`)
        .join(' ')}]`;
    case 'string':
    case 'number':
      return String(data ?? '');
    case 'bool':
      return String(data === true);
    case 'duration':
      return goDuration(Number(data ?? 0));
    case 'time':
      return goTime(String(data ?? '0001-01-01T00:00:00Z'));
    case 'float':
      return goFloat(Number(data ?? 0));
    case 'int':
      return integerText(Number(data ?? 0));
  }
}

function goFloat(number: number): string {
  if (Number.isInteger(number) && Math.abs(number) < 1e21) return String(number);
  return String(number).replace(/e([-+])(\d)$/, 'e$10$2');
}

function goTime(text: string): string {
  const [, date, time, fraction = '', zone = 'Z'] = /^(\S+)T([\d:]+)(\.\d+)?(Z|[-+]\d\d:\d\d)$/.exec(text) ?? [];
  const offset = zone.replace(':', '');
  return date === undefined
    ? text
    : `${date} ${time}${fraction.replace(/\.?0+$/, '')} ${zone === 'Z' ? '+0000 UTC' : `${offset} ${offset}`}`;
}

/** time.Duration's String: `1m30s`, `1.5ms`. */
function goDuration(nanoseconds: number): string {
  if (nanoseconds === 0) return '0s';
  const sign = nanoseconds < 0 ? '-' : '';
  const size = Math.abs(nanoseconds);
  const trimmed = (number: number) => String(Number(number.toFixed(9)));
  if (size < 1e3) return `${sign}${size}ns`;
  if (size < 1e6) return `${sign}${trimmed(size / 1e3)}µs`;
  if (size < 1e9) return `${sign}${trimmed(size / 1e6)}ms`;
  const seconds = size / 1e9;
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  return `${sign}${hours > 0 ? `${hours}h` : ''}${hours > 0 || minutes > 0 ? `${minutes}m` : ''}${trimmed(seconds % 60)}s`;
}

/** encoding/json without HTML escaping: structs in the order of their fields, maps in the order of their keys. */
export function json(value: Value): string {
  const { type, data } = concrete(value);
  const of = (inner: GoType, item: unknown) => json({ type: inner, data: item });
  switch (type.kind) {
    case 'nil':
    case 'any':
      return 'null';
    case 'pointer':
      return data === null || data === undefined ? 'null' : of(type.of, data);
    case 'slice':
      return Array.isArray(data) ? `[${data.map((item) => of(type.of, item)).join(',')}]` : 'null';
    case 'map':
      return isRecord(data)
        ? `{${entriesOf({ type, data })
            .map(([key, item]) => `${quoted(key)}:${of(type.of, item)}`)
            .join(',')}}`
        : 'null';
    case 'struct':
      return `{${members(type, data).join(',')}}`;
    case 'row':
      return `{${entriesOf({ type, data })
        .filter(([, item]) => typeof item !== 'function')
        .map(([key, item]) => `${quoted(key)}:${JSON.stringify(item)}`)
        .join(',')}}`;
    case 'string':
      return quoted(String(data ?? ''));
    case 'time':
      return quoted(String(data ?? '0001-01-01T00:00:00Z'));
    case 'bool':
      return String(data === true);
    case 'number':
      return String(data);
    default:
      return integerText(Number(data ?? 0));
  }
}

function members(type: GoType & { kind: 'struct' }, data: unknown): string[] {
  return type.fields.flatMap((field) => {
    if (field.embedded) {
      const inner = field.type.kind === 'pointer' ? field.type.of : field.type;
      return inner.kind === 'struct' ? members(inner, data) : [];
    }
    const value = { type: field.type, data: member(data, field) };
    if (field.omitEmpty && field.type.kind !== 'struct' && !isTrue(value)) return [];
    return [`${quoted(field.json)}:${json(value)}`];
  });
}

/** Two separators of lines that JavaScript once took for line ends are escaped by Go. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(/[\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16)}`);
}

export function nameOf(value: Value): string {
  return typeName(concrete(value).type);
}
