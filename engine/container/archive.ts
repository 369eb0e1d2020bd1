import { rfc3339 } from '../base/clock.ts';
import { EngineError } from '../base/errors.ts';
import { clean } from '../base/path.ts';
import type { ByteSource } from '../base/stream.ts';
import { AgentError, type PackOptions } from '../guest/agent.ts';
import { openRoot } from '../image/root.ts';
import type { TarHeader } from '../tar/header.ts';
import { memberPath } from '../tar/name.ts';
import { readTar } from '../tar/reader.ts';
import { writeTar } from '../tar/writer.ts';
import type { Container } from './container.ts';
import type { Context } from './context.ts';
import { makeDirectories } from './directories.ts';
import type { PathStat } from './spec.ts';

/** Where a container's files are to be found: through a program that runs in it, or in its mounted root. */
type Place = { readonly pid: number } | { readonly root: string };

/** `docker cp` out: the tar's top entry is the path's base name, or `.` when the path ends in `/.`. */
export async function getArchive(context: Context, container: Container, path: string): Promise<{ stat: PathStat; tar: ByteSource }> {
  const { place, release } = await open(context, container, path);
  try {
    const real = await followed(context, container, place, path);
    const stat = await statIn(context, container, place, real, path);
    const tar = context.agent.pack({ ...place, ...selection(real), metadataOnly: false });
    return { stat, tar: releasing(/\/\.?$/.test(path) && stat.name !== '/' ? under(stat.name, tar) : tar, release) };
  } catch (error) {
    release();
    throw error;
  }
}

export async function statPath(context: Context, container: Container, path: string): Promise<PathStat> {
  const { place, release } = await open(context, container, path);
  return followed(context, container, place, path)
    .then((real) => statIn(context, container, place, real, path))
    .finally(release);
}

/** `docker cp` into a directory of the container. */
export async function putArchive(
  context: Context,
  container: Container,
  path: string,
  tar: ByteSource,
  { noOverwriteDirNonDir = false }: { noOverwriteDirNonDir?: boolean; copyUIDGID?: boolean } = {},
): Promise<void> {
  const target = clean(path);
  const mount = container.record.mounts.filter(({ Destination }) => target === Destination || target.startsWith(`${Destination}/`)).at(-1);
  if (mount === undefined ? container.record.hostConfig.ReadonlyRootfs : !mount.RW) {
    throw new EngineError('forbidden', mount === undefined ? 'container rootfs is marked read-only' : 'mounted volume is marked read-only');
  }
  const { place, release } = await open(context, container, target);
  try {
    const real = await followed(context, container, place, `${target}/`, target);
    const stat = await statIn(context, container, place, clean(real), target);
    if (stat.mode < goModes.directory) throw new EngineError('invalid', 'extraction point is not a directory');
    await context.agent.unpack({ ...place, dir: target, noOverwriteDirNonDir }, tar);
  } catch (error) {
    if (error instanceof AgentError && error.code === 'ENOSPC')
      throw new EngineError('exhausted', `${error.path}: no space left on device`, { cause: error });
    if (error instanceof AgentError && error.path === 'unexpected end of the archive') {
      throw new EngineError('invalid', 'unexpected EOF', { cause: error });
    }
    if (error instanceof AgentError && noOverwriteDirNonDir) {
      throw new EngineError('invalid', `cannot overwrite ${error.code === 'EISDIR' ? 'directory' : 'non-directory'} "${error.path}"`, {
        cause: error,
      });
    }
    throw error;
  } finally {
    release();
  }
}

/** `docker export`: everything but what is mounted into it. */
export async function exportContainer(context: Context, container: Container): Promise<ByteSource> {
  await container.snapshot.mount();
  const release = () => void container.snapshot.unmount().catch(() => {});
  return releasing(context.agent.pack({ dir: container.snapshot.root, oneFileSystem: true, includeRoot: false }), release);
}

/**
 * For a container that does not run, its root is mounted, and its volumes in it (moby: `openContainerFS`). Of what is mounted into a running
 * one only volumes and binds are seen: below `/proc` or a tmpfs are the image's own files.
 */
async function open(
  { agent, images }: Context,
  { run, snapshot, record }: Container,
  path: string,
): Promise<{ place: Place; release: () => void }> {
  const hidden = ['/proc', '/sys', '/dev', ...record.mounts.filter(({ Type }) => Type === 'tmpfs').map(({ Destination }) => Destination)];
  const covered = hidden.some((mount) => `${clean(path)}/`.startsWith(`${mount}/`));
  if (run !== undefined) return { place: covered ? { root: snapshot.root } : { pid: run.process.pid }, release: () => {} };
  await snapshot.mount();
  const { root } = snapshot;
  const targets: string[] = [];
  for (const { Type, Source, Destination } of record.mounts) {
    if (Type === 'tmpfs') continue;
    const found = await agent.stat(root + Destination);
    // A mount point with a link in it would lead out of the root: such a volume is not shown.
    if (found?.target !== undefined) continue;
    if (found === undefined) {
      const image = await openRoot(images, { layers: record.stack.map((diffID) => ({ diffID })) });
      await makeDirectories(agent, root, Destination, (parent) => image.lookup(parent) !== undefined);
    }
    const mounted = await agent.mount({ source: Source, target: root + Destination, type: '', flags: ['bind'] }).then(
      () => true,
      () => false,
    );
    if (mounted) targets.push(root + Destination);
  }
  const release = () => {
    for (const target of targets.reverse()) agent.unmount(target, { lazy: true }).catch(() => {});
    snapshot.unmount().catch(() => {});
  };
  return { place: { root }, release };
}

