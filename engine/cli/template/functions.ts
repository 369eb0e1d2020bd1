import { TemplateError } from './parse.ts';
import { isRecord, isTrue, json, print, sprintf } from './value.ts';

type TemplateFunction = (...args: unknown[]) => unknown;

/** Go's built-in functions, and Docker's: json, split, join, title, lower, upper, pad, truncate. `and` and `or` are evaluated lazily elsewhere. */
export const functions: Readonly<Record<string, TemplateFunction>> = {
  json,
  split: (text, separator) => print(text).split(print(separator)),
  join: (items, separator) => (Array.isArray(items) ? items.map(print).join(print(separator)) : print(items)),
  title: (text) => print(text).replace(/(^|[\s])(\p{L})/gu, (all) => all.toUpperCase()),
  lower: (text) => print(text).toLowerCase(),
  upper: (text) => print(text).toUpperCase(),
  pad: (text, before, after) => (text === '' ? '' : ' '.repeat(Number(before)) + print(text) + ' '.repeat(Number(after))),
  truncate: (text, length) => [...print(text)].slice(0, Number(length)).join(''),

  and: (...args) => args.find((value) => !isTrue(value)) ?? args.at(-1),
  or: (...args) => args.find(isTrue) ?? args.at(-1),
  not: (value) => !isTrue(value),
  len: (value) => {
    if (typeof value === 'string') return new TextEncoder().encode(value).length;
    if (Array.isArray(value)) return value.length;
    if (isRecord(value)) return Object.keys(value).length;
    if (value === null || value === undefined) return 0;
    throw new TemplateError(`error calling len: len of type ${typeof value}`);
  },
  index: (value, ...keys) => keys.reduce(indexOne, value),
  slice: (value, from, to) => {
    if (typeof value !== 'string' && !Array.isArray(value))
      throw new TemplateError(`error calling slice: can't slice item of type ${typeof value}`);
    const end = to === undefined ? value.length : Number(to);
    if (end > value.length || Number(from ?? 0) > end) throw new TemplateError(`error calling slice: index out of range: ${end}`);
    return value.slice(from === undefined ? 0 : Number(from), end);
  },
  print: (...args) => args.map(print).join(''),
  println: (...args) => `${args.map(print).join(' ')}\n`,
  printf: (format, ...args) => sprintf(print(format), args),
  html: (text) => print(text).replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`),
  urlquery: (text) => encodeURIComponent(print(text)),
  js: (text) => print(text).replace(/[\\'"]/g, '\\$&'),

  eq: (first, ...others) => others.some((other) => same(first, other)),
  ne: (a, b) => !same(a, b),
  lt: (a, b) => order(a, b) < 0,
  le: (a, b) => order(a, b) <= 0,
  gt: (a, b) => order(a, b) > 0,
  ge: (a, b) => order(a, b) >= 0,
};

/** In a table's header these leave a column's name alone. */
export const headerFunctions: Readonly<Record<string, TemplateFunction>> = {
  ...functions,
  ...Object.fromEntries(['json', 'title', 'lower', 'upper', 'truncate', 'split', 'join'].map((name) => [name, (text: unknown) => text])),
};

function indexOne(value: unknown, key: unknown): unknown {
  if (Array.isArray(value) || typeof value === 'string') {
    const at = Number(key);
    if (!Number.isInteger(at)) throw new TemplateError(`error calling index: cannot index slice/array with type ${typeof key}`);
    if (at < 0 || at >= value.length) throw new TemplateError(`error calling index: reflect: slice index out of range`);
    return value[at];
  }
  // Of a map, a missing key has the zero value of its kind: JSON tells no kind, most are strings.
  if (isRecord(value)) return Object.hasOwn(value, print(key)) ? value[print(key)] : '';
  throw new TemplateError('error calling index: index of untyped nil');
}

function same(a: unknown, b: unknown): boolean {
  if (a === null || a === undefined || b === null || b === undefined) return (a ?? null) === (b ?? null);
  if (typeof a !== typeof b) throw new TemplateError('error calling eq: incompatible types for comparison');
  return a === b;
}

function order(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0;
  throw new TemplateError('error calling lt: incompatible types for comparison');
}
