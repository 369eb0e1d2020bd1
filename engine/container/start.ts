import { DisposableStack } from '../base/disposable.ts';
import { EngineError } from '../base/errors.ts';
import { AgentError, type Process, type Spawn } from '../guest/agent.ts';
import type { Published } from '../network/ports.ts';
import type { Sandbox } from '../network/sandbox.ts';
import type { EndpointSettings, PortBinding, PortMap } from '../network/spec.ts';
import { cgroupFiles, cgroupParent, cgroupRoot } from './cgroup.ts';
import { type Container, Streams } from './container.ts';
import { announce, type Context, find, setState, traced, update } from './context.ts';
import { destroy } from './destroy.ts';
import { askedDevices } from './devices.ts';
import { hostsFile, resolvText } from './etc-files.ts';
import { onExit } from './exit.ts';
import { startHealthChecks } from './health.ts';
import { linkedHosts } from './links.ts';
import { rotationOf } from './log-config.ts';
import { checkpointWhileRunning } from './save.ts';
import { memoryOf, shareMemory, spawnOf } from './spawn.ts';
import { startError } from './start-error.ts';
import { spawnProgram } from './stillborn.ts';
import { userFilesOf } from './user-files.ts';
import { type ResolvedUser, resolveUser } from './users.ts';
import { readyVolumes, releaseVolumes } from './volume-fill.ts';
import { makeWorkingDirectory } from './working-directory.ts';

/** `POST /containers/{id}/start`, and every other way to begin: restart, restart policy. Held by the container's lock. */
export async function startContainer(context: Context, container: Container): Promise<void> {
  const { status } = container.state;
  if (status === 'paused') throw new EngineError('conflict', 'cannot start a paused container, try unpause instead');
  if (container.running) throw new EngineError('notModified', `Container ${container.id} is already running`);
  if (status === 'dead' || status === 'removing') {
    throw new EngineError('conflict', 'container is marked for removal and cannot be started');
  }
  container.restartTimer?.dispose();
  container.restartTimer = undefined;
  container.stopping = false;
  await traced(context, container.id, 'start', () => launch(context, container));
}

