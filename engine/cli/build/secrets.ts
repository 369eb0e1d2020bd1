import { absolute } from '../../base/path.ts';
import { collect } from '../../base/stream.ts';
import type { CliIo } from '../io.ts';
import { parseSecret } from './options.ts';

/** As BuildKit's session limits them. In bytes. */
const limit = 500 * 1024;

/** The values of `--secret`, by id. One without a source is the variable of its name, or the file. */
export async function readSecrets(io: CliIo, items: readonly string[]): Promise<Map<string, Uint8Array>> {
  const secrets = new Map<string, Uint8Array>();
  for (const item of items) {
    if (item === '') continue;
    const { id, file, env } = parseSecret(item);
    if (id === '') throw new Error('secret missing ID');
    const variable = env === '' && file === '' && io.env[id] !== undefined ? id : env;
    const source = variable === '' ? file || id : file;
    if (source === '') {
      secrets.set(id, new TextEncoder().encode(io.env[variable] ?? ''));
      continue;
    }
    const path = absolute(io.cwd, source);
    const found = await io.files.stat(path);
    if (found === undefined) throw new Error(`failed to stat ${source}: stat ${source}: no such file or directory`);
    if (found.size > limit) throw new Error(`secret ${id} too big. max size 500KB`);
    secrets.set(id, await collect(io.files.read(path)));
  }
  return secrets;
}
