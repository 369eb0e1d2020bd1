import { rfc3339, zeroTime } from '../base/clock.ts';
import type { Endpoint } from '../network/network.ts';
import type { Container } from './container.ts';
import type { Context } from './context.ts';
import { isRunning, type MountRecord } from './record.ts';
import type { ContainerInspect, EndpointSettings, MountPoint, PortMap } from './spec.ts';

/** `GET /containers/{id}/json`. */
export async function inspectContainer(context: Context, container: Container, size = false): Promise<ContainerInspect> {
  const { record, run, snapshot } = container;
  const { state } = record;
  const networks = endpointsOf(container);
  const bridge = networks.bridge;
  const time = (value: number) => (value === 0 ? zeroTime : rfc3339(value));
  const place = `/var/lib/docker/containers/${record.id}`;
  const everRan = state.startedAt !== 0;
  const sizes = size ? await sizesOf(context, container) : {};
  return {
    Id: record.id,
    Created: rfc3339(record.created),
    Path: record.path,
    Args: record.args,
    State: {
      Status: state.status,
      Running: isRunning(state.status) || state.status === 'restarting',
      Paused: state.status === 'paused',
      Restarting: state.status === 'restarting',
      OOMKilled: state.oomKilled,
      Dead: state.status === 'dead',
      Pid: state.pid,
      ExitCode: state.exitCode,
      Error: state.error,
      StartedAt: time(state.startedAt),
      FinishedAt: time(state.finishedAt),
      ...(state.health !== undefined && { Health: state.health }),
    },
    Image: record.imageId,
    ResolvConfPath: everRan ? `${place}/resolv.conf` : '',
    HostnamePath: everRan ? `${place}/hostname` : '',
    HostsPath: everRan ? `${place}/hosts` : '',
    LogPath: everRan ? `${place}/${record.id}-json.log` : '',
    Name: `/${record.name}`,
    RestartCount: record.restartCount,
    Driver: 'overlay2',
    Platform: 'linux',
    MountLabel: '',
    ProcessLabel: '',
    AppArmorProfile: '',
    ExecIDs: container.execs.size > 0 ? [...container.execs] : null,
    HostConfig: record.hostConfig,
    GraphDriver: {
      Data: {
        LowerDir: snapshot.lowerDirectories.join(':'),
        MergedDir: snapshot.root,
        UpperDir: snapshot.upper,
        WorkDir: snapshot.work,
      },
      Name: 'overlay2',
    },
    ...sizes,
    Mounts: record.mounts.filter(({ unlisted }) => !unlisted).map(mountPoint),
    Config: record.config,
    NetworkSettings: {
      Bridge: '',
      SandboxID: run?.sandbox?.id ?? '',
      SandboxKey: run?.sandbox === undefined ? '' : `/var/run/docker/netns/${run.sandbox.id.slice(0, 12)}`,
      Ports: portsOf(container),
      HairpinMode: false,
      LinkLocalIPv6Address: '',
      LinkLocalIPv6PrefixLen: 0,
      SecondaryIPAddresses: null,
      SecondaryIPv6Addresses: null,
      EndpointID: bridge?.EndpointID ?? '',
      Gateway: bridge?.Gateway ?? '',
      GlobalIPv6Address: '',
      GlobalIPv6PrefixLen: 0,
      IPAddress: bridge?.IPAddress ?? '',
      IPPrefixLen: bridge?.IPPrefixLen ?? 0,
      IPv6Gateway: '',
      MacAddress: bridge?.MacAddress ?? '',
      Networks: networks,
    },
  };
}

/** Bytes written by the container, and those with the image's. */
export async function sizesOf(context: Context, { snapshot, record }: Container): Promise<{ SizeRw: number; SizeRootFs: number }> {
  const written = snapshot.pristine ? 0 : await snapshot.size();
  const below = record.stack.reduce((sum, diffID) => sum + (context.images.layerInfo(diffID)?.size ?? 0), 0);
  return { SizeRw: written, SizeRootFs: below + written };
}

/** Exposed ports and what they are published as; nothing while it does not run. */
export function portsOf({ record, run }: Container): PortMap {
  if (run === undefined || run.sandbox?.gatewayEndpoint === undefined) return {};
  const exposed = Object.keys(record.config.ExposedPorts ?? {}).map((port) => (port.includes('/') ? port : `${port}/tcp`));
  return { ...Object.fromEntries(exposed.map((port) => [port, null])), ...run.ports };
}

export function endpointsOf({ record, run }: Container): Record<string, EndpointSettings> {
  const live: ReadonlyMap<string, Endpoint> = run?.sandbox?.joined ?? new Map();
  return Object.fromEntries(
    Object.entries(record.networks).map(([name, settings]) => {
      const endpoint = live.get(name);
      return [
        name,
        {
          IPAMConfig: settings.IPAMConfig ?? null,
          Links: settings.Links ?? null,
          Aliases: settings.Aliases ?? null,
          MacAddress: endpoint?.mac ?? settings.MacAddress ?? '',
          DriverOpts: settings.DriverOpts ?? null,
          GwPriority: settings.GwPriority ?? 0,
          NetworkID: endpoint?.networkId ?? settings.NetworkID ?? '',
          EndpointID: endpoint?.id ?? '',
          Gateway: endpoint?.gateway ?? '',
          IPAddress: endpoint?.address ?? '',
          IPPrefixLen: endpoint?.prefix ?? 0,
          IPv6Gateway: endpoint?.gateway6 ?? '',
          GlobalIPv6Address: endpoint?.address6 ?? '',
          GlobalIPv6PrefixLen: endpoint?.address6 ? endpoint.prefix6 : 0,
          // The default bridge knows no names.
          DNSNames: endpoint === undefined || endpoint.names.length === 0 ? null : endpoint.names,
        },
      ];
    }),
  );
}

export function mountPoint({ Type, Name, Source, Destination, Driver, Mode, RW, Propagation }: MountRecord): MountPoint {
  return {
    Type,
    ...(Name !== undefined && { Name }),
    Source,
    Destination,
    ...(Driver !== undefined && { Driver }),
    Mode,
    RW,
    Propagation,
  };
}
