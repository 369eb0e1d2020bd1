import { EngineError } from '../base/errors.ts';
import type { ContainerConfig, HostConfig } from './spec.ts';

type LogConfig = NonNullable<HostConfig['LogConfig']>;

/** When a container's log begins a new file, and how many it keeps. */
export interface Rotation {
  /** Bytes. */
  readonly maxSize: number;
  readonly maxFiles: number;
}

const global = ['mode', 'max-buffer-size'];
const known: Readonly<Record<string, readonly string[]>> = {
  'json-file': ['max-file', 'max-size', 'compress', 'labels', 'labels-regex', 'env', 'env-regex', 'tag'],
  local: ['max-file', 'max-size', 'compress'],
};

/** At creation (moby: `logger.ValidateLogOpts` and each driver's own). */
export function checkLogConfig({ Type = 'json-file', Config }: LogConfig): void {
  if (Type === 'none') return;
  const options = known[Type];
  if (options === undefined) throw invalid(`error looking up logging plugin ${Type}: plugin "${Type}" not found`);
  const mode = Config?.mode;
  if (mode && mode !== 'blocking' && mode !== 'non-blocking') throw invalid(`logger: logging mode not supported: ${mode}`);
  for (const key of Object.keys(Config ?? {})) {
    if (options.includes(key) || global.includes(key)) continue;
    throw invalid(Type === 'local' ? `unknown log opt '${key}' for log driver local` : `unknown log opt '${key}' for ${Type} log driver`);
  }
}

/** At the start: what the numbers say. */
export function rotationOf({ Type, Config }: LogConfig): Rotation | undefined {
  if (Type === 'none') return undefined;
  const fail = (reason: string) => invalid(`failed to create task for container: failed to initialize logging driver: ${reason}`);
  const { 'max-size': size, 'max-file': files } = Config ?? {};
  const local = Type === 'local';
  const maxSize = size === undefined ? (local ? 20 * 2 ** 20 : -1) : sizeOf(size);
  if (maxSize === undefined) throw fail(`invalid size: '${size}'`);
  const maxFiles = files === undefined ? (local ? 5 : 1) : /^[+-]?\d+$/.test(files) ? Number(files) : undefined;
  if (maxFiles === undefined) throw fail(`strconv.Atoi: parsing ${JSON.stringify(files)}: invalid syntax`);
  if (maxFiles < 1) throw fail('max-file cannot be less than 1');
  if (!local && Config?.compress === 'true' && (maxFiles === 1 || maxSize === -1)) {
    throw fail('compress cannot be true when max-file is less than 2 or max-size is not set');
  }
  return maxSize > 0 ? { maxSize, maxFiles } : undefined;
}

/** go-units: `FromHumanSize`, powers of 1000. */
function sizeOf(text: string): number | undefined {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?) ?([kKmMgGtTpP])?[iI]?[bB]?$/.exec(text) ?? [];
  if (number === undefined) return undefined;
  return Math.floor(Number(number) * 1000 ** ' kmgtp'.indexOf(unit.toLowerCase() || ' '));
}

/** What `docker logs --details` puts before each line: the labels and variables that the log options name, and the tag. */
export function logDetails({ Config }: LogConfig, { Labels, Env }: ContainerConfig): string {
  const { labels, 'labels-regex': labelPattern, env, 'env-regex': envPattern, tag } = Config ?? {};
  const details = new Map<string, string>();
  const add = (values: ReadonlyArray<readonly [string, string]>, names: string | undefined, pattern: string | undefined) => {
    const wanted = names === undefined ? [] : names.split(',');
    const expression = pattern ? new RegExp(pattern) : undefined;
    for (const [name, value] of values) if (wanted.includes(name) || expression?.test(name)) details.set(name, value);
  };
  add(Object.entries(Labels ?? {}), labels, labelPattern);
  const variables = (Env ?? []).map((entry) => [entry.split('=', 1)[0] ?? '', entry.slice(entry.indexOf('=') + 1)] as const);
  add(variables, env, envPattern);
  if (tag) details.set('tag', tag);
  return `${[...details]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${queryEscape(name)}=${queryEscape(value)}`)
    .join(',')} `;
}

/** Go's url.QueryEscape. */
function queryEscape(text: string): string {
  const percent = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(text)
    .replace(/[!'()*]/g, percent)
    .replaceAll('%20', '+');
}

function invalid(message: string): EngineError {
  return new EngineError('invalid', message);
}
