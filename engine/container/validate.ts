import { EngineError } from '../base/errors.ts';
import { parseRange } from '../network/ports.ts';
import { checkCapabilities } from './capabilities.ts';
import { checkMount, checkTmpfsTarget } from './mount-spec.ts';
import { parseSignal } from './signals.ts';
import type { ContainerConfig, HostConfig, Resources, RestartPolicy } from './spec.ts';

/** moby: the least a container can start in. */
const minimumMemory = 6 * 1024 * 1024;
/** Nanoseconds: a health check's durations are 0 or at least this. */
const minimumDuration = 1_000_000;

/** moby: `validateContainerConfig` and the platform's part of it. */
export function checkConfig(config: ContainerConfig): void {
  if (config.WorkingDir && !config.WorkingDir.startsWith('/')) {
    throw invalid(`the working directory '${config.WorkingDir}' is invalid, it needs to be an absolute path`);
  }
  if (config.StopSignal) parseSignal(config.StopSignal);
  for (const entry of config.Env ?? []) {
    if (entry === '' || entry.startsWith('=')) throw invalid(`invalid environment variable: ${entry}`);
  }
  const health = config.Healthcheck ?? {};
  for (const field of ['Interval', 'Timeout', 'StartPeriod', 'StartInterval'] as const) {
    const value = health[field] ?? 0;
    if (value !== 0 && value < minimumDuration) throw invalid(`${field} in Healthcheck cannot be less than 1ms`);
  }
  if ((health.Retries ?? 0) < 0) throw invalid('Retries in Healthcheck cannot be negative');
}

/** moby: `validateHostConfig` and `verifyPlatformContainerSettings`. Gives the warnings of the API's answer. */
export function checkHostConfig(host: HostConfig, totalMemory: number): string[] {
  if (host.AutoRemove && host.RestartPolicy?.Name && host.RestartPolicy.Name !== 'no') {
    throw invalid("can't create 'AutoRemove' container with restart policy");
  }
  for (const mount of host.Mounts ?? []) checkMount(mount);
  for (const entry of host.ExtraHosts ?? []) {
    const colon = entry.search(/[:=]/);
    if (colon <= 0 || colon === entry.length - 1) throw invalid(`bad format for add-host: "${entry}"`);
  }
  for (const [port, bindings] of Object.entries(host.PortBindings ?? {})) {
    if (!/^\d{1,5}(\/(tcp|udp|sctp))?$/.test(port) || Number(port.split('/')[0]) > 65535)
      throw invalid(`invalid port specification: "${port}"`);
    for (const { HostPort } of bindings ?? []) parseRange(HostPort ?? '');
  }
  checkRestartPolicy(host.RestartPolicy ?? {});
  checkCapabilities('CapAdd', host.CapAdd ?? []);
  checkCapabilities('CapDrop', host.CapDrop ?? []);
  if ('' in (host.Annotations ?? {})) {
    throw invalid('invalid Annotations: the empty string is not permitted as an annotation key');
  }
  const warnings = checkResources(host, totalMemory);
  if (!/^(|none|host|private|shareable|container:.+)$/.test(host.IpcMode ?? '')) throw invalid(`invalid IPC mode: ${host.IpcMode}`);
  if (!/^(|host|private|container:.+)$/.test(host.PidMode ?? '')) throw invalid(`invalid PID mode: ${host.PidMode}`);
  if ((host.ShmSize ?? 0) < 0) throw invalid('SHM size can not be less than 0');
  if (!/^(|host)$/.test(host.UTSMode ?? '')) throw invalid(`invalid UTS mode: ${host.UTSMode}`);
  if (Math.abs(host.OomScoreAdj ?? 0) > 1000) {
    throw invalid(`Invalid value ${host.OomScoreAdj}, range for oom score adj is [-1000, 1000]`);
  }
  if (host.NetworkMode === 'host' && Object.keys(host.PortBindings ?? {}).length > 0) {
    warnings.push('Published ports are discarded when using host network mode');
  }
  if (host.Runtime && !['runc', 'io.containerd.runc.v2'].includes(host.Runtime))
    throw invalid(`unknown or invalid runtime name: ${host.Runtime}`);
  for (const target of Object.keys(host.Tmpfs ?? {})) checkTmpfsTarget(target);
  if (!/^(|private|host)$/.test(host.CgroupnsMode ?? '')) throw invalid(`invalid cgroup namespace mode: ${host.CgroupnsMode}`);
  return warnings;
}

/** What of two settings cannot go together (moby: `runconfig.validateNetMode`, `validateIsolation`): looked at before all else. */
export function checkConflicts(config: ContainerConfig, host: HostConfig): void {
  const { NetworkMode = '' } = host;
  const links = (host.Links?.length ?? 0) > 0;
  if (NetworkMode === 'container:') throw invalid('Invalid network mode: invalid container format container:<name|id>');
  if (NetworkMode.startsWith('container:')) {
    if (config.Hostname) throw invalid('conflicting options: hostname and the network mode');
    if (links) {
      throw invalid("conflicting options: container type network can't be used with links. This would result in undefined behavior");
    }
    if ((host.Dns?.length ?? 0) > 0) throw invalid('conflicting options: dns and the network mode');
    if ((host.ExtraHosts?.length ?? 0) > 0) throw invalid('conflicting options: custom host-to-IP mapping and the network mode');
    if (config.MacAddress) throw invalid('conflicting options: mac-address and the network mode');
    if (Object.keys(host.PortBindings ?? {}).length > 0 || host.PublishAllPorts) {
      throw invalid('conflicting options: port publishing and the container type network mode');
    }
    if (Object.keys(config.ExposedPorts ?? {}).length > 0) {
      throw invalid('conflicting options: port exposing and the container type network mode');
    }
  }
  if (host.UTSMode === 'host' && config.Hostname) throw invalid('conflicting options: hostname and the UTS mode');
  if (NetworkMode === 'host' && links) {
    throw invalid("conflicting options: host type networking can't be used with links. This would result in undefined behavior");
  }
  if (host.Isolation && host.Isolation !== 'default') {
    throw invalid(`invalid isolation (${host.Isolation}): linux only supports 'default'`);
  }
}

