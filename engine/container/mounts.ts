import { EngineError } from '../base/errors.ts';
import { type Context, find } from './context.ts';
import type { ContainerRecord, MountRecord } from './record.ts';
import type { MountSpec } from './spec.ts';

const modes = /^(rw|ro|z|Z|nocopy|r?private|r?shared|r?slave|cached|delegated|consistent)$/;

/**
 * Everything that will be mounted into a container, in dockerd's order: `--volumes-from`, then `-v`, `--mount` and `--tmpfs`, then the
 * image's VOLUMEs that nothing covers. Makes the volumes and the host directories that are missing.
 */
export async function resolveMounts(context: Context, record: ContainerRecord): Promise<MountRecord[]> {
  const { hostConfig, config } = record;
  const mounts = new Map<string, MountRecord>();
  for (const entry of hostConfig.VolumesFrom ?? []) for (const mount of mountsFrom(context, entry)) mounts.set(mount.Destination, mount);
  const own = new Set<string>();
  const add = (mount: MountRecord) => {
    if (own.has(mount.Destination)) throw invalid(`Duplicate mount point: ${mount.Destination}`);
    own.add(mount.Destination);
    mounts.set(mount.Destination, mount);
  };
  for (const bind of hostConfig.Binds ?? []) add(await fromBind(context, bind));
  for (const mount of hostConfig.Mounts ?? []) add(await fromMount(context, mount));
  for (const [target, options] of Object.entries(hostConfig.Tmpfs ?? {})) add(tmpfsMount(cleanTarget(target, target), options));
  for (const target of Object.keys(config.Volumes ?? {})) {
    const Destination = cleanTarget(target, target);
    if (mounts.has(Destination)) continue;
    const { Name } = await context.volumes.create({});
    mounts.set(Destination, volumeMount(context, Name, Destination, { mode: '', anonymous: true }));
  }
  // Outer ones first, or they would cover the inner ones.
  return [...mounts.values()].sort((a, b) => depth(a.Destination) - depth(b.Destination));
}

/** `name:/target`, `/host:/target:ro` or `/target`. */
async function fromBind(context: Context, text: string): Promise<MountRecord> {
  const parts = text.split(':');
  const [first = '', second, third] = parts;
  if (parts.length > 3 || first === '' || second === '') throw invalid(`invalid volume specification: '${text}'`);
  if (second === undefined) {
    const { Name } = await context.volumes.create({});
    return volumeMount(context, Name, cleanTarget(first, text), { mode: '', anonymous: true });
  }
  const mode = third ?? '';
  const words = mode === '' ? [] : mode.split(',');
  if (!words.every((word) => modes.test(word))) throw invalid(`invalid volume specification: '${text}': invalid mode: ${mode}`);
  const Destination = cleanTarget(second, text);
  if (first.startsWith('/')) {
    await makeHostDirectory(context, first);
    return bindMount(clean(first), Destination, mode, words);
  }
  const { Name } = await context.volumes.create({ Name: first });
  return volumeMount(context, Name, Destination, { mode: mode || 'z', noCopy: words.includes('nocopy'), readonly: words.includes('ro') });
}

