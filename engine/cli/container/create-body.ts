import type { ContainerConfig, ContainerCreateBody, HealthConfig, HostConfig, MountSpec } from '../../api/types/container.ts';
import type { EndpointSettings } from '../../api/types/network.ts';
import { cut, type Values } from '../flag.ts';
import type { CliIo } from '../io.ts';
import { keyValueMap, readKeyValues, resolveEnv } from '../parse/key-values.ts';
import { endpointOf, isUserDefined, type NetworkAttachment } from '../parse/network.ts';
import { parsePorts } from '../parse/ports.ts';
import { parseRestartPolicy } from '../parse/resources.ts';
import { absolute } from '../path.ts';
import type { createFlags } from './create-flags.ts';

export type CreateValues = Values<typeof createFlags>;

interface Input {
  readonly flags: CreateValues;
  readonly given: ReadonlySet<string>;
  readonly image: string;
  readonly command: readonly string[];
  readonly io: Pick<CliIo, 'cwd' | 'env' | 'files' | 'size'>;
}

/** What `docker run` and `docker create` send, in the shape that Docker's own CLI sends. Throws what it finds wrong. */
export async function createBody({ flags, given, image, command, io }: Input): Promise<ContainerCreateBody> {
  const swappiness = flags['memory-swappiness'];
  if (swappiness !== -1 && (swappiness < 0 || swappiness > 100)) {
    throw new Error(`invalid value: ${swappiness}. Valid memory swappiness range is 0-100`);
  }
  const { binds, anonymous } = volumes(flags.volume, io.cwd);
  const ports = parsePorts(flags.publish, flags.expose);
  const env = await readKeyValues(io, flags['env-file'], resolveEnv(flags.env, io.env), (key) => io.env[key]);
  const labels = await readKeyValues(io, flags['label-file'], flags.label);
  const health = healthOf(flags);
  const security = flags['security-opt'].map(checkSecurityOption);
  const open = security.includes('systempaths=unconfined');
  const restart = parseRestartPolicy(flags.restart);
  if (flags.rm && !['', 'no'].includes(restart.Name)) throw new Error('conflicting options: cannot specify both --restart and --rm');
  const attach = (stream: string) => flags.attach.includes(stream);
  const attachStdin = attach('stdin') || flags.interactive;
  const attachments = [...flags.network, ...flags.net];

  const config: ContainerConfig = {
    Hostname: flags.hostname,
    Domainname: flags.domainname,
    User: flags.user,
    AttachStdin: attachStdin,
    AttachStdout: flags.attach.length === 0 || attach('stdout'),
    AttachStderr: flags.attach.length === 0 || attach('stderr'),
    ExposedPorts: ports.exposed,
    Tty: flags.tty,
    OpenStdin: flags.interactive,
    StdinOnce: flags.interactive && attachStdin,
    Env: env,
    Cmd: command.length === 0 ? null : [...command],
    Image: image,
    Volumes: anonymous,
    WorkingDir: flags.workdir,
    // `--entrypoint ""` resets the image's own.
    Entrypoint: flags.entrypoint !== '' ? [flags.entrypoint] : given.has('entrypoint') ? [''] : null,
    Labels: keyValueMap(labels),
    ...(flags['mac-address'] === '' ? {} : { MacAddress: flags['mac-address'] }),
    ...(flags['stop-signal'] === '' ? {} : { StopSignal: flags['stop-signal'] }),
    ...(given.has('stop-timeout') ? { StopTimeout: flags['stop-timeout'] } : {}),
    ...(health === undefined ? {} : { Healthcheck: health }),
  };

  const host: HostConfig = {
    Binds: binds,
    ContainerIDFile: flags.cidfile,
    LogConfig: { Type: flags['log-driver'], Config: logOptions(flags) },
    NetworkMode: attachments[0]?.target ?? 'default',
    PortBindings: ports.bindings,
    RestartPolicy: restart,
    AutoRemove: flags.rm,
    VolumeDriver: flags['volume-driver'],
    VolumesFrom: flags['volumes-from'].length === 0 ? null : [...flags['volumes-from']],
    ConsoleSize: [io.size.rows, io.size.cols],
    CapAdd: orNull(capabilities(flags['cap-add'])),
    CapDrop: orNull(capabilities(flags['cap-drop'])),
    CgroupnsMode: mode('--cgroupns: invalid CGROUP mode', flags.cgroupns, ['', 'private', 'host']),
    Dns: [...flags.dns],
    DnsOptions: [...flags['dns-option'], ...flags['dns-opt']],
    DnsSearch: [...flags['dns-search']],
    ExtraHosts: orNull(flags['add-host']),
    GroupAdd: orNull(flags['group-add']),
    IpcMode: flags.ipc,
    Links: orNull(flags.link),
    OomScoreAdj: flags['oom-score-adj'],
    PidMode: mode('--pid: invalid PID mode', flags.pid, ['', 'host'], 'container:'),
    Privileged: flags.privileged,
    PublishAllPorts: flags['publish-all'],
    ReadonlyRootfs: flags['read-only'],
    SecurityOpt: orNull(security.filter((option) => option !== 'systempaths=unconfined')),
    UTSMode: mode('--uts: invalid UTS mode', flags.uts, ['', 'host']),
    UsernsMode: mode('--userns: invalid USER mode', flags.userns, ['', 'host']),
    ShmSize: flags['shm-size'],
    CpuShares: flags['cpu-shares'],
    Memory: flags.memory,
    NanoCpus: flags.cpus,
    CgroupParent: flags['cgroup-parent'],
    BlkioWeight: flags['blkio-weight'],
    CpuPeriod: flags['cpu-period'],
    CpuQuota: flags['cpu-quota'],
    CpuRealtimePeriod: flags['cpu-rt-period'],
    CpuRealtimeRuntime: flags['cpu-rt-runtime'],
    CpusetCpus: flags['cpuset-cpus'],
    CpusetMems: flags['cpuset-mems'],
    Devices: flags.device.map(deviceOf),
    DeviceCgroupRules: orNull(flags['device-cgroup-rule']),
    MemoryReservation: flags['memory-reservation'],
    MemorySwap: flags['memory-swap'],
    MemorySwappiness: swappiness,
    OomKillDisable: flags['oom-kill-disable'],
    PidsLimit: flags['pids-limit'],
    Ulimits: flags.ulimit.length === 0 ? null : [...flags.ulimit],
    ...(open ? { MaskedPaths: [], ReadonlyPaths: [] } : {}),
    ...(flags.runtime === '' ? {} : { Runtime: flags.runtime }),
    ...(given.has('init') ? { Init: flags.init } : {}),
    ...(flags['storage-opt'].length === 0 ? {} : { StorageOpt: storageOptions(flags['storage-opt']) }),
    ...(flags.tmpfs.length === 0
      ? {}
      : { Tmpfs: Object.fromEntries(flags.tmpfs.map((item) => [cut(item, ':').key, cut(item, ':').value ?? ''])) }),
    ...(Object.keys(flags.sysctl).length === 0 ? {} : { Sysctls: flags.sysctl }),
    ...(Object.keys(flags.annotation).length === 0 ? {} : { Annotations: flags.annotation }),
    ...(flags.mount.length === 0 ? {} : { Mounts: flags.mount.map((spec) => rooted(spec, io.cwd)) }),
  };
  return { ...config, HostConfig: host, NetworkingConfig: { EndpointsConfig: endpoints(flags, attachments) } };
}