/** What to pack for a path: the entry itself, a last link not followed; with `/.` or `/` at the end what it leads to. */
function selection(path: string): Pick<PackOptions, 'dir' | 'paths' | 'includeRoot'> {
  const target = clean(path);
  if (target === '/' || /\/\.?$/.test(path)) return { dir: target, includeRoot: true };
  const slash = target.lastIndexOf('/');
  return { dir: target.slice(0, slash) || '/', paths: [target.slice(slash + 1)], includeRoot: false };
}

/** The contents of a directory, which the archive has under its name (moby: `TarResourceRebaseOpts`). */
async function* under(name: string, tar: ByteSource): ByteSource {
  async function* entries() {
    for await (const { header, content } of readTar(tar)) {
      const within = (path: string) => [name, memberPath(path)].filter(Boolean).join('/');
      const linkName = header.type === 'hardlink' ? within(header.linkName) : header.linkName;
      yield { header: { ...header, name: within(header.name), linkName }, content };
    }
  }
  yield* writeTar(entries());
}

/** A path that asks for a directory, by `/` or `/.` at its end, follows its last link. */
async function followed(context: Context, container: Container, place: Place, path: string, asked = path): Promise<string> {
  const tail = /\/\.?$/.exec(path)?.[0];
  let target = clean(path);
  if (tail === undefined || target === '/') return path;
  for (let links = 0; links < 40; links++) {
    const { linkTarget } = await statIn(context, container, place, target, asked);
    if (linkTarget === '') return target + tail;
    target = linkTarget;
  }
  throw new EngineError('internal', `lstat ${asked}: too many levels of symbolic links`);
}

/** `asked`: as the caller named it. */
async function statIn(context: Context, container: Container, place: Place, path: string, asked: string): Promise<PathStat> {
  const target = clean(path);
  // Go's filepath.Base of what was asked for.
  const name = clean(asked) === '/' ? '/' : asked.endsWith('/.') ? '.' : clean(asked).slice(clean(asked).lastIndexOf('/') + 1);
  const missing = () => new EngineError('notFound', `Could not find the file ${asked} in container ${container.name}`);
  try {
    // The first header is all that is wanted; leaving the loop ends the packing.
    for await (const { header } of readTar(context.agent.pack({ ...place, ...selection(path), metadataOnly: true }))) {
      if (path.length > target.length && header.type !== 'directory') throw new EngineError('internal', `lstat ${asked}: not a directory`);
      return statOf(header, name, target);
    }
  } catch (error) {
    if (error instanceof AgentError && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) throw missing();
    throw error;
  }
  throw missing();
}

/** Go's os.FileMode bits. */
const goModes = {
  directory: 2 ** 31,
  symlink: 2 ** 27,
  device: 2 ** 26,
  fifo: 2 ** 25,
  setuid: 2 ** 23,
  setgid: 2 ** 22,
  char: 2 ** 21,
  sticky: 2 ** 20,
};

function statOf(header: TarHeader, name: string, path: string): PathStat {
  const type = {
    file: 0,
    hardlink: 0,
    directory: goModes.directory,
    symlink: goModes.symlink,
    char: goModes.device + goModes.char,
    block: goModes.device,
    fifo: goModes.fifo,
  }[header.type];
  const special =
    (header.mode & 0o4000 ? goModes.setuid : 0) + (header.mode & 0o2000 ? goModes.setgid : 0) + (header.mode & 0o1000 ? goModes.sticky : 0);
  const link = header.type === 'symlink' ? header.linkName : '';
  return {
    name,
    size: Number(header.records.get('DRYDOCK.size') ?? header.size),
    mode: type + special + (header.mode & 0o777),
    mtime: rfc3339(header.mtime * 1000 + header.mtimeNanos / 1e6),
    // Absolute, as seen in the container.
    linkTarget: link === '' ? '' : clean(link.startsWith('/') ? link : `${path.slice(0, path.lastIndexOf('/'))}/${link}`),
  };
}

async function* releasing(source: ByteSource, release: () => void): AsyncGenerator<Uint8Array> {
  try {
    yield* source;
  } finally {
    release();
  }
}
