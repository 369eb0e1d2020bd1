import { EngineError, isKind } from '../base/errors.ts';
import { randomId } from '../base/ids.ts';
import type { Image } from '../image/types.ts';
import { Container } from './container.ts';
import { announce, type Context, update } from './context.ts';
import { completeHostConfig, mergeConfig } from './defaults.ts';
import { ContainerLog } from './log.ts';
import { checkLogConfig } from './log-config.ts';
import type { CreateRequest } from './manager.ts';
import { findForOther, requireSource, resolveMounts } from './mounts.ts';
import { nameError, randomName } from './names.ts';
import type { ContainerRecord } from './record.ts';
import type { EndpointSettings, HostConfig, NetworkingConfig } from './spec.ts';
import { checkConfig, checkConflicts, checkHostConfig, checkSecurityOptions } from './validate.ts';

/** `POST /containers/create`. Touches nothing in the guest but the volumes it makes. */
export async function createContainer(context: Context, request: CreateRequest): Promise<{ Id: string; Warnings: string[] }> {
  const { config } = request;
  const wanted = request.hostConfig ?? {};
  checkConflicts(config, wanted);
  checkConfig(config);
  const warnings = checkHostConfig(wanted, context.memory);
  for (const mount of wanted.Mounts ?? []) await requireSource(context, mount);
  if (!config.Image) throw new EngineError('invalid', 'no command specified');
  const image = context.images.resolve(config.Image);
  const merged = mergeConfig(config, image.config.config ?? {});
  const hostConfig = completeHostConfig(shareByID(context, wanted));
  const [path, ...args] = [...(merged.Entrypoint ?? []), ...(merged.Cmd ?? [])];
  if (path === undefined) throw new EngineError('invalid', 'no command specified');

  checkLogConfig(hostConfig.LogConfig ?? { Type: 'json-file', Config: {} });

  const id = randomId();
  const name = reserveName(context, request.name);
  const networks = wantedNetworks(hostConfig, request.networking ?? {}, merged.MacAddress);
  for (const [network, settings] of Object.entries(networks)) checkNetwork(context, network, settings);
  checkSecurityOptions(hostConfig.SecurityOpt ?? []);
  if (Object.keys(wanted.StorageOpt ?? {}).length > 0) {
    throw new EngineError('internal', "--storage-opt is supported only for overlay over xfs with 'pquota' mount option");
  }
  checkLinks(context, hostConfig);
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
    const wrong = nameError(wanted, name);
    if (wrong !== undefined) throw wrong;
    const other = holder(name);
    if (other !== undefined) throw nameConflict(name, other.id);
    return name;
  }
  for (let attempt = 0; ; attempt++) {
    const name = randomName(attempt);
    if (holder(name) === undefined) return name;
  }
}

/**
 * Another container's namespace by its ID, which outlives a `rename` (moby: `adaptSharedNamespaceContainer`). That a container for IPC or
 * PIDs is missing is told now, one for the network at the start.
 */
function shareByID(context: Context, host: HostConfig): HostConfig {
  const byID = (mode: string | undefined, required: boolean) => {
    const ref = /^container:(.+)$/.exec(mode ?? '')?.[1];
    if (ref === undefined) return mode;
    const known = required || [...context.containers.values()].some(({ id, name }) => id.startsWith(ref) || name === ref);
    return known ? `container:${findForOther(context, ref).id}` : mode;
  };
  const modes = { IpcMode: byID(host.IpcMode, true), PidMode: byID(host.PidMode, true), NetworkMode: byID(host.NetworkMode, false) };
  return { ...host, ...Object.fromEntries(Object.entries(modes).filter(([, mode]) => mode !== undefined)) };
}

/** moby: `validateNetworkingConfig`. The network itself may come later. */
function checkNetwork(context: Context, network: string, settings: EndpointSettings): void {
  try {
    context.networks.check(network, settings);
  } catch (error) {
    if (isKind(error, 'notFound')) return;
    throw isKind(error, 'invalid') ? new EngineError('invalid', `invalid config for network ${network}: ${error.message}`) : error;
  }
}

/** moby: `registerLinks`; on a user's network links are names only, looked up at the start. */
function checkLinks(context: Context, { Links, NetworkMode = '' }: HostConfig): void {
  if (!['bridge', 'none', 'host'].includes(NetworkMode)) return;
  for (const link of Links ?? []) {
    const [ref = '', alias] = link.split(':');
    if (ref === '' || link.split(':').length > 2 || alias === '') throw new EngineError('internal', `bad format for links: ${link}`);
    const other = [...context.containers.values()].find(({ id, name }) => id.startsWith(ref) || name === ref.replace(/^\//, ''));
    if (other === undefined) throw new EngineError('invalid', `could not get container for ${ref}: No such container: ${ref}`);
    if (other.record.hostConfig.NetworkMode === 'host') {
      throw new EngineError(
        'invalid',
        "conflicting options: host type networking can't be used with links. This would result in undefined behavior",
      );
    }
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
