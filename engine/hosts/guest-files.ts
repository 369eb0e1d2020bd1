import { messageOf } from '../base/errors.ts';
import type { ByteSource } from '../base/stream.ts';
import type { HostFiles, HostStat, PackOptions } from '../cli/io.ts';
import { type Agent, AgentError, type GuestStat } from '../guest/agent.ts';
import type { TarHeader } from '../tar/header.ts';
import { memberPath } from '../tar/name.ts';
import { readTar } from '../tar/reader.ts';
import { writeTar } from '../tar/writer.ts';

/** The files of the guest's host, as the `docker` command reads and writes them: its build contexts, env files, and both ends of `docker cp`. */
export function guestFiles(agent: Agent): HostFiles {
  return {
    async stat(path, { follow = true } = {}) {
      const found = await goErrors(agent.stat(path, { follow }), 'stat', path);
      return found === undefined ? undefined : hostStat(found);
    },
    async *read(path) {
      yield await goErrors(agent.readFile(path), 'open', path);
    },
    async write(path, data, { mode = 0o644 } = {}) {
      if (data instanceof Uint8Array) return goErrors(agent.writeFile(path, data, { mode }), 'open', path);
      await goErrors(agent.writeFile(path, '', { mode }), 'open', path);
      for await (const chunk of data) await goErrors(agent.writeFile(path, chunk, { append: true }), 'write', path);
    },
    remove: (path) => goErrors(agent.remove(path), 'remove', path),
    pack: (path, options = {}) => pack(agent, path, options),
    async unpack(directory, tar, { rename } = {}) {
      const renamed = rename === undefined ? tar : rewriteNames(tar, (name) => swapPrefix(name, rename.from, rename.to));
      // Whoever copies owns the copy, with `-a` too (docker/cli unpacks with NoLchown): root, here.
      const owner = { uid: 0, gid: 0 };
      await goErrors(agent.unpack({ dir: directory, owner, noOverwriteDirNonDir: true }, renamed), 'open', directory);
    },
  };
}

async function* pack(agent: Agent, given: string, { include, root, followRoot = false }: PackOptions): ByteSource {
  const path = followRoot ? await resolved(agent, given) : given;
  const found = await goErrors(agent.stat(path), 'lstat', path);
  if (found === undefined) throw new Error(`lstat ${path}: no such file or directory`);
  const directory = (found.mode & 0o170000) === 0o040000;
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dir = directory ? path : path.slice(0, path.lastIndexOf('/')) || '/';
  const only = directory ? {} : { paths: [name], includeRoot: false };
  const exclude = include === undefined || !directory ? [] : await excluded(agent, dir, include);
  const tar = agent.pack({ dir, ...only, exclude, includeRoot: directory && root !== undefined });
  if (root === undefined) yield* tar;
  else yield* rewriteNames(tar, (own) => (directory ? join(root, memberPath(own)) : root));
}

/** Where a path's last link leads, and what that is a link to, as often as the kernel would follow. */
async function resolved(agent: Agent, given: string): Promise<string> {
  let path = given;
  for (let links = 0; links < 40; links++) {
    const target = (await goErrors(agent.stat(path), 'lstat', path))?.target;
    if (target === undefined) return path;
    path = target.startsWith('/') ? target : `${path.slice(0, path.lastIndexOf('/'))}/${target}`;
  }
  throw new Error(`lstat ${given}: too many levels of symbolic links`);
}

/**
 * The paths below `dir` that `include` refuses, as few as will do: a directory of which nothing is wanted is named once, and never read.
 * A walk of names first is cheaper than the contents of a `node_modules` that nobody wants.
 */
async function excluded(agent: Agent, dir: string, include: NonNullable<PackOptions['include']>): Promise<string[]> {
  const refused: string[] = [];
  const wantedDirectories = new Set<string>();
  for await (const { header } of readTar(agent.pack({ dir, metadataOnly: true, includeRoot: false }))) {
    const path = memberPath(header.name);
    if (!include(path, header.type === 'directory')) {
      refused.push(path);
      continue;
    }
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) wantedDirectories.add(path.slice(0, at));
  }
  const gone = new Set(refused.filter((path) => !wantedDirectories.has(path)));
  return [...gone].filter((path) => !gone.has(path.slice(0, Math.max(path.lastIndexOf('/'), 0))));
}

async function* rewriteNames(tar: ByteSource, rename: (name: string) => string): ByteSource {
  async function* entries() {
    for await (const { header, content } of readTar(tar)) {
      const renamed: TarHeader = {
        ...header,
        name: rename(header.name),
        ...(header.type === 'hardlink' && { linkName: rename(header.linkName) }),
      };
      yield { header: renamed, content };
    }
  }
  yield* writeTar(entries());
}

function join(root: string, path: string): string {
  return path === '' ? root : `${root}/${path}`;
}

function swapPrefix(name: string, from: string, to: string): string {
  const path = memberPath(name);
  // The contents of a directory: `./x`.
  if (from === '.') return join(to, path);
  if (path === from) return to;
  return path.startsWith(`${from}/`) ? `${to}${path.slice(from.length)}` : name;
}

const fileKinds = new Map<number, HostStat['type']>([
  [0o100000, 'file'],
  [0o040000, 'directory'],
  [0o120000, 'symlink'],
]);

function hostStat({ mode, size, target }: GuestStat): HostStat {
  return {
    type: fileKinds.get(mode & 0o170000) ?? 'other',
    mode: mode & 0o7777,
    size,
    ...(target !== undefined && { target }),
  };
}

const sentences: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  EACCES: 'permission denied',
  EISDIR: 'is a directory',
  ENOTDIR: 'not a directory',
  EEXIST: 'file exists',
  ENOSPC: 'no space left on device',
  EROFS: 'read-only file system',
};

/** Go's `*PathError`: `open /x: no such file or directory`. */
async function goErrors<T>(work: Promise<T>, operation: string, path: string): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof AgentError)) throw error;
    throw new Error(`${operation} ${path}: ${sentences[error.code] ?? messageOf(error)}`, { cause: error });
  }
}