function volumes(specs: readonly string[], cwd: string) {
  const binds: string[] = [];
  const anonymous: Record<string, Record<string, never>> = {};
  for (const spec of new Set(specs)) {
    if (spec === '') throw new Error('invalid empty volume spec');
    const { key: source, value: rest } = cut(spec, ':');
    if (rest === undefined) anonymous[spec] = {};
    else binds.push(source.startsWith('.') ? `${absolute(cwd, source)}:${rest}` : spec);
  }
  return { binds: binds.length === 0 ? null : binds, anonymous };
}

function rooted(spec: MountSpec, cwd: string): MountSpec {
  return spec.Type === 'bind' && spec.Source?.startsWith('.') ? { ...spec, Source: absolute(cwd, spec.Source) } : spec;
}

function healthOf(flags: CreateValues): HealthConfig | undefined {
  const durations = {
    Interval: 'health-interval',
    Timeout: 'health-timeout',
    StartPeriod: 'health-start-period',
    StartInterval: 'health-start-interval',
  } as const;
  const settings: HealthConfig = {};
  for (const [field, name] of Object.entries(durations) as Array<[keyof typeof durations, (typeof durations)[keyof typeof durations]]>) {
    if (flags[name] < 0) throw new Error(`--${name} cannot be negative`);
    if (flags[name] > 0) settings[field] = flags[name];
  }
  if (flags['health-retries'] < 0) throw new Error('--health-retries cannot be negative');
  if (flags['health-retries'] > 0) settings.Retries = flags['health-retries'];
  if (flags['health-cmd'] !== '') settings.Test = ['CMD-SHELL', flags['health-cmd']];
  const any = Object.keys(settings).length > 0;
  if (flags['no-healthcheck']) {
    if (any) throw new Error('--no-healthcheck conflicts with --health-* options');
    return { Test: ['NONE'] };
  }
  return any ? settings : undefined;
}

