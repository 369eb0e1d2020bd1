import { quote } from '../go.ts';
import { type GoType, typeName } from './type.ts';
import { concrete, indirect, isRecord, itemsOf, json, print, type Value } from './value.ts';

/** Go's fmt, for the values that templates have. */

/** fmt.Sprint: spaces between operands of which neither is a string. */
export function sprint(args: readonly Value[]): string {
  return args
    .map((value, at) => {
      const before = args[at - 1];
      const space = before !== undefined && before.type.kind !== 'string' && value.type.kind !== 'string';
      return `${space ? ' ' : ''}${value.type.kind === 'nil' ? '<nil>' : print(value)}`;
    })
    .join('');
}

/** fmt.Sprintf. */
export function sprintf(format: string, args: readonly Value[]): string {
  let next = 0;
  let reordered = false;
  const number = (text: string | undefined): number | undefined => {
    if (text !== '*') return text === undefined || text === '' ? undefined : Number(text);
    const value = args[next];
    next += 1;
    return Number(value?.data ?? 0);
  };
  const text = format.replace(
    /%([-+# 0]*)(\d+|\*)?(?:\.(\d*|\*))?(?:\[(\d+)\])?(.|$)/gsu,
    (_, flags: string, width: string | undefined, precision: string | undefined, position: string | undefined, verb: string) => {
      if (verb === '') return '%!(NOVERB)';
      if (verb === '%') return '%';
      const room = number(width) ?? 0;
      const digits = precision === '' ? 0 : number(precision);
      if (position !== undefined) {
        next = Number(position) - 1;
        reordered = true;
      }
      const value = args[next];
      if (value === undefined) return `%!${verb}(${position === undefined ? 'MISSING' : 'BADINDEX'})`;
      next += 1;
      return padded(formatted(verb, concrete(value), digits, flags), room, flags, verb);
    },
  );
  const extra = reordered
    ? []
    : args.slice(next).map((value) => (value.type.kind === 'nil' ? '<nil>' : `${typeName(value.type)}=${print(value)}`));
  return extra.length === 0 ? text : `${text}%!(EXTRA ${extra.join(', ')})`;
}

function padded(text: string, room: number, flags: string, verb: string): string {
  const missing = room - [...text].length;
  if (missing <= 0) return text;
  if (flags.includes('-')) return text + ' '.repeat(missing);
  if (!flags.includes('0') || text.startsWith('%!')) return ' '.repeat(missing) + text;
  const sign = /^[-+]/.test(text) && !'sqv'.includes(verb) ? (text[0] ?? '') : '';
  return sign + '0'.repeat(missing) + text.slice(sign.length);
}

function formatted(verb: string, value: Value, precision: number | undefined, flags: string): string {
  const { type, data } = value;
  if (verb === 'T') return type.kind === 'nil' ? '<nil>' : typeName(type);
  if (verb === 'v') return flags.includes('#') ? goSyntax(value) : type.kind === 'nil' ? '<nil>' : print(value, 0, flags.includes('+'));
  if (type.kind === 'nil') return `%!${verb}(<nil>)`;
  const wrong = () => `%!${verb}(${typeName(type)}=${print(value)})`;
  const each = (of: GoType) =>
    `[${itemsOf(value)
      .map((item) => formatted(verb, concrete({ type: of, data: item }), precision, flags))
      .join(' ')}]`;
  switch (type.kind) {
    case 'slice':
      return each(type.of);
    case 'map':
      return isRecord(data)
        ? `map[${Object.keys(data)
            .sort()
            .map(
              (key) =>
                `${formatted(verb, { type: { kind: 'string' }, data: key }, precision, flags)}:${formatted(verb, concrete({ type: type.of, data: data[key] }), precision, flags)}`,
            )
            .join(' ')}]`
        : 'map[]';
    case 'pointer':
      return formatted(verb, indirect(value), precision, flags);
    case 'bool':
      return verb === 't' ? String(data === true) : wrong();
    case 'int':
      return integer(verb, Number(data ?? 0), flags, precision) ?? wrong();
    case 'float':
      return real(verb, Number(data ?? 0), flags, precision) ?? wrong();
    case 'duration':
      return verb === 's' ? print(value) : (integer(verb, Number(data ?? 0), flags, precision) ?? wrong());
    case 'string':
    case 'number':
    case 'time': {
      const whole = print(value);
      const text = precision === undefined ? whole : [...whole].slice(0, precision).join('');
      if (verb === 's') return text;
      if (verb === 'q') return flags.includes('#') && !text.includes('`') ? `\`${text}\`` : quote(text);
      if (verb !== 'x' && verb !== 'X') return wrong();
      const digits = Array.from(new TextEncoder().encode(text), (byte) => byte.toString(16).padStart(2, '0')).join(
        flags.includes(' ') ? ' ' : '',
      );
      return verb === 'X' ? digits.toUpperCase() : digits;
    }
    default:
      return verb === 's' ? print(value) : wrong();
  }
}

function integer(verb: string, value: number, flags: string, precision: number | undefined): string | undefined {
  const sign = value < 0 ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  const size = Math.abs(value);
  const digits = (base: number, prefix: string) =>
    sign + (flags.includes('#') ? prefix : '') + size.toString(base).padStart(precision ?? 0, '0');
  switch (verb) {
    case 'd':
      return digits(10, '');
    case 'b':
      return digits(2, '0b');
    case 'o':
      return digits(8, '0');
    case 'O':
      return `${sign}0o${size.toString(8)}`;
    case 'x':
      return digits(16, '0x');
    case 'X':
      return digits(16, '0x').toUpperCase();
    case 'c':
      return String.fromCodePoint(value);
    case 'q':
      return `'${String.fromCodePoint(value)}'`;
    case 'U':
      return `U+${value.toString(16).toUpperCase().padStart(4, '0')}`;
    default:
      return undefined;
  }
}

function real(verb: string, value: number, flags: string, precision: number | undefined): string | undefined {
  const plus = flags.includes('+') && value >= 0 ? '+' : '';
  const exponent = (text: string) => text.replace(/e([-+])(\d)$/, 'e$10$2');
  switch (verb) {
    case 'f':
    case 'F':
      return plus + value.toFixed(precision ?? 6);
    case 'e':
      return plus + exponent(value.toExponential(precision ?? 6));
    case 'E':
      return plus + exponent(value.toExponential(precision ?? 6)).toUpperCase();
    case 'g':
    case 'G':
      return plus + (precision === undefined ? String(value) : String(Number(value.toPrecision(precision || 1))));
    default:
      return undefined;
  }
}

/** `%#v`, for what is simple. */
function goSyntax(value: Value): string {
  const { type } = value;
  switch (type.kind) {
    case 'nil':
      return '<nil>';
    case 'string':
      return quote(print(value));
    case 'slice':
      return `${typeName(type)}{${itemsOf(value)
        .map((item) => goSyntax(concrete({ type: type.of, data: item })))
        .join(', ')}}`;
    case 'map':
      return `${typeName(type)}{${(JSON.parse(json(value)) === null
        ? []
        : Object.entries(value.data as object).sort(([a], [b]) => (a < b ? -1 : 1))
      )
        .map(([key, item]) => `${quote(key)}:${goSyntax(concrete({ type: type.of, data: item }))}`)
        .join(', ')}}`;
    default:
      return print(value);
  }
}