/** moby: `parseSecurityOpt`. */
export function checkSecurityOptions(options: readonly string[]): void {
  for (const option of options) {
    if (['no-new-privileges', 'writable-cgroups', 'disable'].includes(option)) continue;
    const [, key, value = ''] = /^([^=]*)=(.*)$/s.exec(option) ?? /^([^:]*):(.*)$/s.exec(option) ?? [];
    if (key === undefined) throw internal(`invalid --security-opt 1: ${JSON.stringify(option)}`);
    const fine =
      key === 'no-new-privileges' || key === 'writable-cgroups' ? goBoolean.test(value) : ['label', 'apparmor', 'seccomp'].includes(key);
    if (!fine) throw internal(`invalid --security-opt 2: ${JSON.stringify(option)}`);
  }
}

const goBoolean = /^(1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/;

/** moby: `verifyPlatformContainerResources`; the guest has one processor and no swap. */
export function checkResources(resources: Resources, totalMemory: number, { update = false } = {}): string[] {
  const memory = resources.Memory ?? 0;
  const swap = resources.MemorySwap ?? 0;
  if (memory !== 0 && memory < minimumMemory) throw invalid('Minimum memory limit allowed is 6MB');
  if (memory > 0 && swap > 0 && swap < memory) throw invalid('Minimum memoryswap limit should be larger than memory limit, see usage');
  if (memory === 0 && swap > 0 && !update) throw invalid('You should always set the Memory limit when using Memoryswap limit, see usage');
  const swappiness = resources.MemorySwappiness;
  if (typeof swappiness === 'number' && swappiness !== -1 && (swappiness < 0 || swappiness > 100)) {
    throw invalid(`Invalid value: ${swappiness}, valid memory swappiness range is 0-100`);
  }
  const reservation = resources.MemoryReservation ?? 0;
  if (reservation > 0 && reservation < minimumMemory) throw invalid('Minimum memory reservation allowed is 6MB');
  if (memory > 0 && reservation > memory) throw invalid('Minimum memory limit can not be less than memory reservation limit, see usage');
  const cpus = resources.NanoCpus ?? 0;
  if (cpus > 0 && (resources.CpuPeriod ?? 0) > 0) throw invalid('Conflicting options: Nano CPUs and CPU Period cannot both be set');
  if (cpus > 0 && (resources.CpuQuota ?? 0) > 0) throw invalid('Conflicting options: Nano CPUs and CPU Quota cannot both be set');
  if (cpus < 0 || cpus > 1e9) {
    throw invalid('range of CPUs is from 0.01 to 1.00, as there are only 1 CPUs available');
  }
  const period = resources.CpuPeriod ?? 0;
  if (period !== 0 && (period < 1000 || period > 1_000_000)) {
    throw invalid('CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s (i.e. 1000000)');
  }
  const quota = resources.CpuQuota ?? 0;
  if (quota > 0 && quota < 1000) throw invalid('CPU cfs quota can not be less than 1ms (i.e. 1000)');
  for (const [what, things, set] of [
    ['cpuset cpus', 'CPUs', resources.CpusetCpus],
    ['cpuset mems', 'memory nodes', resources.CpusetMems],
  ] as const) {
    if (!set) continue;
    if (!/^\d+(-\d+)?(,\d+(-\d+)?)*$/.test(set)) throw invalid(`Invalid value ${set} for ${what}: invalid format: ${set}`);
    if (!/^0(-0)?(,0(-0)?)*$/.test(set)) throw invalid(`Requested ${things} are not available - requested ${set}, available: 0`);
  }
  const warnings: string[] = [];
  if ((resources.BlkioWeight ?? 0) > 0) {
    warnings.push('Your kernel does not support Block I/O weight or the cgroup is not mounted. Weight discarded.');
  }
  if (memory > totalMemory && totalMemory > 0) {
    warnings.push(`The guest has only ${Math.floor(totalMemory / 1024 / 1024)} MiB of memory, less than the limit.`);
  }
  return warnings;
}

export function checkRestartPolicy({ Name, MaximumRetryCount = 0 }: RestartPolicy): void {
  if (Name && !['no', 'always', 'on-failure', 'unless-stopped'].includes(Name)) {
    throw invalid(`invalid restart policy: unknown policy '${Name}'; use one of 'no', 'always', 'on-failure', or 'unless-stopped'`);
  }
  if (MaximumRetryCount !== 0 && Name !== 'on-failure') {
    throw invalid("invalid restart policy: maximum retry count can only be used with 'on-failure'");
  }
  if (MaximumRetryCount < 0) throw invalid('invalid restart policy: maximum retry count cannot be negative');
}

function internal(message: string): EngineError {
  return new EngineError('internal', message);
}

function invalid(message: string): EngineError {
  return new EngineError('invalid', message);
}
