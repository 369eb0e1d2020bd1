/**
 * Go's types, as far as templates look at them. JSON has lost what decides how a value prints, which fields it could have and in what order they
 * stand: the structs of Docker's API are declared in this notation (`engine/cli/format/types.ts`), and a value is JSON seen through a type.
 */
export type GoType =
  | { readonly kind: 'any' | 'nil' | 'string' | 'number' | 'bool' | 'int' | 'float' | 'duration' | 'time' }
  | { readonly kind: 'slice' | 'map' | 'pointer'; readonly of: GoType }
  | { readonly kind: 'struct'; readonly name: string; readonly fields: readonly Field[] }
  /** An object with methods in place of fields, made for a line of a list. A lenient one has nothing where others fail. */
  | { readonly kind: 'row'; readonly name: string; readonly lenient?: boolean };

export interface Field {
  readonly name: string;
  readonly json: string;
  readonly type: GoType;
  readonly omitEmpty: boolean;
  /** Its fields are those of the struct around it. */
  readonly embedded: boolean;
}

export const any: GoType = { kind: 'any' };
export const nil: GoType = { kind: 'nil' };
export const string: GoType = { kind: 'string' };
export const bool: GoType = { kind: 'bool' };
export const int: GoType = { kind: 'int' };
export const float: GoType = { kind: 'float' };
export const strings: GoType = { kind: 'slice', of: string };

const basic: Readonly<Record<string, GoType>> = { any, string, bool, int, float, duration: { kind: 'duration' }, time: { kind: 'time' } };

export function typeName(type: GoType): string {
  switch (type.kind) {
    case 'any':
      return 'interface {}';
    case 'nil':
      return 'nil';
    case 'float':
      return 'float64';
    case 'number':
      return 'json.Number';
    case 'duration':
      return 'time.Duration';
    case 'time':
      return 'time.Time';
    case 'slice':
      return `[]${typeName(type.of)}`;
    case 'map':
      return `map[string]${typeName(type.of)}`;
    case 'pointer':
      return `*${typeName(type.of)}`;
    case 'struct':
    case 'row':
      return type.name;
    default:
      return type.kind;
  }
}

/**
 * Reads declarations, one a line: `container.State: Status string, Health? *container.Health, ID/Id string`. `?` is omitempty, a name after a
 * slash is the one in JSON, a field without a name is embedded. `[]T`, `{}T` (a map by strings) and `*T` compose.
 */
export function declare(text: string): Readonly<Record<string, GoType>> {
  const sources = new Map(
    text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
      .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)] as const),
  );
  const types: Record<string, GoType> = {};
  const typeOf = (name: string): GoType => {
    if (name.startsWith('[]')) return { kind: 'slice', of: typeOf(name.slice(2)) };
    if (name.startsWith('{}')) return { kind: 'map', of: typeOf(name.slice(2)) };
    if (name.startsWith('*')) return { kind: 'pointer', of: typeOf(name.slice(1)) };
    return basic[name] ?? structOf(name);
  };
  const structOf = (name: string): GoType => {
    const known = types[name];
    if (known !== undefined) return known;
    const source = sources.get(name);
    if (source === undefined) throw new Error(`no type ${name}`);
    const fields: Field[] = [];
    const type: GoType = { kind: 'struct', name, fields };
    types[name] = type;
    for (const item of source.split(',').filter((part) => part.trim() !== '')) {
      const [first = '', second] = item.trim().split(' ');
      const [, field = '', json, optional] = /^(\w+)(?:\/(\w+))?(\?)?$/.exec(first) ?? [];
      if (second === undefined)
        fields.push({ name: first.replace(/^.*\./, ''), json: '', type: typeOf(first), omitEmpty: false, embedded: true });
      else fields.push({ name: field, json: json ?? field, type: typeOf(second), omitEmpty: optional !== undefined, embedded: false });
    }
    return type;
  };
  for (const name of sources.keys()) structOf(name);
  return types;
}
