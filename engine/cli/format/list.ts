import { messageOf } from '../../base/errors.ts';
import { StatusError } from '../errors.ts';
import { headerFunctions } from '../template/functions.ts';
import { compile, type Template } from '../template/template.ts';
import { alignColumns } from './tabwriter.ts';

/** A line of a list: Docker's field names, in the words that are printed. Functions are methods. */
export type Row = Readonly<Record<string, unknown>>;

export interface ListFormat {
  /** What `--format` said; empty for the default. */
  readonly format: string;
  /** `table {{.ID}}\t{{.Image}}`. */
  readonly table: string;
  /** What `raw` stands for: a field a line. */
  readonly raw?: string;
  /** Column names by field. */
  readonly headers: Readonly<Record<string, string>>;
  /** The Go type that errors name. */
  readonly type: string;
}

/** The whole list as text: a table under its header, JSON lines, or the user's template a line each. */
export function formatList(rows: Iterable<Row>, { format, table, raw = 'raw', headers, type }: ListFormat): string {
  const chosen = format === '' || format === 'table' ? table : format === 'raw' ? raw : format;
  const isTable = chosen.startsWith('table');
  const source = chosen === 'json' ? '{{json .}}' : isTable ? chosen.slice('table'.length) : chosen;
  const template = parseFormat(expandEscapes(source));
  const lines = execute(() => Array.from(rows, (row) => template.execute(row, { type: { kind: 'row', name: type } })));
  // Go's encoder escapes what HTML knows where an object writes itself, not where the function `json` writes a string.
  const isWhole = /^{{\s*json \.\s*}}$/.test(source);
  if (!isTable) return lines.map((line) => `${isWhole ? escapeHtml(line) : line}\n`).join('');
  const header = template.execute(
    { ...headers, Label: labelHeader },
    { type: { kind: 'row', name: type, lenient: true }, functions: headerFunctions },
  );
  return alignColumns([header, ...lines, ''].join('\n'), { minimum: 10, padding: 3 });
}

function escapeHtml(text: string): string {
  return text.replaceAll('<', '\\u003c').replaceAll('>', '\\u003e').replaceAll('&', '\\u0026');
}

export function parseFormat(source: string): Template {
  try {
    return compile(source);
  } catch (error) {
    throw new StatusError(`template parsing error: ${messageOf(error)}`);
  }
}

export function execute<T>(body: () => T): T {
  try {
    return body();
  } catch (error) {
    throw new StatusError(`template parsing error: ${messageOf(error)}`);
  }
}

/** Docker's own shorthand: a backslash and a letter in a format are the character. */
export function expandEscapes(source: string): string {
  return source
    .replace(/^ +| +$/g, '')
    .replaceAll('\\t', '\t')
    .replaceAll('\\n', '\n');
}

function labelHeader(name: string): string {
  return (name.split('.').at(-1) ?? '').replace(/[-_]/g, ' ');
}

/** The method `.Label "name"` of a row. */
export function labelLookup(labels: Readonly<Record<string, string>>): (name: string) => string {
  return (name) => labels[name] ?? '';
}
