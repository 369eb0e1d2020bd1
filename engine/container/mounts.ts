import { EngineError } from '../base/errors.ts';
import { clean } from '../base/path.ts';
import { type Context, find } from './context.ts';
import { checkMount, parseBind, parseVolumesFrom } from './mount-spec.ts';
import type { ContainerRecord, MountRecord } from './record.ts';
import type { MountSpec } from './spec.ts';

/**
 * Everything that will be mounted into a container, in dockerd's order: `--volumes-from`, then `-v`, `--mount` and `--tmpfs`, then the
 * image's VOLUMEs that nothing covers. Makes the volumes and the host directories that are missing.
 */
export async function resolveMounts(context: Context, record: ContainerRecord): Promise<MountRecord[]> {
  const { hostConfig, config } = record;
  const mounts = new Map<string, MountRecord>();
  for (const entry of hostConfig.VolumesFrom ?? []) for (const mount of mountsFrom(context, entry)) mounts.set(mount.Destination, mount);
  const tmpfs = new Map(Object.entries(hostConfig.Tmpfs ?? {}).map(([target, options]) => [clean(target), options]));
  const own = new Set<string>();
  const claim = (Destination: string, written: string) => {
    if (own.has(Destination)) throw invalid(`Duplicate mount point: ${written}`);
    own.add(Destination);
  };
  for (const text of hostConfig.Binds ?? []) {
    const { mount, mode } = parseBind(text);
    const Destination = clean(mount.Target);
    if (tmpfs.has(Destination)) throw invalid(`Duplicate mount point: ${Destination}`);
    claim(Destination, Destination);
    mounts.set(Destination, await bound(context, mount, { mode, driver: hostConfig.VolumeDriver }));
  }
  for (const mount of hostConfig.Mounts ?? []) {
    checkMount(mount);
    await requireSource(context, mount);
    claim(clean(mount.Target), mount.Target);
    mounts.set(clean(mount.Target), mount.Type === 'tmpfs' ? tmpfsOf(mount) : await bound(context, mount));
  }
  for (const [target, options] of tmpfs) mounts.set(target, { ...tmpfsMount(target, options), unlisted: true });
  const anonymous = { mode: '', driver: hostConfig.VolumeDriver };
  for (const target of Object.keys(config.Volumes ?? {})) {
    const Destination = clean(target);
    if (!mounts.has(Destination)) mounts.set(Destination, await bound(context, { Type: 'volume', Target: target }, anonymous));
  }
  // Outer ones first, or they would cover the inner ones.
  return [...mounts.values()].sort((a, b) => depth(a.Destination) - depth(b.Destination));
}

/** Of `--mount`, before anything is made: `-v` makes a missing host directory, `--mount` does not. */
export async function requireSource({ agent }: Pick<Context, 'agent'>, { Type, Source = '', BindOptions }: MountSpec): Promise<void> {
  if (Type !== 'bind' || BindOptions?.CreateMountpoint || (await agent.stat(Source)) !== undefined) return;
  throw invalid(`invalid mount config for type "bind": bind source path does not exist: ${Source}`);
}

/** `mode`: of a `-v`, as written, which `--volume-driver` is for, too; a local volume's is `z` where it says none (moby: `setBindModeIfNull`), but for anonymous ones of `-v`. */
async function bound(
  context: Context,
  mount: MountSpec,
  { mode, driver }: { mode?: string; driver?: string | undefined } = {},
): Promise<MountRecord> {
  const Destination = clean(mount.Target);
  const { Source = '', VolumeOptions, BindOptions } = mount;
  const RW = !mount.ReadOnly;
  if (mount.Type === 'bind') {
    if ((await context.agent.stat(Source)) === undefined) await context.agent.mkdir(Source, { parents: true });
    return { Type: 'bind', Source: clean(Source), Destination, Mode: mode ?? '', RW, Propagation: BindOptions?.Propagation || 'rprivate' };
  }
  const Driver = VolumeOptions?.DriverConfig?.Name || driver;
  const { Name } = await context.volumes.create({
    ...(Source && { Name: Source }),
    ...(Driver && { Driver }),
    ...(VolumeOptions?.DriverConfig?.Options && { DriverOpts: VolumeOptions.DriverConfig.Options }),
    ...(VolumeOptions?.Labels && { Labels: VolumeOptions.Labels }),
  });
  return {
    Type: 'volume',
    Name,
    Source: context.volumes.inspect(Name).Mountpoint,
    Destination,
    Driver: 'local',
    Mode: mode || (mode === undefined || Source !== '' ? 'z' : ''),
    RW,
    Propagation: '',
    ...(VolumeOptions?.Subpath && { subpath: VolumeOptions.Subpath }),
    ...(VolumeOptions?.NoCopy && { noCopy: true }),
    ...(Source === '' && { anonymous: true }),
  };
}

/** Its volumes and binds, at the same places. */
function mountsFrom(context: Context, entry: string): MountRecord[] {
  const { ref, readonly } = parseVolumesFrom(entry);
  return findForOther(context, ref)
    .record.mounts.filter(({ Type }) => Type !== 'tmpfs')
    .map(({ anonymous: _, ...mount }) => ({ ...mount, Mode: '', RW: mount.RW && !readonly, noCopy: true }));
}

/** A container that another one's creation names: that it is missing is a fault of the request, not of the image's (which the CLI would pull). */
export function findForOther(context: Context, ref: string) {
  try {
    return find(context, ref);
  } catch (error) {
    throw error instanceof EngineError ? invalid(error.message) : error;
  }
}

function tmpfsOf({ Target, ReadOnly, TmpfsOptions }: MountSpec): MountRecord {
  const { SizeBytes, Mode, Options = [] } = TmpfsOptions ?? {};
  const words = [
    SizeBytes ? `size=${SizeBytes}` : '',
    Mode ? `mode=${Mode.toString(8)}` : '',
    ReadOnly ? 'ro' : '',
    ...Options.map((option) => option.join('=')),
  ];
  return tmpfsMount(clean(Target), words.filter(Boolean).join(','));
}

const tmpfsFlags = new Set(['ro', 'rw', 'exec', 'noexec', 'suid', 'nosuid', 'dev', 'nodev', 'noatime', 'relatime', 'sync', 'dirsync']);

/** dockerd mounts a `--tmpfs` noexec, nosuid and nodev unless the options say otherwise. */
function tmpfsMount(Destination: string, options: string): MountRecord {
  const words = options.split(',').filter((word) => word !== '');
  const unknown = words.find((word) => !tmpfsFlags.has(word) && !/^(size|mode|uid|gid|nr_inodes|nr_blocks|mpol|huge)=/.test(word));
  if (unknown !== undefined) throw invalid(`invalid tmpfs option "${unknown.split('=', 1)[0]}"`);
  const usual = ['noexec', 'nosuid', 'nodev'].filter((flag) => !words.includes(flag.slice(2)));
  const flags = [...new Set([...usual, ...words.filter((word) => tmpfsFlags.has(word) && !['rw', 'exec', 'suid', 'dev'].includes(word))])];
  return {
    Type: 'tmpfs',
    Source: '',
    Destination,
    Mode: '',
    RW: !words.includes('ro'),
    Propagation: '',
    flags,
    data: words.filter((word) => word.includes('=')).join(','),
  };
}

function depth(path: string): number {
  return path.split('/').length;
}

function invalid(message: string): EngineError {
  return new EngineError('invalid', message);
}
