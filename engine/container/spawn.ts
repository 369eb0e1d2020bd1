import type { Agent, Mount, Spawn } from '../guest/agent.ts';
import { capabilitiesOf } from './capabilities.ts';
import { defaultPath } from './defaults.ts';
import { usualDevices } from './devices.ts';
import type { MountRecord } from './record.ts';
import type { ContainerConfig, HostConfig } from './spec.ts';
import type { ResolvedUser } from './users.ts';

/** What a container's program is started with, beyond its configuration. */
export interface SpawnPlace {
  /** Mounted root file system in the guest. */
  readonly root: string;
  /** Directory with this container's `hosts`, `hostname` and `resolv.conf`. */
  readonly directory: string;
  readonly path: string;
  readonly args: readonly string[];
  readonly config: ContainerConfig;
  readonly hostConfig: HostConfig;
  readonly mounts: readonly MountRecord[];
  readonly user: ResolvedUser;
  readonly cgroup: string;
  /** `host`: the guest's own. */
  readonly network: { readonly name: string } | 'host';
  readonly pid: 'new' | 'host' | { readonly pid: number };
  /** `directory`: the other container's. */
  readonly ipc: 'new' | 'host' | { readonly pid: number; readonly directory: string };
  /** Beyond the usual ones. */
  readonly devices?: ReturnType<typeof usualDevices>;
}

/** From Docker's configuration to the agent's: what dockerd's OCI spec and runc do together. */
export function spawnOf(place: SpawnPlace): Spawn {
  const { config, hostConfig, user } = place;
  const privileged = hostConfig.Privileged ?? false;
  const tty = config.Tty ?? false;
  const [rows = 0, cols = 0] = hostConfig.ConsoleSize ?? [];
  return {
    argv: [place.path, ...place.args],
    env: environment(config, user, tty),
    cwd: config.WorkingDir || '/',
    createCwd: true,
    user: { uid: user.uid, gid: user.gid, groups: user.groups },
    ...(tty && { terminal: { rows, cols } }),
    stdin: config.OpenStdin ? 'pipe' : 'null',
    namespaces: {
      mount: 'new',
      ...(place.pid !== 'host' && { pid: place.pid }),
      ...(hostConfig.UTSMode !== 'host' && { uts: 'new' as const }),
      ...(place.ipc !== 'host' && { ipc: place.ipc }),
      ...(hostConfig.CgroupnsMode !== 'host' && { cgroup: 'new' as const }),
      ...(place.network !== 'host' && { net: place.network }),
    },
    ...(hostConfig.UTSMode !== 'host' && {
      hostname: config.Hostname ?? '',
      ...(config.Domainname && { domainname: config.Domainname }),
    }),
    root: place.root,
    readonlyRoot: hostConfig.ReadonlyRootfs ?? false,
    mounts: [...systemMounts(place, privileged), ...ownMounts(place)],
    maskedPaths: hostConfig.MaskedPaths ?? [],
    readonlyPaths: hostConfig.ReadonlyPaths ?? [],
    devices: [...usualDevices(privileged), ...(place.devices ?? [])],
    symlinks: [
      { path: '/dev/fd', target: '/proc/self/fd' },
      { path: '/dev/stdin', target: '/proc/self/fd/0' },
      { path: '/dev/stdout', target: '/proc/self/fd/1' },
      { path: '/dev/stderr', target: '/proc/self/fd/2' },
      { path: '/dev/ptmx', target: 'pts/ptmx' },
    ],
    cgroup: place.cgroup,
    sysctls: {
      // dockerd lets programs bind low ports and send pings without capabilities, in a network namespace of their own.
      ...(place.network !== 'host' && { 'net.ipv4.ip_unprivileged_port_start': '0', 'net.ipv4.ping_group_range': '0 2147483647' }),
      ...hostConfig.Sysctls,
    },
    rlimits: (hostConfig.Ulimits ?? []).map(({ Name, Soft, Hard }) => ({ name: Name, soft: Soft, hard: Hard })),
    capabilities: capabilitiesOf(hostConfig.CapAdd ?? [], hostConfig.CapDrop ?? [], privileged),
    noNewPrivileges: (hostConfig.SecurityOpt ?? []).some((option) => /^no-new-privileges(?:[:=]true)?$/.test(option)),
    oomScoreAdj: hostConfig.OomScoreAdj ?? 0,
    init: hostConfig.Init ?? false,
  };
}

