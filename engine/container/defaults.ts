import type { RunConfig } from '../oci/spec.ts';
import type { ContainerConfig, HostConfig } from './spec.ts';

/** `PATH` of every container that sets none (moby: `oci.DefaultPathEnv`). */
export const defaultPath = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

const maskedPaths = [
  '/proc/asound',
  '/proc/acpi',
  '/proc/interrupts',
  '/proc/kcore',
  '/proc/keys',
  '/proc/latency_stats',
  '/proc/timer_list',
  '/proc/timer_stats',
  '/proc/sched_debug',
  '/proc/scsi',
  '/sys/firmware',
  '/sys/devices/virtual/powercap',
];
const readonlyPaths = ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger'];

/** What the user said over what the image says (moby: `runconfig.Merge`). */
export function mergeConfig(user: ContainerConfig, image: RunConfig): ContainerConfig {
  const ownEntrypoint = user.Entrypoint !== undefined && user.Entrypoint !== null;
  const cleared = user.Entrypoint?.length === 1 && user.Entrypoint[0] === '';
  const ownCmd = user.Cmd !== undefined && user.Cmd !== null && user.Cmd.length > 0;
  const entrypoint = cleared ? null : ownEntrypoint ? user.Entrypoint : (image.Entrypoint ?? null);
  // An entrypoint of one's own makes the image's command meaningless.
  const cmd = ownCmd ? user.Cmd : (user.Entrypoint?.length ?? 0) > 0 ? null : (image.Cmd ?? null);
  const volumes = { ...image.Volumes, ...user.Volumes };
  const health = user.Healthcheck ?? {};
  const ports = { ...image.ExposedPorts, ...user.ExposedPorts };
  const { Healthcheck: imageHealth } = image;
  const healthcheck =
    user.Healthcheck === undefined || user.Healthcheck === null
      ? imageHealth
      : { ...imageHealth, ...Object.fromEntries(Object.entries(health).filter(([, value]) => value !== 0 && !emptyList(value))) };
  const stopSignal = user.StopSignal || image.StopSignal;
  return {
    Hostname: user.Hostname ?? '',
    Domainname: user.Domainname ?? '',
    User: user.User || image.User || '',
    AttachStdin: user.AttachStdin ?? false,
    AttachStdout: user.AttachStdout ?? false,
    AttachStderr: user.AttachStderr ?? false,
    ...(Object.keys(ports).length > 0 && { ExposedPorts: sorted(ports) }),
    Tty: user.Tty ?? false,
    OpenStdin: user.OpenStdin ?? false,
    StdinOnce: user.StdinOnce ?? false,
    Env: mergeEnv(image.Env ?? [], user.Env ?? []),
    Cmd: cmd ?? null,
    ...(healthcheck !== undefined && { Healthcheck: ordered(healthcheck, healthFields) }),
    Image: user.Image ?? '',
    Volumes: Object.keys(volumes).length > 0 ? sorted(volumes) : null,
    WorkingDir: user.WorkingDir || image.WorkingDir || '',
    Entrypoint: entrypoint ?? null,
    ...(user.NetworkDisabled && { NetworkDisabled: true }),
    ...(user.MacAddress && { MacAddress: user.MacAddress }),
    OnBuild: null,
    Labels: sorted({ ...image.Labels, ...user.Labels }),
    ...(stopSignal && { StopSignal: stopSignal }),
    ...(user.StopTimeout !== undefined && { StopTimeout: user.StopTimeout }),
    ...(user.Shell && { Shell: user.Shell }),
  };
}

/** The user's first, then what the image sets and the user does not. A name without `=` stays: it takes the variable away at the start. */
function mergeEnv(image: readonly string[], user: readonly string[]): string[] {
  const nameOf = (entry: string) => entry.split('=', 1)[0] ?? '';
  const own = new Set(user.map(nameOf));
  return [...user, ...image.filter((entry) => !own.has(nameOf(entry)))];
}

const healthFields = ['Test', 'Interval', 'Timeout', 'StartPeriod', 'StartInterval', 'Retries'] as const;
const deviceFields = ['PathOnHost', 'PathInContainer', 'CgroupPermissions'] as const;
const mountFields = [
  ...(['Type', 'Source', 'Target', 'ReadOnly', 'Consistency'] as const),
  ...(['BindOptions', 'VolumeOptions', 'TmpfsOptions'] as const),
] as const;

