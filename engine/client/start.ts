import { createDockerClient } from '../api/client/client.ts';
import { DisposableStack } from '../base/disposable.ts';
import { EngineError, messageOf } from '../base/errors.ts';
import { Emitter } from '../base/events.ts';
import type { BuildReport, Insight } from '../insight/insight.ts';
import type { BootFailure, BootProgress, DockerCommand, DockerEvent, EngineHandle } from './client.ts';
import { pipe } from './pipe.ts';
import type { EngineCalls, EngineEvents, InsightRequest, StartOptions } from './protocol.ts';
import { createPeer, type MessageEndpoint } from './rpc.ts';
import { remoteTransport } from './transport.ts';

/** Starts the engine in its worker. Returns at once; whatever is asked of it before it is ready waits, and fails when it cannot start. */
export function startEngine(options: StartOptions): EngineHandle {
  const boot = new Emitter<BootProgress>();
  const events = new Emitter<DockerEvent>();
  const commands = new Emitter<DockerCommand>();
  const builds = new Emitter<BuildReport>();
  const crash = new Emitter<BootFailure>();
  const warnings = new Emitter<BootFailure>();
  const changes = new Emitter<readonly string[]>();
  let warning: BootFailure | undefined;
  const hear: { [K in keyof EngineEvents]: (value: EngineEvents[K]) => void } = {
    boot: (progress) => boot.emit(progress),
    docker: (message) => events.emit(message),
    command: (command) => commands.emit(command),
    build: (report) => builds.emit(report),
    workspace: (paths) => changes.emit(paths),
    crash: (failure) => crash.emit(failure),
    warning: (failure) => {
      warning = failure;
      warnings.emit(failure);
    },
  };

  const stack = new DisposableStack();
  const lacking = whatIsLacking();
  const worker = lacking === undefined ? new Worker(new URL('../hosts/worker.ts', import.meta.url), { type: 'module' }) : undefined;
  stack.defer(() => worker?.terminate());
  const endpoint: MessageEndpoint = worker ?? new MessageChannel().port1;
  const peer = stack.use(
    createPeer<Record<string, never>, EngineCalls, EngineEvents>({
      endpoint,
      handlers: {},
      onEvent: (event, value) => (hear[event] as (value: unknown) => void)(value),
    }),
  );

  let started = false;
  const ready = new Promise<void>((resolve, reject) => {
    if (lacking !== undefined) return reject(asError(lacking));
    // A worker whose script cannot be loaded, or that throws outside any call, says so here and nowhere else.
    worker?.addEventListener('error', (event) => {
      if (started) crash.emit(stopped(event.message));
      else reject(asError(notLoaded(event.message)));
    });
    peer.call('start', options).then(() => {
      started = true;
      resolve();
    }, reject);
  });
  // Whoever shows the failure awaits `ready`. For others a rejection that nobody handles would only be noise.
  ready.catch(() => undefined);
  const call: typeof peer.call = (...args) => ready.then(() => peer.call(...args));

  return {
    ready,
    onBoot: (listener) => boot.on(listener),
    onEvent: (listener) => events.on(listener),
    onCommand: (listener) => commands.on(listener),
    onBuild: (listener) => builds.on(listener),
    onCrash: (listener) => crash.on(listener),
    onWarning: (listener) => {
      if (warning !== undefined) listener(warning);
      return warnings.on(listener);
    },
    docker: createDockerClient(remoteTransport({ call })),
    insight: remoteInsight((request) => call('insight', request)),
    async openTerminal(size) {
      const input = pipe();
      const { terminal, output } = await call('openTerminal', { ...size, input: input.source });
      return {
        input: input.sink,
        output,
        // A terminal that has just ended cannot be resized or closed: nothing to tell anybody.
        resize: (rows, cols) => void call('resizeTerminal', { terminal, rows, cols }).catch(() => undefined),
        exit: call('terminalExit', { terminal }),
        close: () => void call('closeTerminal', { terminal }).catch(() => undefined),
      };
    },
    run: (command, { signal, ...rest } = {}) => call('run', { command, ...rest }, { signal }),
    workspace: {
      list: () => call('listFiles'),
      read: (path) => call('readFile', { path }),
      write: (path, data) => call('writeFile', { path, data: typeof data === 'string' ? new TextEncoder().encode(data) : data }),
      mkdir: (path) => call('makeFolder', { path }),
      rename: (from, to) => call('renameFile', { from, to }),
      remove: (path) => call('removeFile', { path }),
      onChange: (listener) => changes.on(listener),
    },
    flush: () => call('flush'),
    storage: () => call('storage'),
    memory: () => call('memory'),
    dispose: () => stack.dispose(),
  };
}

/** The methods of the contract, each a call. */
function remoteInsight(call: (request: InsightRequest) => Promise<unknown>): Insight {
  const methods: Record<keyof Insight, true> = {
    image: true,
    layer: true,
    folder: true,
    which: true,
    compare: true,
    writable: true,
    text: true,
    builds: true,
  };
  const entries = Object.keys(methods).map((method) => [method, (...args: unknown[]) => call({ method, args } as InsightRequest)]);
  return Object.fromEntries(entries) as Insight;
}

/** The failure that a rejected `ready` stands for. */
export function bootFailure(error: unknown): BootFailure {
  if (error instanceof EngineError && typeof error.data.remedy === 'string') return error.data as unknown as BootFailure;
  return { cause: 'unknown', message: messageOf(error), remedy: 'Reload the page. If it happens again, try another browser.' };
}

const asError = (failure: BootFailure): EngineError => new EngineError('unavailable', failure.message, { data: { ...failure } });

function whatIsLacking(): BootFailure | undefined {
  if (typeof WebAssembly === 'undefined') {
    return {
      cause: 'no-webassembly',
      message: 'This browser has WebAssembly switched off, and Linux runs in it.',
      remedy:
        'Allow WebAssembly for this site (in Edge: leave "Enhanced security" for it; in Tor Browser: the safety level "Standard"), or open it in another browser.',
    };
  }
  if (typeof Worker === 'undefined') {
    return {
      cause: 'no-worker',
      message: 'This browser does not run web workers, and the machine lives in one.',
      remedy: 'Open this page in a current Chrome, Edge, Firefox or Safari.',
    };
  }
  return undefined;
}

const notLoaded = (detail: string | undefined): BootFailure => ({
  cause: 'download',
  message: `The engine could not be loaded${detail ? `: ${detail}` : '.'}`,
  remedy: 'Check the connection, then try again. A content blocker can be the reason too.',
});

const stopped = (detail: string | undefined): BootFailure => ({
  cause: 'guest',
  message: `The engine stopped${detail ? `: ${detail}` : '.'}`,
  remedy: 'Start it again: images, stopped containers and files are kept.',
});
