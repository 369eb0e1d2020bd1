import { EngineError } from '../base/errors.ts';
import { Emitter } from '../base/events.ts';
import { RecordWriter } from '../store/record-writer.ts';
import { exportContainer, getArchive, putArchive, statPath } from './archive.ts';
import { attachContainer } from './attach.ts';
import { commitContainer } from './commit.ts';
import type { Container } from './container.ts';
import { announce, type ContainersOptions, type Context, find } from './context.ts';
import { createContainer } from './create.ts';
import { createExecs } from './exec.ts';
import { filesOf } from './files.ts';
import { inspectContainer } from './inspect.ts';
import { listContainers } from './list.ts';
import { logsOf } from './logs.ts';
import type { Containers, TraceSpan } from './manager.ts';
import { connectNetwork, disconnectNetwork } from './networking.ts';
import { pauseContainer, unpauseContainer } from './pause.ts';
import { pruneContainers } from './prune.ts';
import { removeContainer } from './remove.ts';
import { restoreContainers } from './restore.ts';
import { saveUpper } from './save.ts';
import { startContainer } from './start.ts';
import { statsOf } from './stats.ts';
import { killContainer, restartContainer, stopContainer } from './stop.ts';
import { topContainer } from './top.ts';
import { renameContainer, updateContainer } from './update.ts';
import { waitContainer } from './wait.ts';

/** Log lines may be a moment late in the store: there are many of them. Milliseconds. */
const logDelay = 500;
const changeKinds = { modified: 0, added: 1, deleted: 2 } as const;

export function createContainers(options: ContainersOptions): Containers {
  const { store, clock, images, volumes } = options;
  const trace = new Emitter<TraceSpan>();
  const context: Context = {
    ...options,
    containers: new Map(),
    records: new RecordWriter(store, clock),
    logs: new RecordWriter(store, clock, { delay: logDelay }),
    trace,
    start: (container) => startContainer(context, container),
    memory: 0,
  };
  const all = () => [...context.containers.values()];
  images.usersOf = (image) =>
    all()
      .filter(({ record }) => record.imageId === image)
      .map(({ id, running }) => ({ id, running }));
  volumes.usersOf = (volume) =>
    all()
      .filter(({ record }) => record.mounts.some(({ Name }) => Name === volume))
      .map(({ id }) => id);

  /** The verbs that change a container's state take turns. */
  const inTurn = async <T>(ref: string, work: (container: Container) => Promise<T> | T): Promise<T> => {
    const container = find(context, ref);
    return container.steps.run(() => work(container));
  };

  return {
    restore: () => restoreContainers(context),
    async flush() {
      const saving = all()
        .filter(({ record }) => !record.hostConfig.AutoRemove)
        .map((container) => container.saving.then(() => saveUpper(context, container)));
      const saved = await Promise.allSettled(saving);
      await Promise.all([context.records.flush(), context.logs.flush()]);
      for (const result of saved) if (result.status === 'rejected') throw result.reason;
    },
    dispose() {
      for (const container of all()) {
        container.restartTimer?.dispose();
        container.run?.stop.dispose();
      }
    },

    create: (request) => createContainer(context, request),
    start: (ref) => inTurn(ref, (container) => startContainer(context, container)),
    stop: (ref, how) => inTurn(ref, (container) => stopContainer(context, container, how)),
    restart: (ref, how) => inTurn(ref, (container) => restartContainer(context, container, how)),
    async kill(ref, signal) {
      try {
        await killContainer(context, find(context, ref), signal);
      } catch (error) {
        // moby: `postContainersKill`.
        throw error instanceof EngineError ? new EngineError(error.kind, `cannot kill container: ${ref}: ${error.message}`) : error;
      }
    },
    pause: (ref) => inTurn(ref, (container) => pauseContainer(context, container)),
    unpause: (ref) => inTurn(ref, (container) => unpauseContainer(context, container)),
    async wait(ref, condition, signal) {
      return { exit: waitContainer(find(context, ref), condition, signal) };
    },
    remove: async (ref, how) => removeContainer(context, find(context, ref), ref, how),
    rename: (ref, name) => inTurn(ref, (container) => renameContainer(context, container, name)),
    update: (ref, change) => inTurn(ref, (container) => updateContainer(context, container, change)),
    async resize(ref, { rows, cols }) {
      const container = find(context, ref);
      if (container.run === undefined) throw new EngineError('conflict', `container ${container.id} is not running`);
      await container.run.process.resize(rows, cols);
      announce(context, container, 'resize', { height: String(rows), width: String(cols) });
    },

    attach: async (ref, how) => attachContainer(context, find(context, ref), how),
    async logs(ref, how) {
      const container = find(context, ref);
      if (container.record.hostConfig.LogConfig?.Type === 'none') {
        throw new EngineError('unsupported', 'configured logging driver does not support reading');
      }
      return { tty: container.tty, output: logsOf(container, how) };
    },
    exec: createExecs(context),
    connectNetwork: (network, ref, settings) => inTurn(ref, (container) => connectNetwork(context, container, network, settings ?? {})),
    disconnectNetwork: (network, ref, how) =>
      inTurn(ref, (container) => disconnectNetwork(context, container, network, how?.force ?? false)),

    top: async (ref, psArgs) => topContainer(context, find(context, ref), psArgs),
    stats: async (ref, how) => statsOf(context, find(context, ref), how),
    async changes(ref) {
      const { snapshot } = find(context, ref);
      if (snapshot.pristine) return [];
      return (await snapshot.changes()).map(({ path, kind }) => ({ Path: path, Kind: changeKinds[kind] }));
    },
    files: (ref) => filesOf(find(context, ref)),

    async getArchive(ref, path) {
      const container = find(context, ref);
      const archive = await getArchive(context, container, path);
      announce(context, container, 'archive-path');
      return archive;
    },
    statPath: async (ref, path) => statPath(context, find(context, ref), path),
    async putArchive(ref, path, tar, how) {
      const container = find(context, ref);
      await putArchive(context, container, path, tar, how);
      announce(context, container, 'extract-to-dir');
    },
    async export(ref) {
      const container = find(context, ref);
      announce(context, container, 'export');
      return exportContainer(context, container);
    },
    commit: (ref, how) => inTurn(ref, (container) => commitContainer(context, container, how)),

    inspect: async (ref, how) => inspectContainer(context, find(context, ref), how?.size),
    list: (how) => listContainers(context, how),
    prune: (filters) => pruneContainers(context, filters),
    counts() {
      const paused = all().filter(({ state }) => state.status === 'paused').length;
      const running = all().filter((container) => container.running).length - paused;
      return { running, paused, stopped: all().length - running - paused };
    },
    usersOfImage: (image) =>
      all()
        .filter(({ record }) => record.imageId === image)
        .map(({ id, name, running }) => ({ id, name, running })),
    onTrace: trace,
  };
}