function endpoints(flags: CreateValues, attachments: readonly NetworkAttachment[]): Record<string, EndpointSettings> {
  const all: Record<string, EndpointSettings> = {};
  const list = attachments.length === 0 ? [{ target: 'default', aliases: [], linkLocal: [], driverOptions: {} }] : attachments;
  for (const [at, attachment] of list.entries()) {
    const endpoint = endpointOf(at === 0 ? withContainerOptions(attachment, flags) : attachment);
    if (all[attachment.target] !== undefined) throw new Error(`network "${attachment.target}" is specified multiple times`);
    // The daemon makes an endpoint without settings by itself.
    if (endpoint === undefined && attachments.length === 1) continue;
    all[attachment.target] = endpoint ?? {};
  }
  const userDefined = attachments.filter((attachment) => isUserDefined(attachment.target)).length;
  if (userDefined > 0 && userDefined < attachments.length) {
    throw new Error('conflicting options: cannot attach both user-defined and non-user-defined network-modes');
  }
  return all;
}

/** `--network-alias`, `--ip` and their like belong to the first network. */
function withContainerOptions(attachment: NetworkAttachment, flags: CreateValues): NetworkAttachment {
  const aliases = [...flags['network-alias'], ...flags['net-alias']];
  const clash = (what: string, detail: string) => new Error(`conflicting options: cannot specify both ${what} and per-network ${detail}`);
  if (aliases.length > 0 && attachment.aliases.length > 0) throw clash('--network-alias', 'alias');
  if (flags.ip !== '' && attachment.ip !== undefined) throw clash('--ip', 'IPv4 address');
  if (flags.ip6 !== '' && attachment.ip6 !== undefined) throw clash('--ip6', 'IPv6 address');
  if (flags['mac-address'] !== '' && attachment.mac !== undefined) throw clash('--mac-address', 'MAC address');
  const mac = flags['mac-address'];
  if (mac !== '' && !/^([\da-f]{2}[:-]){5}[\da-f]{2}$/i.test(mac)) throw new Error(`${mac} is not a valid mac address`);
  return {
    ...attachment,
    aliases: aliases.length > 0 ? aliases : attachment.aliases,
    linkLocal: flags['link-local-ip'].length > 0 ? flags['link-local-ip'] : attachment.linkLocal,
    ...(flags.ip === '' ? {} : { ip: flags.ip }),
    ...(flags.ip6 === '' ? {} : { ip6: flags.ip6 }),
    ...(mac === '' ? {} : { mac }),
  };
}

function checkSecurityOption(option: string): string {
  const [, key, value] = /^([^=:]*)[=:]?(.*)$/.exec(option) ?? [];
  if (value === '' && key !== 'no-new-privileges') throw new Error(`Invalid --security-opt: ${JSON.stringify(option)}`);
  return option;
}

function mode(message: string, value: string, allowed: readonly string[], prefix?: string): string {
  if (!allowed.includes(value) && (prefix === undefined || !value.startsWith(prefix))) throw new Error(message);
  return value;
}

function logOptions(flags: CreateValues): Record<string, string> {
  if (flags['log-driver'] === 'none' && flags['log-opt'].length > 0) throw new Error('invalid logging opts for driver none');
  return keyValueMap(flags['log-opt']);
}

function storageOptions(items: readonly string[]): Record<string, string> {
  if (items.some((item) => !item.includes('='))) throw new Error('invalid storage option');
  return keyValueMap(items);
}

function deviceOf(spec: string) {
  const parts = spec.split(':');
  const isMode = (text: string | undefined) => text !== undefined && /^(?!.*(.).*\1)[rwm]+$/.test(text);
  if (parts.length > 3 || parts[0] === '') throw new Error(`bad format for path: ${spec}`);
  const [source = '', second, third] = parts;
  if (third !== undefined && !isMode(third)) throw new Error(`bad mode specified: ${third}`);
  const target = second === undefined || isMode(second) ? source : second;
  if (!target.startsWith('/')) throw new Error(`${target} is not an absolute path`);
  return { PathOnHost: source, PathInContainer: target, CgroupPermissions: third ?? (isMode(second) ? (second ?? 'rwm') : 'rwm') };
}

/** The kernel's names, sorted and each once; `ALL` stands for itself. */
function capabilities(names: readonly string[]): string[] {
  const full = names.map((name) => name.toUpperCase()).map((name) => (name === 'ALL' || name.startsWith('CAP_') ? name : `CAP_${name}`));
  return [...new Set(full)].sort();
}

function orNull(items: readonly string[]): string[] | null {
  return items.length === 0 ? null : [...items];
}
