import { parseBool, parseDuration, parseInteger } from './go.ts';
import { parseBytes } from './parse/size.ts';

/**
 * A flag as Docker declares it. `type` is what help shows for its value; an empty one marks a switch.
 * `set` gets the text and what earlier uses made; what it throws becomes `invalid argument …`.
 */
export interface Flag<T> {
  readonly short: string;
  readonly usage: string;
  readonly type: string;
  readonly initial: T;
  /** The default as help shows it, when it does. */
  readonly shown?: string;
  /** The value of the bare flag. */
  readonly bare?: string;
  /** Works, and help keeps quiet about it. */
  readonly hidden?: boolean;
  /** Works, with a warning that ends in this. */
  readonly deprecated?: string;
  readonly shortDeprecated?: string;
  set(text: string, current: T): T;
}

export type Flags = Readonly<Record<string, Flag<unknown>>>;
export type Values<F extends Flags> = { readonly [K in keyof F]: F[K] extends Flag<infer T> ? T : never };

export function bool(short: string, usage: string, initial = false): Flag<boolean> {
  return { short, usage, type: '', initial, bare: 'true', ...(initial ? { shown: 'true' } : {}), set: parseBool };
}

export function string(short: string, usage: string, initial = ''): Flag<string> {
  return { short, usage, type: 'string', initial, ...(initial === '' ? {} : { shown: `"${initial}"` }), set: (text) => text };
}

export function int(short: string, usage: string, initial = 0, type = 'int'): Flag<number> {
  const set = (text: string) => parseInteger(text, type.startsWith('u') ? 'ParseUint' : 'ParseInt', type === 'uint16' ? 65535 : undefined);
  return { short, usage, type, initial, ...(initial === 0 ? {} : { shown: String(initial) }), set };
}

/** May be repeated. `check` may change an item. */
export function list(
  short: string,
  usage: string,
  type = 'list',
  check: (item: string) => string = (item) => item,
): Flag<readonly string[]> {
  return { short, usage, type, initial: [], set: (text, current) => [...current, check(text)] };
}

/** May be repeated, and one use may hold several, separated by commas. */
export function strings(short: string, usage: string): Flag<readonly string[]> {
  return { short, usage, type: 'strings', initial: [], set: (text, current) => [...current, ...(text === '' ? [] : text.split(','))] };
}

/** `key=value`, repeated. */
export function map(short: string, usage: string, check: (item: string) => void = () => undefined): Flag<Readonly<Record<string, string>>> {
  return {
    short,
    usage,
    type: 'map',
    initial: {},
    shown: 'map[]',
    set(text, current) {
      check(text);
      const { key, value } = cut(text, '=');
      return { ...current, [key]: value ?? '' };
    },
  };
}

/** `64m`, `1.5g`: binary multiples. */
export function bytes(short: string, usage: string): Flag<number> {
  return { short, usage, type: 'bytes', initial: 0, set: parseBytes };
}

/** As `bytes`, and -1 for no limit. */
export function swapBytes(short: string, usage: string): Flag<number> {
  return { short, usage, type: 'bytes', initial: 0, set: (text) => (text === '-1' ? -1 : parseBytes(text)) };
}

/** Nanoseconds. */
export function duration(short: string, usage: string): Flag<number> {
  return { short, usage, type: 'duration', initial: 0, set: parseDuration };
}

/** `name=value`, repeated: values by name. */
export function filter(short: string, usage: string): Flag<Readonly<Record<string, readonly string[]>>> {
  return {
    short,
    usage,
    type: 'filter',
    initial: {},
    set(text, current) {
      if (text === '') return current;
      const { key, value } = cut(text, '=');
      if (value === undefined) throw new Error('bad format of filter (expected name=value)');
      const name = key.trim().toLowerCase();
      return { ...current, [name]: [...(current[name] ?? []), value.trim()] };
    },
  };
}

export function hidden<T>(flag: Flag<T>): Flag<T> {
  return { ...flag, hidden: true };
}

export function cut(text: string, separator: string): { key: string; value?: string } {
  const at = text.indexOf(separator);
  return at < 0 ? { key: text } : { key: text.slice(0, at), value: text.slice(at + separator.length) };
}

export const formatUsage = `Format output using a custom template:
'table':            Print output in table format with column headers (default)
'table TEMPLATE':   Print output in table format using the given Go template
'json':             Print in JSON format
'TEMPLATE':         Print output using the given Go template.
Refer to https://docs.docker.com/go/formatting/ for more information about formatting output with templates`;

export const inspectFormatUsage = `Format output using a custom template:
'json':             Print in JSON format
'TEMPLATE':         Print output using the given Go template.
Refer to https://docs.docker.com/go/formatting/ for more information about formatting output with templates`;