async function fromMount(context: Context, mount: MountSpec): Promise<MountRecord> {
  const fail = (reason: string) => invalid(`invalid mount config for type "${mount.Type}": ${reason}`);
  if (!mount.Target) throw fail('field Target must not be empty');
  if (!mount.Target.startsWith('/')) throw fail(`invalid mount path: '${mount.Target}' mount path must be absolute`);
  const Destination = clean(mount.Target);
  if (Destination === '/') throw fail("invalid specification: destination can't be '/'");
  const readonly = mount.ReadOnly ?? false;
  if (mount.Type === 'tmpfs') {
    if (mount.Source) throw fail('field Source must not be specified');
    const { SizeBytes, Mode } = mount.TmpfsOptions ?? {};
    const options = [SizeBytes ? `size=${SizeBytes}` : '', Mode ? `mode=${Mode.toString(8)}` : '', readonly ? 'ro' : ''].filter(Boolean);
    return tmpfsMount(Destination, options.join(','));
  }
  if (mount.Type === 'bind') {
    if (!mount.Source) throw fail('field Source must not be empty');
    if (!mount.Source.startsWith('/')) throw fail(`invalid mount path: '${mount.Source}' mount path must be absolute`);
    if (mount.BindOptions?.CreateMountpoint) await makeHostDirectory(context, mount.Source);
    else if ((await context.agent.stat(mount.Source)) === undefined) throw fail(`bind source path does not exist: ${mount.Source}`);
    return bindMount(clean(mount.Source), Destination, '', readonly ? ['ro'] : [], mount.BindOptions?.Propagation);
  }
  if (mount.Type === 'volume') {
    const { VolumeOptions } = mount;
    const { Name } = await context.volumes.create({
      ...(mount.Source && { Name: mount.Source }),
      ...(VolumeOptions?.DriverConfig?.Name && { Driver: VolumeOptions.DriverConfig.Name }),
      ...(VolumeOptions?.DriverConfig?.Options && { DriverOpts: VolumeOptions.DriverConfig.Options }),
      ...(VolumeOptions?.Labels && { Labels: VolumeOptions.Labels }),
    });
    return volumeMount(context, Name, Destination, {
      mode: 'z',
      noCopy: VolumeOptions?.NoCopy ?? false,
      readonly,
      anonymous: !mount.Source,
    });
  }
  throw fail('mount type unknown');
}

/** `container[:ro|rw]`: its volumes and binds, at the same places. */
function mountsFrom(context: Context, entry: string): MountRecord[] {
  const [ref = '', mode] = entry.split(':');
  if (mode !== undefined && mode !== 'ro' && mode !== 'rw') throw invalid(`invalid mode: ${mode}`);
  return find(context, ref)
    .record.mounts.filter(({ Type }) => Type !== 'tmpfs')
    .map(({ anonymous: _, ...mount }) => ({ ...mount, RW: mode === undefined ? mount.RW : mode === 'rw', noCopy: true }));
}

function bindMount(Source: string, Destination: string, Mode: string, words: readonly string[], propagation?: string): MountRecord {
  const asked = words.find((word) => /private|shared|slave/.test(word)) ?? propagation;
  return { Type: 'bind', Source, Destination, Mode, RW: !words.includes('ro'), Propagation: asked || 'rprivate' };
}

function volumeMount(
  context: Context,
  Name: string,
  Destination: string,
  options: { mode: string; noCopy?: boolean; readonly?: boolean; anonymous?: boolean },
): MountRecord {
  return {
    Type: 'volume',
    Name,
    Source: context.volumes.inspect(Name).Mountpoint,
    Destination,
    Driver: 'local',
    Mode: options.mode,
    RW: !options.readonly,
    Propagation: '',
    ...(options.noCopy && { noCopy: true }),
    ...(options.anonymous && { anonymous: true }),
  };
}

const tmpfsFlags = new Set(['ro', 'rw', 'exec', 'noexec', 'suid', 'nosuid', 'dev', 'nodev', 'noatime', 'relatime', 'sync', 'dirsync']);

/** dockerd mounts a `--tmpfs` noexec, nosuid and nodev unless the options say otherwise. */
function tmpfsMount(Destination: string, options: string): MountRecord {
  const words = options.split(',').filter((word) => word !== '');
  const unknown = words.find((word) => !tmpfsFlags.has(word) && !/^(size|mode|uid|gid|nr_inodes|nr_blocks|mpol|huge)=/.test(word));
  if (unknown !== undefined) throw invalid(`invalid tmpfs option ["${unknown}"]`);
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

/** `-v` makes a missing host directory; `--mount` does not. */
async function makeHostDirectory(context: Context, path: string): Promise<void> {
  if ((await context.agent.stat(path)) === undefined) await context.agent.mkdir(path, { parents: true });
}

function cleanTarget(target: string, text: string): string {
  if (!target.startsWith('/'))
    throw invalid(`invalid volume specification: '${text}': invalid mount path: '${target}' mount path must be absolute`);
  const path = clean(target);
  if (path === '/') throw invalid(`invalid volume specification: '${text}': invalid specification: destination can't be '/'`);
  return path;
}

/** Go's path.Clean of an absolute path. */
export function clean(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

function depth(path: string): number {
  return path.split('/').length;
}

function invalid(message: string): EngineError {
  return new EngineError('invalid', message);
}
