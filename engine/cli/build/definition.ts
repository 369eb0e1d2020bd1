import { clean } from '../../base/path.ts';
import { collect } from '../../base/stream.ts';
import type { TarInput } from '../../tar/writer.ts';
import type { CliIo } from '../io.ts';

/** The Dockerfile and the ignore file beside it, as they are sent: with the links on the way to them, which stay inside the directory. */
export interface Definition {
  readonly name: string;
  readonly entries: readonly TarInput[];
  /** The contents of `NAME.dockerignore`. */
  readonly ignore: Uint8Array | undefined;
}

/** `shown` is the directory in the words of the caller. What is missing is missing: the builder says so. */
export async function definition(io: CliIo, directory: string, name: string, shown: string): Promise<Definition> {
  if ((await io.files.stat(directory))?.type !== 'directory') throw new Error(`resolve : lstat ${shown}: no such file or directory`);
  const isLower = name === 'Dockerfile' && (await io.files.stat(`${directory}/${name}`, { follow: false })) === undefined;
  const own = isLower && (await io.files.stat(`${directory}/dockerfile`)) !== undefined ? 'dockerfile' : name;
  const entries = new Map<string, TarInput>();
  await follow(io, directory, own, entries, 0);
  const ignore = await follow(io, directory, `${own}.dockerignore`, entries, 0);
  return { name: own, entries: [...entries.values()], ignore };
}

/** As many links as Linux follows. */
const linkLimit = 40;

/** Adds what lies at `path` and all that it points to; returns a file's contents. */
async function follow(
  io: CliIo,
  directory: string,
  path: string,
  entries: Map<string, TarInput>,
  depth: number,
): Promise<Uint8Array | undefined> {
  const parts = path.split('/').filter(Boolean);
  const mtime = Math.floor(Date.now() / 1000);
  for (let count = 1; count <= parts.length; count++) {
    const name = parts.slice(0, count).join('/');
    const found = await io.files.stat(`${directory}/${name}`, { follow: false });
    if (found === undefined) return undefined;
    const { mode } = found;
    if (found.type === 'directory') {
      entries.set(name, { header: { name: `${name}/`, type: 'directory', mode, mtime } });
    } else if (found.type === 'symlink') {
      const { target = '' } = found;
      entries.set(name, { header: { name, type: 'symlink', linkName: target, mtime } });
      if (depth === linkLimit) return undefined;
      // As if the directory were the root.
      const rest = [target, ...parts.slice(count)].join('/');
      const above = target.startsWith('/') ? '' : parts.slice(0, count - 1).join('/');
      return follow(io, directory, clean(`${above}/${rest}`).slice(1), entries, depth + 1);
    } else if (count === parts.length) {
      const content = await collect(io.files.read(`${directory}/${name}`));
      entries.set(name, { header: { name, type: 'file', mode, mtime }, content });
      return content;
    }
  }
  return undefined;
}
