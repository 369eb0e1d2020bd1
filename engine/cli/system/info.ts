import type { SystemInfo } from '../../api/types/system.ts';
import { command, noArguments } from '../command.ts';
import { inspectFormatUsage, string } from '../flag.ts';
import { binarySize } from '../format/units.ts';
import { cliVersion } from '../version.ts';
import { ownVersion, parsed, writeExecuted } from './version.ts';

export const info = command({
  use: '[OPTIONS]',
  short: 'Display system-wide information',
  aliases: 'docker system info, docker info',
  flags: { format: string('f', inspectFormatUsage) },
  args: noArguments,
  async run({ client, flags, out, err }) {
    const server = await client.system.info();
    const template = flags.format === '' ? undefined : parsed(flags.format);
    if (template !== undefined) {
      const ClientInfo = {
        Debug: false,
        ...ownVersion(),
        Os: 'linux',
        Arch: goArch(server.Architecture ?? ''),
        Plugins: [],
        Warnings: null,
      };
      await writeExecuted(out, template, { ...server, ClientInfo }, 'system.dockerInfo');
      return;
    }
    await out(
      `Client:\n Version:    ${cliVersion}\n Context:    default\n Debug Mode: false\n\nServer:\n${serverLines(server).join('\n')}\n\n`,
    );
    for (const warning of server.Warnings ?? []) await err(`${warning}\n`);
  },
});

/** Go's name of a machine. */
function goArch(machine: string): string {
  return machine === 'x86_64' ? 'amd64' : machine === 'aarch64' ? 'arm64' : machine.replace(/^i[3-6]86$/, '386');
}

function serverLines(info: SystemInfo): string[] {
  const lines: string[] = [];
  const add = (label: string, value: unknown) => lines.push(` ${label}: ${value}`);
  const addIf = (label: string, value: string | undefined) => {
    if (value !== undefined && value !== '') add(label, value);
  };
  add('Containers', info.Containers);
  add(' Running', info.ContainersRunning);
  add(' Paused', info.ContainersPaused);
  add(' Stopped', info.ContainersStopped);
  add('Images', info.Images);
  addIf('Server Version', info.ServerVersion);
  addIf('Storage Driver', info.Driver);
  for (const [key, value] of info.DriverStatus ?? []) add(` ${key}`, value);
  addIf('Logging Driver', info.LoggingDriver);
  addIf('Cgroup Driver', info.CgroupDriver);
  addIf('Cgroup Version', info.CgroupVersion);
  lines.push(' Plugins:');
  add(' Volume', (info.Plugins?.Volume ?? []).join(' '));
  add(' Network', (info.Plugins?.Network ?? []).join(' '));
  if (info.Plugins?.Authorization?.length) add(' Authorization', info.Plugins.Authorization.join(' '));
  add(' Log', (info.Plugins?.Log ?? []).join(' '));
  add('Swarm', info.Swarm?.LocalNodeState ?? 'inactive');
  const runtimes = Object.keys(info.Runtimes ?? {}).sort();
  if (runtimes.length > 0) {
    add('Runtimes', runtimes.join(' '));
    add('Default Runtime', info.DefaultRuntime ?? '');
  }
  add('Init Binary', info.InitBinary ?? '');
  add('containerd version', info.ContainerdCommit?.ID ?? '');
  add('runc version', info.RuncCommit?.ID ?? '');
  add('init version', info.InitCommit?.ID ?? '');
  if (info.SecurityOptions?.length) {
    lines.push(' Security Options:');
    for (const option of info.SecurityOptions) {
      const pairs = new Map(option.split(',').map((pair) => pair.split('=', 2) as [string, string]));
      lines.push(`  ${pairs.get('name') ?? option}`);
      if (pairs.has('profile')) lines.push(`   Profile: ${pairs.get('profile')}`);
    }
  }
  addIf('Kernel Version', info.KernelVersion);
  addIf('Operating System', info.OperatingSystem);
  addIf('OSType', info.OSType);
  addIf('Architecture', info.Architecture);
  add('CPUs', info.NCPU);
  add('Total Memory', binarySize(info.MemTotal));
  addIf('Name', info.Name);
  addIf('ID', info.ID);
  add('Docker Root Dir', info.DockerRootDir);
  add('Debug Mode', info.Debug ?? false);
  if (info.Debug) {
    add(' File Descriptors', info.NFd ?? 0);
    add(' Goroutines', info.NGoroutines ?? 0);
    add(' System Time', info.SystemTime ?? '');
    add(' EventsListeners', info.NEventsListener ?? 0);
  }
  addIf('HTTP Proxy', info.HttpProxy);
  addIf('HTTPS Proxy', info.HttpsProxy);
  addIf('No Proxy', info.NoProxy);
  if (info.Labels?.length) lines.push(' Labels:', ...info.Labels.map((label) => `  ${label}`));
  add('Experimental', info.ExperimentalBuild ?? false);
  const registry = info.RegistryConfig ?? {};
  const insecure = Object.values(registry.IndexConfigs ?? {}).filter(isInsecure);
  if (Object.keys(registry.IndexConfigs ?? {}).length > 0 || registry.InsecureRegistryCIDRs?.length) {
    lines.push(
      ' Insecure Registries:',
      ...insecure.map(({ Name }) => `  ${Name}`),
      ...(registry.InsecureRegistryCIDRs ?? []).map((range) => `  ${range}`),
    );
  }
  if (registry.Mirrors?.length) lines.push(' Registry Mirrors:', ...registry.Mirrors.map((mirror) => `  ${mirror}`));
  add('Live Restore Enabled', info.LiveRestoreEnabled ?? false);
  return lines;
}

function isInsecure(config: unknown): config is { Name: string; Secure: false } {
  return typeof config === 'object' && config !== null && 'Secure' in config && config.Secure === false;
}
