import { messageOf } from '../base/errors.ts';
import { collect } from '../base/stream.ts';
import type { CliIo } from './io.ts';

/** `config.json` of the user, as far as it matters here: default formats, keys, filters, proxies. */
export interface ConfigFile {
  readonly psFormat?: string;
  readonly imagesFormat?: string;
  readonly networksFormat?: string;
  readonly volumesFormat?: string;
  readonly statsFormat?: string;
  readonly detachKeys?: string;
  readonly pruneFilters?: readonly string[];
  readonly proxies?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly currentContext?: string;
}

/** Where the user's `config.json` lies. */
export function settingsFolder(env: CliIo['env'], flag = ''): string {
  return flag || env.DOCKER_CONFIG || `${env.HOME || '/root'}/.docker`;
}

/** A file that is not there is an empty one; one that cannot be read is told, and ignored, as Docker does. */
export async function readConfigFile(
  { files }: Pick<CliIo, 'files'>,
  directory: string,
  err: (text: string) => Promise<void>,
): Promise<ConfigFile> {
  const path = `${directory}/config.json`;
  if ((await files.stat(path)) === undefined) return {};
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(await collect(files.read(path))));
    return typeof value === 'object' && value !== null ? value : {};
  } catch (error) {
    await err(`WARNING: Error parsing config file (${path}): ${messageOf(error)}\n`);
    return {};
  }
}

/** Prune filters of the file come before those of the command line, which overrule them by their opposite (`label` and `label!`). */
export function pruneFilters(
  { pruneFilters: kept = [] }: ConfigFile,
  given: Readonly<Record<string, readonly string[]>>,
): Readonly<Record<string, readonly string[]>> {
  const all: Record<string, readonly string[]> = { ...given };
  for (const item of kept) {
    const [, key = '', value] = /^([^=]*)(?:=(.*))?$/s.exec(item) ?? [];
    if (value === undefined) continue;
    if (key === 'label' && given['label!']?.includes(value)) continue;
    if (key === 'label!' && given.label?.includes(value)) continue;
    all[key] = [...new Set([...(all[key] ?? []), value])];
  }
  return all;
}
