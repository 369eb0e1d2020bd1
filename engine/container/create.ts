import { EngineError } from '../base/errors.ts';
import { randomId } from '../base/ids.ts';
import type { Image } from '../image/types.ts';
import { Container } from './container.ts';
import { announce, type Context, update } from './context.ts';
import { completeHostConfig, mergeConfig } from './defaults.ts';
import { ContainerLog } from './log.ts';
import type { CreateRequest } from './manager.ts';
import { resolveMounts } from './mounts.ts';
import { checkName, randomName } from './names.ts';
import type { ContainerRecord } from './record.ts';
import type { EndpointSettings, HostConfig, NetworkingConfig } from './spec.ts';
import { checkConfig, checkHostConfig } from './validate.ts';

/** `POST /containers/create`. Touches nothing in the guest but the volumes it makes. */
export async function createContainer(context: Context, request: CreateRequest): Promise<{ Id: string; Warnings: string[] }> {
  const { config } = request;
  checkConfig(config);
  const warnings = checkHostConfig(request.hostConfig ?? {}, context.memory);
  if (!config.Image) throw new EngineError('invalid', 'no command specified');
  const image = context.images.resolve(config.Image);
  const merged = mergeConfig(config, image.config.config ?? {});
  const hostConfig = completeHostConfig(request.hostConfig ?? {});
  const [path, ...args] = [...(merged.Entrypoint ?? []), ...(merged.Cmd ?? [])];
  if (path === undefined) throw new EngineError('invalid', 'no command specified');

  const id = randomId();
  const name = reserveName(context, request.name);
  const networks = wantedNetworks(hostConfig, request.networking ?? {}, merged.MacAddress);
  for (const mode of [hostConfig.NetworkMode, hostConfig.PidMode, hostConfig.IpcMode]) {
    if (mode?.startsWith('container:')) requireContainer(context, mode.slice('container:'.length));
  }
  const record: ContainerRecord = {
    id,
    name,
    created: context.clock.now(),
    path,
    args,
    config: { ...merged, Hostname: merged.Hostname || (hostConfig.NetworkMode === 'host' ? 'drydock' : id.slice(0, 12)) },
    hostConfig,
    imageId: image.id,
    stack: image.layers.map(({ diffID }) => diffID),
    mounts: [],
    networks,
    state: { status: 'created', pid: 0, exitCode: 0, error: '', oomKilled: false, startedAt: 0, finishedAt: 0 },
    restartCount: 0,
    stoppedByUser: false,
  };
  const container = register(context, record, image);
  try {
    update(context, container, { mounts: await resolveMounts(context, record) });
  } catch (error) {
    context.containers.delete(id);
    container.gone = true;
    for (const layer of container.layers) layer.dispose();
    context.records.delete(`container/${id}`);
    throw error;
  }
  announce(context, container, 'create');
  return { Id: id, Warnings: warnings };
}

/** Puts a container into the engine's memory; also those of an earlier page load. */
export function register(context: Context, record: ContainerRecord, image?: Image): Container {
  const container = new Container(record, {
    snapshot: context.snapshots.open(record.id.slice(0, 12), record.stack, record.upper),
    log: new ContainerLog(context.store, context.logs, record.id, image !== undefined),
    layers: record.stack.flatMap((diffID) => context.images.holdLayer(diffID) ?? []),
  });
  if (record.hostConfig.AutoRemove) container.log.keepInMemory();
  context.containers.set(record.id, container);
  return container;
}

export function nameConflict(name: string, id: string): EngineError {
  return new EngineError(
    'conflict',
    `Conflict. The container name "/${name}" is already in use by container "${id}". You have to remove (or rename) that container to be able to reuse that name.`,
  );
}

function reserveName(context: Context, wanted: string | undefined): string {
  const holder = (name: string) => [...context.containers.values()].find((container) => container.name === name);
  if (wanted) {
    const name = wanted.replace(/^\//, '');
    checkName(name);
    const other = holder(name);
    if (other !== undefined) throw nameConflict(name, other.id);
    return name;
  }
  for (let attempt = 0; ; attempt++) {
    const name = randomName(attempt);
    if (holder(name) === undefined) return name;
  }
}

function requireContainer(context: Context, ref: string): void {
  if (![...context.containers.values()].some(({ id, name }) => id.startsWith(ref) || name === ref)) {
    throw new EngineError('notFound', `No such container: ${ref}`);
  }
}

/** Network mode and endpoint settings as one list. `default` is the bridge (moby: `updateContainerNetworkSettings`). */
function wantedNetworks(hostConfig: HostConfig, networking: NetworkingConfig, mac: string | undefined): Record<string, EndpointSettings> {
  const mode = hostConfig.NetworkMode === 'default' || !hostConfig.NetworkMode ? 'bridge' : hostConfig.NetworkMode;
  if (mode.startsWith('container:')) return {};
  const asked = Object.entries(networking.EndpointsConfig ?? {}).map(
    ([name, settings]) => [name === 'default' ? 'bridge' : name, settings ?? {}] as const,
  );
  const networks: Record<string, EndpointSettings> = {};
  const own = asked.find(([name]) => name === mode)?.[1] ?? {};
  networks[mode] = { ...own, ...(mac && !own.MacAddress && { MacAddress: mac }) };
  for (const [name, settings] of asked) if (name !== mode) networks[name] = settings;
  return networks;
}
