import { sprint, sprintf } from './printf.ts';
import { any, bool, type GoType, int, string, strings, typeName } from './type.ts';
import { concrete, entriesOf, indirect, isTrue, itemsOf, json, nothing, type Value } from './value.ts';

export interface TemplateFunction {
  readonly takes: readonly GoType[];
  /** Of arguments beyond those. */
  readonly rest?: GoType;
  run(...args: Value[]): Value;
}

const text = (data: string): Value => ({ type: string, data });
const truth = (data: boolean): Value => ({ type: bool, data });
const of = (value: Value | undefined): string => String(value?.data ?? '');
const onText = (change: (text: string) => string): TemplateFunction => ({ takes: [string], run: (value) => text(change(of(value))) });
const joined = (change: (text: string) => string): TemplateFunction => ({
  takes: [],
  rest: any,
  run: (...args) => text(change(sprint(args))),
});
const comparison = (holds: (order: number) => boolean): TemplateFunction => ({
  takes: [any, any],
  run: (a, b) => truth(holds(order(a, b))),
});

/** Go's built-in functions, and Docker's: json, split, join, title, lower, upper, pad, truncate. `and` and `or` are evaluated lazily elsewhere. */
export const functions: Readonly<Record<string, TemplateFunction>> = {
  json: { takes: [any], run: (value) => text(json(value)) },
  split: { takes: [string, string], run: (value, separator) => ({ type: strings, data: split(of(value), of(separator)) }) },
  join: { takes: [strings, string], run: (items, separator) => text(itemsOf(items).join(of(separator))) },
  title: onText((value) => value.replace(/(^|[\s])(\p{L})/gu, (all) => all.toUpperCase())),
  lower: onText((value) => value.toLowerCase()),
  upper: onText((value) => value.toUpperCase()),
  pad: {
    takes: [string, int, int],
    run: (value, before, after) =>
      text(of(value) === '' ? '' : ' '.repeat(Number(before.data)) + of(value) + ' '.repeat(Number(after.data))),
  },
  truncate: {
    takes: [string, int],
    run: (value, length) => text(new TextDecoder().decode(new TextEncoder().encode(of(value)).slice(0, Number(length.data)))),
  },

  and: { takes: [any], rest: any, run: (...args) => args.find((value) => !isTrue(value)) ?? args.at(-1) ?? nothing },
  or: { takes: [any], rest: any, run: (...args) => args.find(isTrue) ?? args.at(-1) ?? nothing },
  not: { takes: [any], run: (value) => truth(!isTrue(value)) },
  call: {
    takes: [any],
    rest: any,
    run: (value) => {
      throw new Error(value.type.kind === 'nil' ? 'call of nil' : `non-function <nil> of type ${typeName(value.type)}`);
    },
  },
  len: { takes: [any], run: (value) => ({ type: int, data: length(value) }) },
  index: { takes: [any], rest: any, run: (value, ...keys) => keys.reduce(indexOne, value) },
  slice: { takes: [any], rest: any, run: cutOut },
  print: joined((value) => value),
  println: { takes: [], rest: any, run: (...args) => text(`${args.map((value) => sprint([value])).join(' ')}\n`) },
  printf: { takes: [string], rest: any, run: (format, ...args) => text(sprintf(of(format), args)) },
  html: joined((value) => value.replace(/[&<>"'\0]/g, (char) => htmlNames[char] ?? char)),
  urlquery: joined((value) =>
    encodeURIComponent(value)
      .replace(/%20/g, '+')
      .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`),
  ),
  js: joined((value) =>
    value.replace(/[\\'"<>&=\0-\x1f]/g, (char) =>
      '\\\'"'.includes(char) ? `\\${char}` : `\\u${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`,
    ),
  ),

  eq: {
    takes: [any],
    rest: any,
    run: (first, ...others) => {
      if (others.length === 0) throw new Error('missing argument for comparison');
      return truth(others.some((other) => same(first, other)));
    },
  },
  ne: { takes: [any, any], run: (a, b) => truth(!same(a, b)) },
  lt: comparison((order) => order < 0),
  le: comparison((order) => order <= 0),
  gt: comparison((order) => order > 0),
  ge: comparison((order) => order >= 0),
};

const htmlNames: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&#34;', "'": '&#39;', '\0': '\uFFFD' };

/** In a table's header these leave a column's name alone. */
export const headerFunctions: Readonly<Record<string, TemplateFunction>> = Object.fromEntries(
  ['json', 'title', 'lower', 'upper', 'truncate', 'split', 'join'].map((name) => [
    name,
    { takes: functions[name]?.takes.map(() => any) ?? [], run: (value: Value) => value },
  ]),
);

function split(value: string, separator: string): string[] {
  return separator === '' ? [...value] : value.split(separator);
}

function length(given: Value): number {
  const value = indirect(given);
  switch (value.type.kind) {
    case 'string':
    case 'number':
      return new TextEncoder().encode(of(value)).length;
    case 'slice':
      return itemsOf(value).length;
    case 'map':
      return entriesOf(value).length;
    case 'nil':
      throw new Error('reflect: call of reflect.Value.Type on zero Value');
    case 'pointer':
      throw new Error('len of nil pointer');
    default:
      throw new Error(`len of type ${typeName(value.type)}`);
  }
}

function indexOne(given: Value, key: Value): Value {
  const value = indirect(given);
  const { type } = value;
  switch (type.kind) {
    case 'slice':
    case 'number':
    case 'string': {
      if (key.type.kind === 'nil') throw new Error('cannot index slice/array with nil');
      if (key.type.kind !== 'int') throw new Error(`cannot index slice/array with type ${typeName(key.type)}`);
      const at = Number(key.data);
      const size = length(value);
      if (at < 0 || at >= size) throw new Error(`index out of range: ${at}`);
      return type.kind !== 'slice'
        ? { type: int, data: new TextEncoder().encode(of(value))[at] ?? 0 }
        : concrete({ type: elementOf(type), data: itemsOf(value)[at] });
    }
    case 'map': {
      if (key.type.kind !== 'string') throw new Error(`value has type ${typeName(key.type)}; should be string`);
      const found = entriesOf(value).find(([name]) => name === key.data);
      return concrete({ type: type.of, data: found?.[1] });
    }
    case 'nil':
      throw new Error('index of untyped nil');
    case 'pointer':
      throw new Error('index of nil pointer');
    default:
      throw new Error(`can't index item of type ${typeName(type)}`);
  }
}

function elementOf(type: GoType): GoType {
  return type.kind === 'slice' ? type.of : any;
}

function cutOut(given: Value, ...keys: Value[]): Value {
  const value = indirect(given);
  if (value.type.kind === 'nil') throw new Error('slice of untyped nil');
  if (keys.length > 3) throw new Error(`too many slice indexes: ${keys.length}`);
  if (value.type.kind === 'string' && keys.length === 3) throw new Error('cannot 3-index slice a string');
  if (!['string', 'number', 'slice'].includes(value.type.kind)) throw new Error(`can't slice item of type ${typeName(value.type)}`);
  const size = length(value);
  const places = keys.map((key) => {
    if (key.type.kind !== 'int') throw new Error(`cannot index slice/array with type ${typeName(key.type)}`);
    const at = Number(key.data);
    if (at < 0 || at > size) throw new Error(`index out of range: ${at}`);
    return at;
  });
  const [from = 0, to = size] = places;
  if (from > to) throw new Error(`invalid slice index: ${from} > ${to}`);
  if (value.type.kind === 'slice') return { type: value.type, data: itemsOf(value).slice(from, to) };
  return text(new TextDecoder().decode(new TextEncoder().encode(of(value)).slice(from, to)));
}

const kinds: Readonly<Record<string, string>> = {
  int: 'int',
  duration: 'int',
  float: 'float',
  string: 'string',
  number: 'string',
  bool: 'bool',
};

function same(first: Value, second: Value): boolean {
  const [a, b] = [indirectNil(first), indirectNil(second)];
  if (a.type.kind === 'nil' || b.type.kind === 'nil') return a.type.kind === b.type.kind;
  const [x, y] = [kinds[a.type.kind], kinds[b.type.kind]];
  if (x === undefined || y === undefined) {
    const odd = x === undefined ? a : b;
    if (odd.type.kind === 'map' || odd.type.kind === 'slice')
      throw new Error(`non-comparable type ${sprint([odd])}: ${typeName(odd.type)}`);
    if (typeName(a.type) !== typeName(b.type)) throw new Error('incompatible types for comparison');
    return json(a) === json(b);
  }
  if (x !== y) throw new Error('incompatible types for comparison');
  return (a.data ?? zero(x)) === (b.data ?? zero(y));
}

function indirectNil(value: Value): Value {
  const found = concrete(value);
  const nilable = ['pointer', 'slice', 'map'].includes(found.type.kind);
  return nilable && (found.data === null || found.data === undefined) ? nothing : found;
}

function order(first: Value, second: Value): number {
  const [x, y] = [kinds[first.type.kind], kinds[second.type.kind]];
  if (x === undefined || y === undefined || x === 'bool') throw new Error('invalid type for comparison');
  if (x !== y) throw new Error('incompatible types for comparison');
  const [a, b] = [first.data ?? zero(x), second.data ?? zero(y)] as [string, string];
  return a < b ? -1 : a > b ? 1 : 0;
}

function zero(kind: string): unknown {
  return kind === 'string' ? '' : kind === 'bool' ? false : 0;
}