/** PATH, HOSTNAME and TERM, then the configuration's, then HOME if nothing set it. */
export function environment(config: ContainerConfig, user: ResolvedUser, tty: boolean): string[] {
  const values = new Map<string, string>();
  const set = (entry: string) => {
    const equals = entry.indexOf('=');
    if (equals < 0) values.delete(entry);
    else values.set(entry.slice(0, equals), entry.slice(equals + 1));
  };
  set(defaultPath);
  set(`HOSTNAME=${config.Hostname ?? ''}`);
  if (tty) set('TERM=xterm');
  for (const entry of config.Env ?? []) set(entry);
  if (!values.has('HOME')) set(`HOME=${user.home}`);
  return [...values].map(([name, value]) => `${name}=${value}`);
}

/** moby: `oci.DefaultSpec`. */
function systemMounts({ hostConfig, ipc, directory }: SpawnPlace, privileged: boolean): Mount[] {
  const readonly = privileged ? [] : ['ro'];
  const quiet = ['nosuid', 'noexec', 'nodev'];
  return [
    { source: 'proc', target: '/proc', type: 'proc', flags: quiet },
    { source: 'tmpfs', target: '/dev', type: 'tmpfs', flags: ['nosuid', 'strictatime'], data: 'mode=755,size=65536k' },
    {
      source: 'devpts',
      target: '/dev/pts',
      type: 'devpts',
      flags: ['nosuid', 'noexec'],
      data: 'newinstance,ptmxmode=0666,mode=0620,gid=5',
    },
    { source: 'sysfs', target: '/sys', type: 'sysfs', flags: [...quiet, ...readonly] },
    { source: 'cgroup', target: '/sys/fs/cgroup', type: 'cgroup2', flags: [...quiet, ...readonly] },
    { source: 'mqueue', target: '/dev/mqueue', type: 'mqueue', flags: quiet },
    ...memory(hostConfig, ipc, directory, quiet),
  ];
}

function memory({ IpcMode, ShmSize }: HostConfig, ipc: SpawnPlace['ipc'], directory: string, flags: readonly string[]): Mount[] {
  const target = '/dev/shm';
  const bound = (source: string): Mount[] => [{ source, target, type: '', flags: ['bind'] }];
  if (IpcMode === 'none') return [];
  if (ipc === 'host') return bound(target);
  if (typeof ipc === 'object') return bound(memoryOf(ipc.directory));
  if (IpcMode === 'shareable') return bound(memoryOf(directory));
  return [{ source: 'shm', target, type: 'tmpfs', flags, data: memoryData(ShmSize) }];
}

const memoryData = (size: number | undefined) => `mode=1777,size=${size || 67108864}`;

/** Where the memory of an `--ipc shareable` container is mounted, for others to bind: a mount of its own namespace could not be. */
export const memoryOf = (directory: string) => `${directory}/shm`;

export function shareMemory(agent: Agent, directory: string, { ShmSize }: HostConfig): Array<Promise<unknown>> {
  const target = memoryOf(directory);
  const flags = ['nosuid', 'noexec', 'nodev'];
  return [agent.mkdir(target), agent.mount({ source: 'shm', target, type: 'tmpfs', flags, data: memoryData(ShmSize) })];
}

/** The three files that Docker manages, unless a mount of the user's is in their place. */
function fileMounts({ directory, mounts, network }: SpawnPlace): Mount[] {
  return ['resolv.conf', 'hostname', 'hosts']
    .filter((name) => !mounts.some(({ Destination }) => Destination === `/etc/${name}`))
    .filter((name) => network !== 'host' || name !== 'hostname')
    .map((name) => ({ source: `${directory}/${name}`, target: `/etc/${name}`, type: '', flags: ['bind'] }));
}

/** Outer ones first, or a volume at `/etc` would cover the three files. */
function ownMounts(place: SpawnPlace): Mount[] {
  const depth = (path: string) => path.split('/').length;
  const files = fileMounts(place).map((mount) => ({ depth: depth(mount.target), mounts: [mount] }));
  const asked = place.mounts.map((mount) => ({ depth: depth(mount.Destination), mounts: ownMount(mount) }));
  return [...files, ...asked].sort((a, b) => a.depth - b.depth).flatMap(({ mounts }) => mounts);
}

function ownMount(mount: MountRecord): Mount[] {
  if (mount.Type === 'tmpfs') {
    return [
      { source: 'tmpfs', target: mount.Destination, type: 'tmpfs', flags: mount.flags ?? [], ...(mount.data && { data: mount.data }) },
    ];
  }
  const source = mount.subpath === undefined ? mount.Source : `${mount.Source}/${mount.subpath}`;
  const bind: Mount = { source, target: mount.Destination, type: '', flags: ['rbind'] };
  return mount.RW ? [bind] : [bind, { source: '', target: mount.Destination, type: '', flags: ['bind', 'remount', 'ro'] }];
}