/** The guest's part is asked for in one breath: mkdir, mounts, files and spawn are carried out in this order, and only spawn is awaited. */
async function launch(context: Context, container: Container): Promise<void> {
  const { agent } = context;
  const { snapshot, record } = container;
  const cgroup = `${cgroupRoot}/${cgroupParent}/${container.id}`;
  let sandbox: Sandbox | undefined;
  let published: Published | undefined;
  let spec: Spawn | undefined;
  const cleanup = (): void => {
    published?.dispose();
    if (sandbox !== undefined) context.networks.closeSandbox(sandbox);
    void releaseVolumes(context, container).catch(() => {});
    agent.remove(`${cgroup}`).catch(() => {});
    if (record.hostConfig.IpcMode === 'shareable') agent.unmount(memoryOf(snapshot.directory), { lazy: true }).catch(() => {});
    snapshot.unmount().catch(() => {});
  };
  const earlier: Array<Promise<unknown>> = [];
  /** A step whose failure makes the start fail, but which need not be waited for before the next. */
  const issue = (step: Promise<unknown>): void => {
    step.catch(() => {});
    earlier.push(step);
  };
  try {
    const userFiles = await userFilesOf(agent, context.images, snapshot);
    const user = resolveUser(record.config.User ?? '', userFiles, record.hostConfig.GroupAdd ?? []);
    checkSysctls(record.hostConfig);
    container.log.rotation = rotationOf(record.hostConfig.LogConfig ?? { Type: 'json-file', Config: {} });
    const { immediate } = snapshot;
    const mounted = snapshot.mount();
    issue(mounted);
    if (!immediate) await mounted;
    const net = networkOf(context, container);
    sandbox = net.sandbox;
    const { files } = net;
    const { directory } = snapshot;
    issue(agent.writeFile(`${directory}/hosts`, hostsFile(files.record, files.run?.sandbox ?? sandbox, linkedHosts(context, container))));
    issue(agent.writeFile(`${directory}/hostname`, `${files.record.config.Hostname}\n`));
    issue(agent.writeFile(`${directory}/resolv.conf`, resolvText(files.record.hostConfig, files.run?.sandbox ?? sandbox)));
    issue(agent.mkdir(`${cgroup}`));
    if (record.hostConfig.IpcMode === 'shareable') for (const step of shareMemory(agent, directory, record.hostConfig)) issue(step);
    for (const [file, value] of cgroupFiles(record.hostConfig)) {
      // What this kernel cannot limit (swap) is not limited, as dockerd does after its warning.
      agent.writeFile(`${cgroup}/${file}`, value).catch(() => {});
    }
    if (record.mounts.some(({ Type }) => Type === 'volume')) await readyVolumes(context, container);
    if (record.hostConfig.ReadonlyRootfs) await makeWorkingDirectory(context, container);
    const endpoint = sandbox?.gatewayEndpoint;
    const bindings = wantedPorts(record.hostConfig, record.config.ExposedPorts);
    if (sandbox !== undefined && endpoint !== undefined && Object.keys(bindings).length > 0) {
      published = await context.networks.ports.publish({
        bindings,
        address: endpoint.address,
        endpoint: { name: container.name, id: endpoint.id },
      });
    }
    if (sandbox !== undefined) issue(sandbox.ready);
    const devices = record.hostConfig.Devices?.length ? await askedDevices(agent, record.hostConfig) : [];
    spec = spawnOf({
      root: snapshot.root,
      directory,
      path: record.path,
      args: record.args,
      config: { ...record.config, ...(files !== container && { Hostname: files.record.config.Hostname ?? '' }) },
      hostConfig: record.hostConfig,
      mounts: record.mounts,
      user,
      cgroup,
      network: net.namespace,
      pid: sharedWith(context, record.hostConfig.PidMode, 'PID'),
      ipc: sharedWith(context, record.hostConfig.IpcMode, 'IPC'),
      devices,
    });
    const spawned = spawnProgram(agent, spec);
    spawned.catch(() => {});
    // The first failure in the order of the steps is the cause of the others.
    await firstFailure(earlier);
    const process = await spawned;
    began(context, container, { process, sandbox, published, cgroup, user });
  } catch (error) {
    cleanup();
    const failure = startError(error, record, { mounts: spec?.mounts ?? [], directories: await directoriesOf(context, error, record) });
    setState(context, container, { status: status(container), error: failure.error.message, exitCode: failure.exitCode, finishedAt: 0 });
    container.streams.close();
    container.streams = new Streams();
    // moby `containerStart`: whoever waits for the removal of `--rm` must not wait for ever.
    if (record.hostConfig.AutoRemove) void destroy(context, container, { volumes: true });
    throw failure.error;
  }
}

/** runc: those of a namespace that the container does not have of its own. */
function checkSysctls({ Sysctls, NetworkMode }: Container['record']['hostConfig']): void {
  const name = NetworkMode === 'host' ? Object.keys(Sysctls ?? {}).find((key) => key.startsWith('net.')) : undefined;
  if (name === undefined) return;
  const task = 'failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: ';
  throw new EngineError('internal', `${task}sysctl "${name}" not allowed in host network namespace: unknown`);
}

/** Which sources are directories: asked only when a mount has failed. */
async function directoriesOf({ agent }: Context, error: unknown, { mounts }: Container['record']): Promise<ReadonlySet<string>> {
  if (!(error instanceof AgentError) || !error.step.startsWith('mount')) return new Set();
  const sources = mounts.map(({ Source }) => Source).filter((source) => source !== '');
  const stats = await Promise.all(sources.map((source) => agent.stat(source, { follow: true }).catch(() => undefined)));
  return new Set(sources.filter((_, index) => ((stats[index]?.mode ?? 0) & typeMask) === directory));
}

/** stat(2): S_IFMT, S_IFDIR. */
const typeMask = 0xf000;
const directory = 0x4000;

/** A container that could not be started stays what it was. */
function status(container: Container): 'created' | 'exited' {
  return container.state.startedAt === 0 ? 'created' : 'exited';
}

