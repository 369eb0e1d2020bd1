import { rfc3339 } from '../base/clock.ts';
import { EngineError } from '../base/errors.ts';
import type { ByteSource } from '../base/stream.ts';
import { AgentError, type PackOptions } from '../guest/agent.ts';
import type { TarHeader } from '../tar/header.ts';
import { readTar } from '../tar/reader.ts';
import type { Container } from './container.ts';
import type { Context } from './context.ts';
import { clean } from './mount-spec.ts';
import type { PathStat } from './spec.ts';

/** Where a container's files are to be found: through a program that runs in it, or in its mounted root. */
type Place = { readonly pid: number } | { readonly root: string };

/** `docker cp` out: the tar's top entry is the path's base name, or `.` when the path ends in `/.`. */
export async function getArchive(context: Context, container: Container, path: string): Promise<{ stat: PathStat; tar: ByteSource }> {
  const { place, release } = await open(context, container);
  try {
    const stat = await statIn(context, container, place, path);
    return { stat, tar: releasing(context.agent.pack({ ...place, ...selection(path), metadataOnly: false }), release) };
  } catch (error) {
    release();
    throw error;
  }
}

export async function statPath(context: Context, container: Container, path: string): Promise<PathStat> {
  const { place, release } = await open(context, container);
  return statIn(context, container, place, path).finally(release);
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
  const { place, release } = await open(context, container);
  try {
    const stat = await statIn(context, container, place, `${target}/.`);
    if (stat.mode < goModes.directory) throw new EngineError('invalid', 'extraction point is not a directory');
    await context.agent.unpack({ ...place, dir: target, noOverwriteDirNonDir }, tar);
  } catch (error) {
    if (error instanceof AgentError && error.code === 'ENOSPC')
      throw new EngineError('exhausted', `${error.path}: no space left on device`, { cause: error });
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

/** For a container that does not run, its root is mounted, and its volumes in it (moby: `openContainerFS`). */
async function open({ agent }: Context, { run, snapshot, record }: Container): Promise<{ place: Place; release: () => void }> {
  if (run !== undefined) return { place: { pid: run.process.pid }, release: () => {} };
  await snapshot.mount();
  const { root } = snapshot;
  const targets: string[] = [];
  for (const { Type, Source, Destination } of record.mounts) {
    // A mount point with a link in it would lead out of the root: such a volume is not shown.
    if (Type === 'tmpfs' || (await agent.stat(root + Destination))?.target !== undefined) continue;
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

async function statIn(context: Context, container: Container, place: Place, path: string): Promise<PathStat> {
  const target = clean(path);
  const name = target === '/' ? '/' : target.slice(target.lastIndexOf('/') + 1);
  const missing = () => new EngineError('notFound', `Could not find the file ${path} in container ${container.name}`);
  try {
    // The first header is all that is wanted; leaving the loop ends the packing.
    for await (const { header } of readTar(context.agent.pack({ ...place, ...selection(path), metadataOnly: true }))) {
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
