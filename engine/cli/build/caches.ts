import { absolute } from '../../base/path.ts';
import type { CliIo } from '../io.ts';
import type { Entry } from './options.ts';
import type { Output } from './outputs.ts';

/** The directories of `--cache-from type=local`; one that is not there is worth a warning. Other kinds are looked up by nobody here. */
export async function findCaches(io: CliIo, entries: readonly Entry[]): Promise<{ readonly caches: string[]; readonly warning: string }> {
  const caches: string[] = [];
  let warning = '';
  for (const { type, attributes } of entries) {
    const { src = '' } = attributes;
    if (type !== 'local') continue;
    if (src === '') throw new Error('local cache importer requires src');
    const path = absolute(io.cwd, src);
    if ((await io.files.stat(`${path}/index.json`)) !== undefined) caches.push(path);
    else {
      const lock = `${src}/index.json.lock`;
      warning += `WARNING: local cache import at ${src} not found due to err: could not lock ${lock}: open ${lock}: no such file or directory\n`;
    }
  }
  return { caches, warning };
}

/** `--cache-to type=local` as one more output. What `inline` would write into an image, this engine's own cache has. */
export function cacheOutputs(io: CliIo, entries: readonly Entry[]): Output[] {
  return entries.flatMap(({ type, attributes }) => {
    const { dest = '', ...rest } = attributes;
    if (type !== 'local') return [];
    if (dest === '') throw new Error('local cache exporter requires dest');
    return [{ type: 'cache', attributes: rest, push: false, destination: { kind: 'directory' as const, path: absolute(io.cwd, dest) } }];
  });
}