function began(
  context: Context,
  container: Container,
  parts: { process: Process; sandbox: Sandbox | undefined; published: Published | undefined; cgroup: string; user: ResolvedUser },
): void {
  const { process } = parts;
  const { streams, log } = container;
  const stack = new DisposableStack();
  streams.connect(process);
  const pumped = streams.hub.pump(process.stdout, process.stderr, (chunk) => log.append(chunk, context.clock.now()));
  let finished: () => void = () => {};
  const done = new Promise<void>((resolve) => {
    finished = resolve;
  });
  container.run = { ...parts, ports: parts.published?.ports ?? {}, stop: stack, done };
  update(context, container, {
    stoppedByUser: false,
    state: {
      status: 'running',
      pid: process.pid,
      exitCode: 0,
      error: '',
      oomKilled: false,
      startedAt: context.clock.now(),
      finishedAt: container.state.finishedAt,
    },
  });
  announce(context, container, 'start');
  startHealthChecks(context, container, stack);
  process.exit.then(
    (exit) => onExit(context, container, streams, pumped, exit).then(finished, finished),
    () => onExit(context, container, streams, pumped, { code: 255 }).then(finished, finished),
  );
  if (!container.record.hostConfig.AutoRemove) checkpointWhileRunning(context, container, stack);
}

const builtin: ReadonlySet<string> = new Set(['bridge', 'host', 'none']);

interface Networking {
  readonly namespace: { readonly name: string } | 'host';
  readonly sandbox: Sandbox | undefined;
  /** Whose `hostname`, `hosts` and `resolv.conf` it sees. */
  readonly files: Container;
}

/** The network namespace that the program gets. */
function networkOf(context: Context, container: Container): Networking {
  const { hostConfig, networks, id, name, config } = container.record;
  const mode = hostConfig.NetworkMode ?? 'bridge';
  if (mode.startsWith('container:')) {
    const other = find(context, mode.slice('container:'.length));
    if (!other.running) throw new EngineError('conflict', `cannot join network of a non running container: ${other.id}`);
    const shared = other.run?.sandbox;
    return { namespace: shared === undefined ? 'host' : { name: shared.namespace }, sandbox: undefined, files: other };
  }
  const sandbox = context.networks.openSandbox({ id, name, hostname: config.Hostname ?? '' });
  try {
    const joined: Record<string, EndpointSettings> = {};
    for (const [network, settings] of Object.entries(networks)) {
      // A network of the same name that was made later is another one, as for dockerd.
      const { networkId, networkName } = context.networks.join(
        sandbox,
        builtin.has(network) ? network : settings.NetworkID || network,
        settings,
      );
      joined[networkName] = { ...settings, NetworkID: networkId };
    }
    update(context, container, { networks: joined });
  } catch (error) {
    context.networks.closeSandbox(sandbox);
    throw error;
  }
  return { namespace: mode === 'host' ? 'host' : { name: sandbox.namespace }, sandbox, files: container };
}

/** What a container has in memory with others: a tmpfs of its own directory, mounted where they see it, too. */
function sharedWith(context: Context, mode: string | undefined, kind: 'PID' | 'IPC'): 'new' | 'host' | { pid: number; directory: string } {
  if (mode === 'host') return 'host';
  if (!mode?.startsWith('container:')) return 'new';
  const other = find(context, mode.slice('container:'.length));
  const fail = (reason: string) => new EngineError('invalid', `failed to join ${kind} namespace: ${reason}`);
  if (other.state.status === 'restarting') throw fail(`Container ${other.id} is restarting, wait until the container is running`);
  if (other.run === undefined) throw fail(`container ${other.id} is not running`);
  if (kind === 'IPC' && other.record.hostConfig.IpcMode !== 'shareable') {
    throw fail(`container ${other.id}: non-shareable IPC (hint: use IpcMode:shareable for the donor container)`);
  }
  return { pid: other.run.process.pid, directory: other.snapshot.directory };
}

/** `-p`, and with `-P` every exposed port that `-p` does not mention. */
function wantedPorts(hostConfig: Container['record']['hostConfig'], exposed: Container['record']['config']['ExposedPorts']): PortMap {
  const bindings: Record<string, readonly PortBinding[] | null> = {};
  for (const [port, list] of Object.entries(hostConfig.PortBindings ?? {})) bindings[port.includes('/') ? port : `${port}/tcp`] = list;
  if (hostConfig.PublishAllPorts) {
    for (const port of Object.keys(exposed ?? {})) {
      const key = port.includes('/') ? port : `${port}/tcp`;
      if (!bindings[key]?.length) bindings[key] = [{ HostIp: '', HostPort: '' }];
    }
  }
  return bindings;
}

async function firstFailure(steps: ReadonlyArray<Promise<unknown>>): Promise<void> {
  for (const step of await Promise.allSettled(steps)) if (step.status === 'rejected') throw step.reason;
}
