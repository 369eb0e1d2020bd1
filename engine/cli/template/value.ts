/** Values of templates are JSON's, and functions where a record has methods (`.Label "x"`). Printing and comparing as Go does it. */

export type Method = (...args: never[]) => unknown;

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `%v`. */
export function print(value: unknown): string {
  if (value === null || value === undefined) return '<no value>';
  if (Array.isArray(value)) return `[${value.map(printInner).join(' ')}]`;
  if (isRecord(value)) {
    const keys = Object.keys(value).sort();
    return `map[${keys.map((key) => `${key}:${printInner(value[key])}`).join(' ')}]`;
  }
  return String(value);
}

function printInner(value: unknown): string {
  return value === null || value === undefined ? '<nil>' : print(value);
}

/**
 * `%v` of a value that was a field of a Go struct before it was JSON. `zeros` knows the kinds by the fields' names: a record whose zero is a record
 * is a map, any other was a struct and prints as its values in their order. A null is what its zero prints.
 */
export function printTyped(value: unknown, name: string, zeros: Readonly<Record<string, unknown>>): string {
  const zero = Object.hasOwn(zeros, name) ? zeros[name] : [];
  if (value === null || value === undefined) return zero === null ? '<nil>' : print(zero);
  if (Array.isArray(value)) return `[${value.map((item) => printTyped(item, '', zeros)).join(' ')}]`;
  if (!isRecord(value)) return print(value);
  if (!isRecord(zero))
    return `{${Object.entries(value)
      .map(([key, item]) => printTyped(item, key, zeros))
      .join(' ')}}`;
  const keys = Object.keys(value).sort();
  return `map[${keys.map((key) => `${key}:${printTyped(value[key], '', zeros)}`).join(' ')}]`;
}

export function isTrue(value: unknown): boolean {
  if (value === null || value === undefined || value === false || value === 0 || value === '') return false;
  if (Array.isArray(value)) return value.length > 0;
  return !isRecord(value) || Object.keys(value).length > 0;
}

/** JSON as Go's encoder writes it without HTML escaping. */
export function json(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) => (typeof item === 'function' ? undefined : item)) ?? 'null';
}

/** fmt.Sprintf for the verbs people use. */
export function sprintf(format: string, args: readonly unknown[]): string {
  let next = 0;
  const text = format.replace(
    /%([-+# 0]*)(\d+)?(?:\.(\d+))?([a-zA-Z%])/g,
    (_, flags: string, width?: string, precision?: string, verb?: string) => {
      if (verb === '%') return '%';
      if (next >= args.length) return `%!${verb}(MISSING)`;
      let shown = formatVerb(verb ?? 'v', args[next], precision === undefined ? undefined : Number(precision), flags);
      next += 1;
      const room = Number(width ?? 0);
      if (flags.includes('-')) shown = shown.padEnd(room);
      else if (flags.includes('0') && verb !== 's' && verb !== 'v') shown = shown.padStart(room, '0');
      else shown = shown.padStart(room);
      return shown;
    },
  );
  const extra = args.slice(next).map((value) => `${typeName(value)}=${print(value)}`);
  return extra.length === 0 ? text : `${text}%!(EXTRA ${extra.join(', ')})`;
}

function formatVerb(verb: string, value: unknown, precision: number | undefined, flags: string): string {
  const wrong = () => `%!${verb}(${typeName(value)}=${print(value)})`;
  switch (verb) {
    case 'v':
      return print(value);
    case 's':
      if (typeof value === 'number' || typeof value === 'boolean') return wrong();
      return precision === undefined ? print(value) : print(value).slice(0, precision);
    case 'q':
      return JSON.stringify(print(value));
    case 'd':
      return typeof value === 'number' ? (flags.includes('+') && value >= 0 ? `+${value}` : String(value)) : wrong();
    case 'x':
      return typeof value === 'number'
        ? value.toString(16)
        : Array.from(new TextEncoder().encode(print(value)), (byte) => byte.toString(16).padStart(2, '0')).join('');
    case 't':
      return typeof value === 'boolean' ? String(value) : wrong();
    case 'f':
      return typeof value === 'number' ? value.toFixed(precision ?? 6) : wrong();
    case 'T':
      return typeName(value);
    default:
      return wrong();
  }
}

function typeName(value: unknown): string {
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float64';
  if (typeof value === 'boolean') return 'bool';
  if (Array.isArray(value)) return '[]interface {}';
  return isRecord(value) ? 'map[string]interface {}' : value === null || value === undefined ? '<nil>' : 'string';
}
