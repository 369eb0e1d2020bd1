import type { ContainerConfig, ContainerCreateBody, HealthConfig, HostConfig, MountSpec } from '../../api/types/container.ts';
import type { EndpointSettings } from '../../api/types/network.ts';
import { absolute } from '../../base/path.ts';
import { collect } from '../../base/stream.ts';
import { cut, type Values } from '../flag.ts';
import { quote } from '../go.ts';
import type { CliIo } from '../io.ts';
import { devicesOf } from '../parse/devices.ts';
import { keyValueMap, readKeyValues, resolveEnv } from '../parse/key-values.ts';
import { checkMac, endpointOf, isUserDefined, type NetworkAttachment } from '../parse/network.ts';
import { parsePorts } from '../parse/ports.ts';
import { parseRestartPolicy } from '../parse/resources.ts';
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
  if (flags['mac-address'] !== '') checkMac(flags['mac-address']);
  const swappiness = flags['memory-swappiness'];
  if (swappiness !== -1 && (swappiness < 0 || swappiness > 100)) {
    throw new Error(`invalid value: ${swappiness}. Valid memory swappiness range is 0-100`);
  }
  const { binds, anonymous } = volumes(flags.volume, io.cwd);
  const ports = parsePorts(flags.publish, flags.expose);
  const env = await readKeyValues(io, flags['env-file'], resolveEnv(lastOfEach(flags.env), io.env), (key) => io.env[key]);
  const labels = await readKeyValues(io, flags['label-file'], flags.label);
  const devices = devicesOf(flags.device);
  const requests = [...flags.gpus, ...devices.requests];
  const health = healthOf(flags);
  const security = await Promise.all(flags['security-opt'].map((option) => securityOption(io, option)));
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
    Isolation: flags.isolation,
    Links: orNull(flags.link),
    OomScoreAdj: flags['oom-score-adj'],
    PidMode: mode('--pid: invalid PID mode', flags.pid, ['', 'host'], /^container:./),
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
    BlkioWeightDevice: [...flags['blkio-weight-device']],
    BlkioDeviceReadBps: [...flags['device-read-bps']],
    BlkioDeviceWriteBps: [...flags['device-write-bps']],
    BlkioDeviceReadIOps: [...flags['device-read-iops']],
    BlkioDeviceWriteIOps: [...flags['device-write-iops']],
    Devices: devices.mappings,
    DeviceRequests: requests.length === 0 ? null : requests,
    DeviceCgroupRules: orNull(flags['device-cgroup-rule']),
    MemoryReservation: flags['memory-reservation'],
    MemorySwap: flags['memory-swap'],
    MemorySwappiness: swappiness,
    OomKillDisable: flags['oom-kill-disable'],
    PidsLimit: flags['pids-limit'],
    Ulimits: flags.ulimit.toSorted((a, b) => (a.Name < b.Name ? -1 : 1)),
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

/** A variable that is set twice has its last value. */
function lastOfEach(items: readonly string[]): string[] {
  return [...new Map(items.map((item) => [cut(item, '=').key, item])).values()];
}

function volumes(specs: readonly string[], cwd: string) {
  const binds: string[] = [];
  const anonymous: Record<string, Record<string, never>> = {};
  for (const spec of new Set(specs)) {
    const kind = volumeKind(spec);
    const { key: source, value: rest } = cut(spec, ':');
    if (kind === 'anonymous') anonymous[spec] = {};
    else binds.push(kind === 'bind' && source.startsWith('.') ? `${absolute(cwd, source)}:${rest}` : spec);
  }
  return { binds: binds.length === 0 ? null : binds, anonymous };
}

/** What compose's parser of volumes, which Docker's command uses, takes it for. */
function volumeKind(spec: string): 'anonymous' | 'bind' | 'volume' {
  if (spec === '') throw new Error('invalid empty volume spec');
  const parts = spec.split(':');
  // A letter before the colon is a drive of Windows to that parser.
  if (parts.length === 1 || spec.length <= 2 || /^[a-zA-Z]:[^:]*$/.test(spec)) return 'anonymous';
  if (parts.includes('')) throw new Error(`invalid spec: ${spec}: empty section between colons`);
  return /^[./~]/.test(spec) ? 'bind' : 'volume';
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
  return {
    ...attachment,
    aliases: aliases.length > 0 ? aliases : attachment.aliases,
    linkLocal: flags['link-local-ip'].length > 0 ? flags['link-local-ip'] : attachment.linkLocal,
    links: flags.link,
    ...(flags.ip === '' ? {} : { ip: flags.ip }),
    ...(flags.ip6 === '' ? {} : { ip6: flags.ip6 }),
    ...(mac === '' ? {} : { mac }),
  };
}

/** A seccomp profile is sent as its text. */
async function securityOption(io: Input['io'], option: string): Promise<string> {
  const equals = cut(option, '=');
  const { key, value = '' } = equals.value === undefined && equals.key !== 'no-new-privileges' ? cut(option, ':') : equals;
  if (value === '' && key !== 'no-new-privileges') throw new Error(`Invalid --security-opt: ${quote(option)}`);
  if (key !== 'seccomp' || value === 'unconfined' || value === 'builtin') return option;
  const path = absolute(io.cwd, value);
  if ((await io.files.stat(path)) === undefined) {
    throw new Error(`opening seccomp profile (${value}) failed: open ${value}: no such file or directory`);
  }
  const text = new TextDecoder().decode(await collect(io.files.read(path)));
  try {
    return `seccomp=${JSON.stringify(JSON.parse(text))}`;
  } catch {
    const first = text.trimStart()[0];
    const why = first === undefined ? 'unexpected end of JSON input' : `invalid character '${first}' looking for beginning of value`;
    throw new Error(`compacting json for seccomp profile (${value}) failed: ${why}`);
  }
}

function mode(message: string, value: string, allowed: readonly string[], others?: RegExp): string {
  if (!allowed.includes(value) && others?.test(value) !== true) throw new Error(message);
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

/** The kernel's names, sorted and each once; `ALL` stands for itself. */
function capabilities(names: readonly string[]): string[] {
  const full = names.map((name) => name.toUpperCase()).map((name) => (name === 'ALL' || name.startsWith('CAP_') ? name : `CAP_${name}`));
  return [...new Set(full)].sort();
}

function orNull(items: readonly string[]): string[] | null {
  return items.length === 0 ? null : [...items];
}
