import type { EventMessage, Journal } from '../../base/journal.ts';
import type { Containers } from '../../container/manager.ts';
import type { ImageStore } from '../../image/image-store.ts';
import { imageUsage } from '../../image/usage.ts';
import type { Volumes } from '../../volume/volumes.ts';
import { apiVersion } from '../transport.ts';
import type { BuildCacheRecord } from '../types/build.ts';
import type { Filters } from '../types/filters.ts';
import { filters, matchesLabels, moment } from './query.ts';
import { empty, json, jsonLines, text } from './reply.ts';
import type { Routes } from './router.ts';
import { oldestApiVersion } from './version.ts';

export interface SystemBackends {
  readonly images: ImageStore;
  readonly containers: Containers;
  readonly volumes: Volumes;
  readonly journal: Journal;
  readonly host: HostFacts;
  buildCache(): Promise<BuildCacheRecord[]>;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** What the guest says of itself. */
export interface HostFacts {
  /** Of this project: `28.x` compatible is what the CLI compares, so the version says both. */
  readonly version: string;
  readonly kernelVersion: string;
  readonly memoryBytes: number;
  readonly name: string;
  readonly id: string;
}

/** With every answer (moby `middleware/version.go`, `experimental.go`). */
export function commonHeaders({ version }: HostFacts): Record<string, string> {
  return { 'api-version': apiVersion, 'docker-experimental': 'false', ostype: 'linux', server: `Docker/${version} (linux)` };
}

const pingHeaders = {
  // What BuildKit's clients speak is gRPC over `/session` and `/grpc`, which this engine has not: `POST /build` is the way in.
  'builder-version': '1',
  swarm: 'inactive',
  'cache-control': 'no-cache, no-store, must-revalidate',
  pragma: 'no-cache',
  'content-type': 'text/plain; charset=utf-8',
};

export function systemRoutes(backends: SystemBackends): Routes {
  const { host, images, containers, journal, volumes } = backends;
  return {
    'GET /_ping': () => ({ ...text('OK'), headers: pingHeaders }),
    'HEAD /_ping': () => empty(200, pingHeaders),
    'OPTIONS /{any:any}': () => empty(200),

    'GET /version': () =>
      json({
        Platform: { Name: 'Drydock' },
        Components: [
          {
            Name: 'Engine',
            Version: host.version,
            Details: {
              ApiVersion: apiVersion,
              Arch: '386',
              BuildTime: '',
              Experimental: 'false',
              GitCommit: '',
              GoVersion: 'none (TypeScript)',
              KernelVersion: host.kernelVersion,
              MinAPIVersion: oldestApiVersion,
              Os: 'linux',
            },
          },
        ],
        Version: host.version,
        ApiVersion: apiVersion,
        MinAPIVersion: oldestApiVersion,
        GitCommit: '',
        GoVersion: 'none (TypeScript)',
        Os: 'linux',
        Arch: '386',
        KernelVersion: host.kernelVersion,
        BuildTime: '',
      }),

    'GET /info': () => {
      const { running, paused, stopped } = containers.counts();
      return json({
        ID: host.id,
        Containers: running + paused + stopped,
        ContainersRunning: running,
        ContainersPaused: paused,
        ContainersStopped: stopped,
        Images: images.list().length,
        Driver: 'overlay2',
        DriverStatus: [
          ['Backing Filesystem', 'tmpfs'],
          ['Supports d_type', 'true'],
          ['Lower Filesystem', 'erofs'],
        ],
        Plugins: { Volume: ['local'], Network: ['bridge', 'host', 'null'], Authorization: null, Log: ['json-file'] },
        MemoryLimit: true,
        SwapLimit: false,
        CpuCfsPeriod: true,
        CpuCfsQuota: true,
        CPUShares: true,
        CPUSet: false,
        PidsLimit: true,
        IPv4Forwarding: true,
        Debug: false,
        SystemTime: new Date(backends.now()).toISOString(),
        LoggingDriver: 'json-file',
        CgroupDriver: 'cgroupfs',
        CgroupVersion: '2',
        KernelVersion: host.kernelVersion,
        OperatingSystem: 'Drydock (Linux in a browser tab)',
        OSType: 'linux',
        Architecture: 'i686',
        IndexServerAddress: 'https://index.docker.io/v1/',
        NCPU: 1,
        MemTotal: host.memoryBytes,
        DockerRootDir: '/var/lib/docker',
        HttpProxy: '',
        HttpsProxy: '',
        NoProxy: '',
        Name: host.name,
        Labels: [],
        ExperimentalBuild: false,
        ServerVersion: host.version,
        Runtimes: { 'io.drydock.agent': { path: 'agent' } },
        DefaultRuntime: 'io.drydock.agent',
        Swarm: { LocalNodeState: 'inactive' },
        LiveRestoreEnabled: false,
        Isolation: '',
        InitBinary: 'docker-init',
        ContainerdCommit: { ID: '' },
        RuncCommit: { ID: '' },
        InitCommit: { ID: '' },
        SecurityOptions: ['name=cgroupns'],
        Warnings: null,
      });
    },

    'GET /events': ({ query, signal }) => {
      const given = filters(query);
      return jsonLines(follow(journal, { given, since: moment(query, 'since'), until: moment(query, 'until'), signal, now: backends.now }));
    },

    'GET /system/df': async () => {
      const usage = imageUsage(images);
      const used = await Promise.all(
        volumes.list().Volumes.map(async (volume) => ({ ...volume, UsageData: await volumes.usage(volume.Name) })),
      );
      return json({
        LayersSize: usage.layersSize,
        Images: images.list().map((image) => ({
          Id: image.id,
          ParentId: image.parent ?? '',
          RepoTags: image.repoTags,
          RepoDigests: image.repoDigests,
          Created: Math.floor((Date.parse(image.config.created ?? '') || 0) / 1000),
          Size: image.size,
          SharedSize: usage.sharedSizes.get(image.id) ?? 0,
          Labels: image.config.config?.Labels ?? null,
          Containers: containers.usersOfImage(image.id).length,
        })),
        Containers: await containers.list({ all: true, size: true }),
        Volumes: used,
        BuildCache: await backends.buildCache(),
      });
    },
  };
}

interface Follow {
  readonly given: Filters;
  readonly since: number | undefined;
  readonly until: number | undefined;
  readonly signal: AbortSignal;
  readonly now: () => number;
}

/** Kept events from `since`, then new ones up to `until`, or until the caller goes away. */
async function* follow(journal: Journal, { given, since, until, signal, now }: Follow): AsyncGenerator<EventMessage> {
  const waiting: EventMessage[] = since === undefined ? [] : [...journal.since(since)];
  let wake = () => {};
  const subscription = journal.messages.on((message) => {
    waiting.push(message);
    wake();
  });
  let over = signal.aborted;
  const stop = () => {
    over = true;
    wake();
  };
  signal.addEventListener('abort', stop);
  try {
    for (;;) {
      for (let message = waiting.shift(); message !== undefined; message = waiting.shift()) {
        if (until !== undefined && message.timeNano > until * 1e6) return;
        if (matchesEvent(given, message)) yield message;
      }
      if (over || (until !== undefined && until <= now())) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
        if (over || waiting.length > 0) resolve();
      });
    }
  } finally {
    signal.removeEventListener('abort', stop);
    subscription.dispose();
  }
}

/** moby `daemon/events/filter.go`. */
function matchesEvent(given: Filters, { Type, Action, Actor }: EventMessage): boolean {
  const any = (key: string, holds: (value: string) => boolean) => given[key] === undefined || given[key].some(holds);
  const fuzzy = (type: string) => (value: string) =>
    Type === type && (Actor.ID === value || Actor.Attributes.name === value || (value !== '' && Actor.ID.startsWith(value)));
  const image = (value: string) =>
    Type === 'image'
      ? Actor.ID === value || Actor.Attributes.name === value || Actor.Attributes.name?.split(':')[0] === value
      : Actor.Attributes.image === value || Actor.Attributes.image?.split(':')[0] === value;
  return (
    any('event', (value) => Action === value || Action.startsWith(`${value}:`)) &&
    any('type', (value) => Type === value) &&
    any('container', fuzzy('container')) &&
    any('volume', fuzzy('volume')) &&
    any('network', fuzzy('network')) &&
    any('image', image) &&
    matchesLabels(given, Actor.Attributes)
  );
}
