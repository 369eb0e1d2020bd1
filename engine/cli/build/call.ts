import type { BuildRange } from '../../api/types/build.ts';
import { fromBase64 } from '../../base/bytes.ts';
import { alignColumns } from '../format/tabwriter.ts';
import type { CallOption } from './options.ts';
import { showSource } from './source.ts';

/** What BuildKit answers to `--call`, as buildx prints it. */

interface Location {
  readonly ranges?: readonly BuildRange[] | null;
}

interface Lint {
  readonly warnings?: ReadonlyArray<{
    readonly ruleName: string;
    readonly url?: string;
    readonly detail: string;
    readonly location?: Location;
  }> | null;
  readonly sources: ReadonlyArray<{ readonly filename: string; readonly data: string }>;
  readonly buildError?: { readonly message: string; readonly location?: Location };
}

interface Outline {
  readonly name?: string;
  readonly description?: string;
  readonly args?: ReadonlyArray<{ readonly name: string; readonly value?: string; readonly description?: string }>;
  readonly secrets?: ReadonlyArray<{ readonly name: string; readonly required?: boolean }>;
  readonly ssh?: ReadonlyArray<{ readonly name: string; readonly required?: boolean }>;
}

interface Targets {
  readonly targets?: ReadonlyArray<{ readonly name?: string; readonly default?: boolean; readonly description?: string }> | null;
}

/** `shownAs` is the Dockerfile as it was asked for. `error` is a last word that makes the command fail. */
export function printCall(
  { name, isJson }: CallOption,
  result: Readonly<Record<string, string>>,
  shownAs: string,
): { readonly text: string; readonly error?: string } {
  const json = result['result.json'] ?? '{}';
  if (name === 'lint') {
    const found = JSON.parse(json) as Lint;
    return { text: isJson ? `${json}\n` : lint(found, shownAs), ...(found.buildError && { error: lintError(found, isJson, shownAs) }) };
  }
  if (isJson) return { text: `${json}\n` };
  return { text: name === 'targets' ? targets(JSON.parse(json) as Targets) : outline(JSON.parse(json) as Outline) };
}

function lint({ warnings, sources, buildError }: Lint, shownAs: string): string {
  const all = [...(warnings ?? [])].sort((a, b) => lineOf(a.location) - lineOf(b.location));
  if (all.length === 0) return buildError === undefined ? 'Check complete, no warnings found.\n' : '';
  const count = all.length === 1 ? '1 warning has been found!' : `${all.length} warnings have been found!`;
  const shown = all.map(
    ({ ruleName, url, detail, location }) =>
      `\nWARNING: ${ruleName}${url ? ` - ${url}` : ''}\n${detail}\n${excerpt(sources, location, shownAs)}`,
  );
  return `Check complete, ${count}\n${shown.join('')}`;
}

function lintError({ warnings, sources, buildError }: Lint, isJson: boolean, shownAs: string): string {
  const gap = !isJson && (warnings ?? []).length > 0 ? '\n' : '';
  return `${gap}ERROR: ${buildError?.message ?? ''}\n${excerpt(sources, buildError?.location, shownAs)}`;
}

function excerpt(sources: Lint['sources'], location: Location | undefined, shownAs: string): string {
  const data = new TextDecoder().decode(fromBase64(sources[0]?.data ?? ''));
  return showSource({ filename: shownAs, data }, location?.ranges ?? []);
}

function lineOf(location: Location | undefined): number {
  return location?.ranges?.[0]?.start.line ?? 0;
}

function targets({ targets: all }: Targets): string {
  const rows = (all ?? []).map(({ name = '', default: isDefault, description = '' }) => [
    isDefault ? (name === '' ? '(default)' : `${name} (default)`) : name,
    description,
  ]);
  return tabulate([['TARGET', 'DESCRIPTION'], ...rows], 1);
}

function outline({ name, description, args, secrets, ssh }: Outline): string {
  const required = (title: string, rows: Outline['ssh']) =>
    rows === undefined || rows.length === 0
      ? ''
      : `${tabulate([[title, 'REQUIRED'], ...rows.map((row) => [row.name, row.required ? 'true' : ''])], 3)}\n`;
  const head = [['TARGET:', name ?? '(default)'], ...(description === undefined ? [] : [['DESCRIPTION:', description]])];
  return [
    name === undefined && description === undefined ? '' : `${tabulate(head, 1)}\n`,
    args === undefined || args.length === 0
      ? ''
      : `${tabulate([['BUILD ARG', 'VALUE', 'DESCRIPTION'], ...args.map((arg) => [arg.name, arg.value ?? '', arg.description ?? ''])], 3)}\n`,
    required('SECRET', secrets),
    required('SSH', ssh),
  ].join('');
}

function tabulate(rows: ReadonlyArray<readonly string[]>, padding: number): string {
  return alignColumns(rows.map((row) => `${row.join('\t')}\n`).join(''), { minimum: 0, padding });
}
