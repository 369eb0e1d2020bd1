import { messageOf } from '../../base/errors.ts';
import { absolute } from '../../base/path.ts';
import { collect } from '../../base/stream.ts';
import { cut } from '../flag.ts';
import type { CliIo } from '../io.ts';

/** `--env-file` and `--label-file` before `--env` and `--label`, as a list of `key=value`. */
export async function readKeyValues(
  io: Pick<CliIo, 'cwd' | 'files'>,
  files: readonly string[],
  items: readonly string[],
  lookup?: (key: string) => string | undefined,
): Promise<string[]> {
  const all: string[] = [];
  for (const file of files) {
    const path = absolute(io.cwd, file);
    if ((await io.files.stat(path)) === undefined) throw new Error(`open ${file}: no such file or directory`);
    const bytes = await collect(io.files.read(path));
    try {
      all.push(...parseKeyValueFile(new TextDecoder().decode(bytes), lookup));
    } catch (error) {
      throw new Error(`invalid env file (${file}): ${messageOf(error)}`);
    }
  }
  return [...all, ...items];
}

/** Lines `key=value` or, with `lookup`, `key` for a variable of the caller's. Comments are lines that begin with `#`. */
export function parseKeyValueFile(text: string, lookup?: (key: string) => string | undefined): string[] {
  const found: string[] = [];
  const lines = text.replace(/^\ufeff/, '').split('\n');
  for (const line of lines.map((raw) => raw.replace(/\r$/, '').trimStart())) {
    if (line === '' || line.startsWith('#')) continue;
    const { key, value } = cut(line, '=');
    if (key === '') throw new Error(`no variable name on line '${line}'`);
    if (/[ \t]/.test(key)) throw new Error(`variable '${key}' contains whitespaces`);
    if (value !== undefined) found.push(line);
    else {
      const known = lookup?.(key);
      if (known !== undefined) found.push(`${key}=${known}`);
    }
  }
  return found;
}

export function keyValueMap(items: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    items.map((item) => {
      const { key, value } = cut(item, '=');
      return [key, value ?? ''];
    }),
  );
}

/** An `--env` without a value takes the caller's; one that the caller does not have stays bare, which unsets it. */
export function resolveEnv(items: readonly string[], env: Readonly<Record<string, string>>): string[] {
  return items.map((item) => (item.includes('=') || env[item] === undefined ? item : `${item}=${env[item]}`));
}

export function checkEnv(item: string): string {
  if (cut(item, '=').key === '') throw new Error(`invalid environment variable: ${item}`);
  return item;
}

export function checkLabel(item: string): string {
  if (cut(item, '=').key === '') throw new Error(`invalid label '${item}': empty name`);
  return item;
}