/** A map as Go prints it: by its keys. */
function sorted<T>(map: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A struct as Go prints it: its fields in the order of their declaration, those left out that are empty (`omitempty`). */
function ordered<T extends object>(value: T, fields: ReadonlyArray<keyof T>): T {
  return Object.fromEntries(fields.filter((field) => value[field]).map((field) => [field, value[field]])) as T;
}

function emptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

/** Who shares the host's processes or is privileged has no label of its own (moby: `generateSecurityOpt`). */
function securityOptions({ SecurityOpt, IpcMode, PidMode, Privileged }: HostConfig): readonly string[] | null {
  const shared = IpcMode === 'host' || PidMode === 'host' || Privileged === true;
  if (!shared || SecurityOpt?.some((option) => option.split('=')[0] === 'label')) return SecurityOpt ?? null;
  return [...(SecurityOpt ?? []), 'label=disable'];
}

/** All fields that `docker inspect` shows, with dockerd's defaults. */
export function completeHostConfig(host: HostConfig): HostConfig {
  const privileged = host.Privileged ?? false;
  const memory = host.Memory ?? 0;
  return {
    Binds: host.Binds ?? null,
    ContainerIDFile: host.ContainerIDFile ?? '',
    LogConfig: { Type: host.LogConfig?.Type || 'json-file', Config: sorted(host.LogConfig?.Config ?? {}) },
    NetworkMode: host.NetworkMode === 'default' || !host.NetworkMode ? 'bridge' : host.NetworkMode,
    PortBindings: sorted(host.PortBindings ?? {}),
    RestartPolicy: { Name: host.RestartPolicy?.Name || 'no', MaximumRetryCount: host.RestartPolicy?.MaximumRetryCount ?? 0 },
    AutoRemove: host.AutoRemove ?? false,
    VolumeDriver: host.VolumeDriver ?? '',
    VolumesFrom: host.VolumesFrom ?? null,
    ConsoleSize: host.ConsoleSize ?? [0, 0],
    ...(host.Annotations && { Annotations: sorted(host.Annotations) }),
    CapAdd: host.CapAdd ?? null,
    CapDrop: host.CapDrop ?? null,
    CgroupnsMode: host.CgroupnsMode || (privileged ? 'host' : 'private'),
    Dns: host.Dns ?? [],
    DnsOptions: host.DnsOptions ?? [],
    DnsSearch: host.DnsSearch ?? [],
    ExtraHosts: host.ExtraHosts ?? null,
    GroupAdd: host.GroupAdd ?? null,
    IpcMode: host.IpcMode || 'private',
    Cgroup: host.Cgroup ?? '',
    Links: host.Links ?? null,
    OomScoreAdj: host.OomScoreAdj ?? 0,
    PidMode: host.PidMode ?? '',
    Privileged: privileged,
    PublishAllPorts: host.PublishAllPorts ?? false,
    ReadonlyRootfs: host.ReadonlyRootfs ?? false,
    SecurityOpt: securityOptions(host),
    ...(host.Tmpfs && { Tmpfs: sorted(host.Tmpfs) }),
    UTSMode: host.UTSMode ?? '',
    UsernsMode: host.UsernsMode ?? '',
    ShmSize: host.ShmSize || 64 * 1024 * 1024,
    ...(host.Sysctls && { Sysctls: sorted(host.Sysctls) }),
    Runtime: host.Runtime || 'runc',
    Isolation: host.Isolation ?? '',
    CpuShares: host.CpuShares ?? 0,
    Memory: memory,
    NanoCpus: host.NanoCpus ?? 0,
    CgroupParent: host.CgroupParent ?? '',
    // What this guest cannot weigh or throttle is not kept (moby: `verifyPlatformContainerResources`).
    BlkioWeight: 0,
    BlkioWeightDevice: [],
    BlkioDeviceReadBps: [],
    BlkioDeviceWriteBps: [],
    BlkioDeviceReadIOps: [],
    BlkioDeviceWriteIOps: [],
    CpuPeriod: host.CpuPeriod ?? 0,
    CpuQuota: host.CpuQuota ?? 0,
    CpuRealtimePeriod: 0,
    CpuRealtimeRuntime: 0,
    CpusetCpus: host.CpusetCpus ?? '',
    CpusetMems: host.CpusetMems ?? '',
    Devices: (host.Devices ?? []).map((device) => ordered(device, deviceFields)),
    DeviceCgroupRules: host.DeviceCgroupRules ?? null,
    DeviceRequests: null,
    MemoryReservation: host.MemoryReservation ?? 0,
    // Without a wish, as much swap again as memory (moby: adaptContainerSettings).
    MemorySwap: host.MemorySwap || (memory > 0 ? memory * 2 : 0),
    MemorySwappiness: host.MemorySwappiness === -1 ? null : (host.MemorySwappiness ?? null),
    OomKillDisable: host.OomKillDisable ?? null,
    PidsLimit: (host.PidsLimit ?? 0) > 0 ? (host.PidsLimit ?? null) : null,
    Ulimits: (host.Ulimits ?? []).map(({ Name, Hard, Soft }) => ({ Name, Hard, Soft })),
    CpuCount: 0,
    CpuPercent: 0,
    IOMaximumIOps: 0,
    IOMaximumBandwidth: 0,
    ...(host.Mounts && { Mounts: host.Mounts.map((mount) => ordered(mount, mountFields)) }),
    MaskedPaths: host.MaskedPaths ?? (privileged ? null : maskedPaths),
    ReadonlyPaths: host.ReadonlyPaths ?? (privileged ? null : readonlyPaths),
    ...(host.Init !== undefined && host.Init !== null && { Init: host.Init }),
  };
}
