import { type Clock, rfc3339 } from '../../base/clock.ts';
import type { Journal } from '../../base/journal.ts';
import type { Containers } from '../../container/manager.ts';
import type { ImageStore } from '../../image/image-store.ts';
import type { Volumes } from '../../volume/volumes.ts';
import { apiVersion } from '../transport.ts';
import type { BuildCacheRecord } from '../types/build.ts';
import { empty, json, text } from './reply.ts';
import type { Routes } from './router.ts';
import { oldestApiVersion } from './version.ts';

export interface SystemBackends {
  readonly images: ImageStore;
  readonly containers: Containers;
  readonly volumes: Volumes;
  readonly journal: Journal;
  readonly host: HostFacts;
  buildCache(): Promise<BuildCacheRecord[]>;
  readonly clock: Clock;
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

export function systemRoutes({ host, images, containers, clock }: SystemBackends): Routes {
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

    'GET /info': ({ version }) => {
      // Beside the ID, clients before API 1.49 read the one that was expected.
      const commit = version.atLeast(49) ? { ID: '' } : { ID: '', Expected: '' };
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
        ...(!version.atLeast(50) && { BridgeNfIptables: false, BridgeNfIp6tables: false }),
        Debug: false,
        NFd: 0,
        OomKillDisable: false,
        NGoroutines: 0,
        SystemTime: rfc3339(clock.now()),
        LoggingDriver: 'json-file',
        CgroupDriver: 'cgroupfs',
        CgroupVersion: '2',
        NEventsListener: 0,
        KernelVersion: host.kernelVersion,
        OperatingSystem: 'Drydock (Linux in a browser tab)',
        OSVersion: '',
        OSType: 'linux',
        Architecture: 'i686',
        IndexServerAddress: 'https://index.docker.io/v1/',
        RegistryConfig: { InsecureRegistryCIDRs: ['::1/128', '127.0.0.0/8'], IndexConfigs: {}, Mirrors: [] },
        NCPU: 1,
        MemTotal: host.memoryBytes,
        GenericResources: null,
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
        Swarm: {
          NodeID: '',
          NodeAddr: '',
          LocalNodeState: 'inactive',
          ControlAvailable: false,
          Error: '',
          RemoteManagers: null,
        },
        LiveRestoreEnabled: false,
        Isolation: '',
        InitBinary: 'docker-init',
        ContainerdCommit: commit,
        RuncCommit: commit,
        InitCommit: commit,
        SecurityOptions: ['name=cgroupns'],
        CDISpecDirs: [],
        Warnings: null,
      });
    },
  };
}
