import type { LessonFilters, Range } from './lesson.ts';

/** What the value of a field in YAML may be: how it is read, and how a JSON Schema says it. */
export interface FieldType {
  /** Throws a `RangeError` that says what the value must be. */
  read(value: unknown): unknown;
  /** Of what an author writes. */
  readonly schema: object;
  /** Of what `read` returns, when that is something else. */
  readonly parsed?: object;
}

const fail = (message: string): never => {
  throw new RangeError(message);
};

function scalarText(value: unknown, what: string): string {
  if (typeof value === 'string' && value !== '') return value;
  return fail(what);
}

export const text: FieldType = {
  read: (value) => scalarText(value, 'must be a text'),
  schema: { type: 'string', minLength: 1 },
};

/** A regular expression. An unquoted `200` or `true` is one as well; `1.10` would have lost its zero. */
export const pattern: FieldType = {
  read(value) {
    const source =
      typeof value === 'boolean' || Number.isSafeInteger(value)
        ? String(value)
        : scalarText(value, 'must be a regular expression, in quotes if need be');
    try {
      new RegExp(source, 'm');
    } catch (error) {
      fail(error instanceof Error ? error.message : String(error));
    }
    return source;
  },
  schema: { type: ['string', 'integer', 'boolean'], minLength: 1, format: 'regex' },
  parsed: { type: 'string', format: 'regex' },
};

/** `2`, `2..`, `..3`, `1..3`. */
export const range: FieldType = {
  read(value): Range {
    const [, low, dots, high] = /^(\d+)?(\.\.)?(\d+)?$/.exec(String(value)) ?? [];
    if (low === undefined && high === undefined) return fail('is a number or a range: 2, 1.., ..3, 1..3');
    if (dots === undefined) return { min: Number(low), max: Number(low) };
    if (high !== undefined && Number(low ?? 0) > Number(high)) return fail(`the range ${value} ends before it starts`);
    return { min: Number(low ?? 0), ...(high !== undefined && { max: Number(high) }) };
  },
  schema: { type: ['integer', 'string'], minimum: 0, pattern: '^(\\d+|\\d+\\.\\.\\d*|\\.\\.\\d+)$' },
  parsed: { $ref: '#/definitions/range' },
};

export const flag: FieldType = {
  read: (value) => (typeof value === 'boolean' ? value : fail('must be true or false')),
  schema: { type: 'boolean' },
};

/** Counted from the lowest, or from the top with a minus. */
export const layer: FieldType = {
  read: (value) => (Number.isSafeInteger(value) ? value : fail('must be a number: 0 for the lowest layer, -1 for the topmost')),
  schema: { type: 'integer' },
};

export const absolutePath: FieldType = {
  read: (value) => (typeof value === 'string' && /^\/[^/]/.test(value) ? value : fail('must be an absolute path: /etc/passwd')),
  schema: { type: 'string', pattern: '^/[^/]' },
};

/** Inside /workspace. */
export const isWorkspacePath = (path: string): boolean => path !== '' && !path.startsWith('/') && !path.split('/').includes('..');

export const workspacePath: FieldType = {
  read: (value) =>
    typeof value === 'string' && isWorkspacePath(value)
      ? value
      : fail('must be a path inside the workspace, without a / before it: app.py'),
  schema: { type: 'string', pattern: '^(?!/)(?!(.*/)?\\.\\.(/|$)).' },
};

export const url: FieldType = {
  read: (value) =>
    typeof value === 'string' && /^https?:\/\/[^\s]+$/.test(value) ? value : fail('must be an address: http://localhost:8080/'),
  schema: { type: 'string', pattern: '^https?://\\S+$' },
};

export const oneOf = (...values: readonly string[]): FieldType => ({
  read: (value) => (values.includes(value as string) ? value : fail(`must be one of ${values.join(', ')}`)),
  schema: { enum: values },
});

/** Docker's list filters of one kind of object: `{ name: web, status: [running, paused] }`. */
export const filters = (...names: readonly string[]): FieldType => {
  return {
    read(given): LessonFilters {
      if (typeof given !== 'object' || given === null || Array.isArray(given))
        return fail(`must have filters, as in { ${names[0]}: … }, or {}`);
      return Object.fromEntries(
        Object.entries(given).map(([name, one]) => {
          if (!names.includes(name)) fail(`there is no filter ${name}: there are ${names.join(', ')}`);
          const values = [one].flat();
          if (values.length === 0 || !values.every((each) => ['string', 'number', 'boolean'].includes(typeof each)))
            fail(`the filter ${name} must be a text or a list of texts`);
          return [name, values.map(String)];
        }),
      );
    },
    schema: {
      type: 'object',
      propertyNames: { enum: names },
      additionalProperties: { $ref: '#/definitions/filter' },
    },
    parsed: { $ref: '#/definitions/filters' },
  };
};
