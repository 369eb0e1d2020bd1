import { EngineError } from '../../base/errors.ts';
import { aliases, structs } from './go-types.ts';

/**
 * A request's body as Go's `encoding/json` takes it into moby's type of that name: field names in any case, a value of the wrong type refused in Go's
 * words, `null` for a scalar as if it were not there. What the routes get is what their types say.
 * @throws EngineError `invalid`
 */
export function decode(typeName: string, value: unknown): Record<string, unknown> {
  if (value === null || value === undefined) return {};
  const struct = structOf(typeName);
  if (kindOf(value) !== 'object' || struct === undefined) {
    throw new EngineError('invalid', `invalid JSON: json: cannot unmarshal ${kindOf(value)} into Go value of type ${typeName}`);
  }
  return decodeStruct(typeName, value as Record<string, unknown>, []) as Record<string, unknown>;
}

interface Field {
  readonly name: string;
  readonly type: string;
  /** The embedded struct that has it, which Go names in the path. */
  readonly within: readonly string[];
}

const parsed = new Map<string, ReadonlyMap<string, Field>>();

/** Fields by name in lower case. */
function structOf(type: string): ReadonlyMap<string, Field> | undefined {
  const known = parsed.get(type);
  const declaration = structs[type];
  if (known !== undefined || declaration === undefined) return known;
  const fields = new Map<string, Field>();
  for (const [fieldType, names] of Object.entries(declaration)) {
    for (const name of names.trim().split(/\s+/)) {
      if (fieldType === 'embedded') {
        for (const [key, field] of structOf(name) ?? []) fields.set(key, { ...field, within: [baseName(name), ...field.within] });
      } else fields.set(name.toLowerCase(), { name, type: fieldType, within: [] });
    }
  }
  parsed.set(type, fields);
  return fields;
}

/** The innermost struct and the whole way to the field: what Go names in its complaint. */
interface Place {
  readonly struct: string;
  readonly path: readonly string[];
}

function decodeStruct(type: string, value: Record<string, unknown>, path: readonly string[]): unknown {
  const fields = structOf(type) ?? new Map<string, Field>();
  const decoded: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    const field = fields.get(key.toLowerCase());
    if (field === undefined) continue;
    const result = decodeValue(field.type, item, { struct: baseName(type), path: [...path, ...field.within, field.name] });
    if (result !== undefined) decoded[field.name] = result;
  }
  return decoded;
}

function decodeValue(declared: string, value: unknown, place: Place): unknown {
  const shown = declared.replace(/^\*/, '');
  const type = aliases[shown] ?? shown;
  const kind = kindOf(value);
  const refuse = (what: string = kind, as = shown): never => {
    throw new EngineError(
      'invalid',
      `invalid JSON: json: cannot unmarshal ${what} into Go struct field ${place.struct}.${place.path.join('.')} of type ${as}`,
    );
  };
  const isObject = structOf(type) !== undefined || type.startsWith('map[');
  if (value === null)
    return isObject || type.startsWith('[') || type === 'strslice.StrSlice' || declared.startsWith('*') ? null : undefined;
  if (type === 'any') return value;
  if (type === 'strslice.StrSlice') {
    if (typeof value === 'string') return [value];
    return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : refuse(kind, 'string');
  }
  if (type === 'string' || type === 'bool') return kind === type ? value : refuse();
  if (/^u?int/.test(type)) {
    if (kind !== 'number') return refuse();
    const fits = Number.isInteger(value) && (type.startsWith('int') || Number(value) >= 0);
    return fits ? value : refuse(`number ${value}`);
  }
  const element = /^\[\d*\](.*)$/.exec(type)?.[1];
  if (element !== undefined) {
    return Array.isArray(value) ? value.map((item) => decodeValue(element, item, place) ?? null) : refuse();
  }
  if (kind !== 'object') return refuse();
  const item = /^map\[string\](.*)$/.exec(type)?.[1];
  if (item === undefined) return decodeStruct(type, value as Record<string, unknown>, place.path);
  return Object.fromEntries(
    Object.entries(value as Record<string, unknown>).map(([key, one]) => [key, decodeValue(item, one, place) ?? zeroOf(item)]),
  );
}

/** Of a map's value that is null. */
function zeroOf(type: string): unknown {
  return type === 'string' ? '' : null;
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

function baseName(type: string): string {
  return type.slice(type.lastIndexOf('.') + 1);
}
