import { createDockerClient, type DockerClient } from '../api/client/client.ts';
import { createApi } from '../api/server/api.ts';
import type { HostFacts } from '../api/server/system.ts';
import type { ApiTransport } from '../api/transport.ts';
import { type Clock, systemClock } from '../base/clock.ts';
import { type Disposable, DisposableStack } from '../base/disposable.ts';
import { Emitter, type Event } from '../base/events.ts';
import { Journal } from '../base/journal.ts';
import { BuildCache } from '../build/cache.ts';
import { applyChanges } from '../build/changes.ts';
import type { BuildRequest } from '../build/request.ts';
import type { DockerCommand } from '../client/client.ts';
import { createContainers } from '../container/create-containers.ts';
import type { Containers } from '../container/manager.ts';
import type { Agent } from '../guest/agent.ts';
import type { Machine } from '../guest/machine.ts';
import type { MachineOptions } from '../guest/v86/machine.ts';
import { ImageStore } from '../image/image-store.ts';
import { createInsight } from '../insight/create.ts';
import type { BuildReport, Insight } from '../insight/insight.ts';
import { BuildReports } from '../insight/reports.ts';
import { createNetworks } from '../network/networks.ts';
import { hexOf } from '../oci/digest.ts';
import type { Fetcher } from '../registry/fetcher.ts';
import type { Http } from '../registry/http.ts';
import { Registries } from '../registry/registries.ts';
import { Snapshots } from '../snapshot/snapshots.ts';
import { collectGarbage } from '../store/garbage.ts';
import type { Store } from '../store/store.ts';
import { createLayersDirectory } from '../vfs/layers.ts';
import { openMutableTree } from '../vfs/mutable/tree.ts';
import type { FileNode } from '../vfs/node.ts';
import { createVolumes } from '../volume/volumes.ts';
import { createBuildBackend } from './builder.ts';
import { serveCommands } from './command.ts';
import { startGuest } from './guest.ts';
import { importImage } from './import.ts';
import { registryHttp } from './registry-http.ts';
import { urlFetch } from './url-fetch.ts';

export interface EngineOptions {
  readonly machine: Omit<MachineOptions, 'p9'>;
  readonly store: Store;
  readonly workspace: FileNode;
  readonly catalogue: Fetcher;
  /** How registries are talked to; the host's own fetch unless given. */
  readonly http?: Http;
  readonly clock?: Clock;
}

/** Guest and engine, put together: the one place where all parts meet. */
export interface Engine extends Disposable {
  readonly machine: Machine;
  readonly agent: Agent;
  readonly containers: Containers;
  readonly journal: Journal;
  readonly api: ApiTransport;
  readonly docker: DockerClient;
  /** What the Engine API does not tell of images and containers. After `ready`. */
  readonly insight: Insight;
  /** A build has begun, gone on or ended. */
  readonly onBuild: Event<BuildReport>;
  /** Each `docker …` of the guest, when it has ended. */
  readonly onCommand: Event<DockerCommand>;
  /** Resolves when `docker` answers; a shell can be opened before. */
  readonly ready: Promise<void>;
  /** Everything that is only in memory or in the guest is in the store when this resolves. */
  flush(): Promise<void>;
}

/** Of this project, in the form in which Docker's CLI compares versions. */
const version = '28.2.2-drydock';

/**
 * Resolves when the guest runs: a shell can be opened then, and what the engine still does (networks, containers of an earlier visit) goes on
 * beside it. Commands that come before `ready` wait for it.
 */
export async function startEngine({
  machine: options,
  store,
  workspace,
  catalogue,
  http = registryHttp,
  clock = systemClock,
}: EngineOptions): Promise<Engine> {
  const stack = new DisposableStack();
  const journal = new Journal(clock);
  // What an earlier page left half-written is named by no record.
  await collectGarbage(store);
  const [images, volumeTree] = await Promise.all([
    ImageStore.open({ store, now: () => clock.now() }),
    openMutableTree({ store, prefix: 'volumes/', clock }),
  ]);
  const layers = createLayersDirectory({
    open: async (hex) => (images.layerInfo(`sha256:${hex}`) === undefined ? undefined : images.openLayer(`sha256:${hex}`)),
  });
  images.layersGone.on((diffID) => layers.forget(hexOf(diffID)));
  const registries = new Registries({ images, catalogue, http, clock });
  const tree = { layers: layers.directory, workspace, volumes: volumeTree.root };
  const { machine, agent } = await startGuest({ machine: options, tree });
  stack.use(machine);
  stack.use(agent);

  const parts = { agent, images, store, clock, journal };
  const reports = new BuildReports(parts);
  const snapshots = new Snapshots(agent, images);
  const networks = stack.use(createNetworks(parts));
  const volumes = createVolumes(parts);
  const containers = stack.use(createContainers({ ...parts, snapshots, networks, volumes }));
  stack.use(images.events.on(({ action, id, attributes }) => journal.record('image', action, id, attributes)));

  async function compose(): Promise<ApiTransport> {
    const [cache, host] = await Promise.all([
      BuildCache.open(store, (diffID) => images.holdLayer(diffID)),
      readHostFacts(agent, store),
      networks.restore(),
      volumes.restore(),
    ]);
    await containers.restore();
    const watch = (request: BuildRequest) => (request.call === undefined ? reports.begin(request) : undefined);
    const builder = createBuildBackend({ ...parts, snapshots, networks, registries, cache, watch });
    return createApi({
      system: { images, containers, volumes, journal, host, buildCache: () => builder.usage(), clock },
      images: {
        images,
        registries,
        fetch: urlFetch,
        importImage: (tar, how) => importImage(images, tar, how, clock),
      },
      networks,
      builder,
      commit: { containers, change: applyChanges },
    });
  }

  const composed = compose();
  composed.catch(() => undefined);
  const api: ApiTransport = {
    request: async (request) => (await composed).request(request),
    hijack: async (request) => (await composed).hijack(request),
  };
  const docker = createDockerClient(api);
  const commands = new Emitter<DockerCommand>();
  serveCommands({ agent, docker, clock, ended: (command) => commands.emit(command) });

  return {
    machine,
    agent,
    containers,
    journal,
    api,
    docker,
    insight: createInsight({ images, containers, builds: () => reports.list() }),
    onBuild: reports.changed,
    onCommand: commands,
    ready: composed.then(() => undefined),
    async flush() {
      await Promise.all([containers.flush(), networks.flush(), volumes.flush(), volumeTree.flush()]);
    },
    dispose: () => stack.dispose(),
  };
}

async function readHostFacts(agent: Agent, store: Store): Promise<HostFacts> {
  const text = async (path: string) => new TextDecoder().decode(await agent.readFile(path));
  const [release, meminfo, name, id] = await Promise.all([
    text('/proc/sys/kernel/osrelease'),
    text('/proc/meminfo'),
    text('/proc/sys/kernel/hostname'),
    engineId(store),
  ]);
  return {
    version,
    kernelVersion: release.trim(),
    memoryBytes: Number(/MemTotal:\s+(\d+)/.exec(meminfo)?.[1] ?? 0) * 1024,
    name: name.trim(),
    id,
  };
}

/** The engine's own ID, made at its first start and kept with its store. */
async function engineId(store: Store): Promise<string> {
  const known = await store.get<string>('engine/id');
  if (known !== undefined) return known;
  const id = crypto.randomUUID();
  await store.commit([{ key: 'engine/id', value: id }]);
  return id;
}
