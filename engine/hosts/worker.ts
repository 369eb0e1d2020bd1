/** The engine's worker: the composition root of the page. Speaks `client/protocol.ts`. */

import { EngineError, messageOf } from '../base/errors.ts';
import { type ByteSource, collect, once } from '../base/stream.ts';
import type { BootFailure } from '../client/client.ts';
import type { EngineCalls, EngineEvents, StartOptions } from '../client/protocol.ts';
import { createPeer, type Handlers, type MessageEndpoint } from '../client/rpc.ts';
import { serveTransport } from '../client/transport.ts';
import type { Process } from '../guest/agent.ts';
import { importEmulator } from '../guest/v86/emulator.ts';
import { openIndexedDBStore } from '../store/indexeddb.ts';
import { openMemoryStore } from '../store/memory.ts';
import type { Store } from '../store/store.ts';
import { type MutableTree, openMutableTree } from '../vfs/mutable/tree.ts';
import { siteCatalogue } from './browser/catalogue.ts';
import { claimStore } from './browser/claim.ts';
import { bootError, downloadGuest } from './browser/download.ts';
import { type Engine, startEngine } from './engine.ts';
import { openShell, runScript } from './shell.ts';

interface Running {
  readonly engine: Engine;
  readonly workspace: MutableTree;
}

let running: Promise<Running> | undefined;
const terminals = new Map<number, Process>();
let lastTerminal = 0;

const now = async (): Promise<Running> => {
  if (running === undefined) throw new EngineError('unavailable', 'The engine has not been started.');
  return running;
};

const handlers: Handlers<EngineCalls> = {
  async start(options) {
    running ??= start(options);
    await running;
  },

  ...serveTransport({
    request: async (request) => (await now()).engine.api.request(request),
    hijack: async (request) => (await now()).engine.api.hijack(request),
  }),

  async openTerminal({ rows, cols, input }) {
    const { engine } = await now();
    const shell = await openShell(engine.agent, { rows, cols });
    const terminal = ++lastTerminal;
    terminals.set(terminal, shell);
    void shell.exit.finally(() => terminals.delete(terminal));
    void forward(input, shell.stdin).then(() => hangUp(shell));
    return { terminal, output: untilLeft(shell) };
  },
  async resizeTerminal({ terminal, rows, cols }) {
    await terminals.get(terminal)?.resize(rows, cols);
  },
  async terminalExit({ terminal }) {
    const shell = terminals.get(terminal);
    return shell === undefined ? 0 : (await shell.exit).code;
  },
  async closeTerminal({ terminal }) {
    const shell = terminals.get(terminal);
    if (shell !== undefined) await hangUp(shell);
  },

  async run({ command, stdin, cwd }, { signal }) {
    const { engine } = await now();
    const script = await runScript(engine.agent, command, {
      ...(cwd !== undefined && { cwd }),
      ...(stdin !== undefined && { stdin: once(new TextEncoder().encode(stdin)) }),
    });
    const onAbort = () => void hangUp(script);
    signal.addEventListener('abort', onAbort);
    const [stdout, stderr, { code }] = await Promise.all([collect(script.stdout), collect(script.stderr), script.exit]);
    signal.removeEventListener('abort', onAbort);
    const decoder = new TextDecoder();
    return { stdout: decoder.decode(stdout), stderr: decoder.decode(stderr), exitCode: code };
  },

  async insight({ method, args }) {
    const { engine } = await now();
    await engine.ready;
    return (engine.insight[method] as (...args: readonly unknown[]) => Promise<unknown>)(...args);
  },

  listFiles: async () => (await now()).workspace.list(),
  readFile: async ({ path }) => (await now()).workspace.readFile(path),
  writeFile: async ({ path, data }) => (await now()).workspace.writeFile(path, data),
  makeFolder: async ({ path }) => (await now()).workspace.mkdir(path),
  renameFile: async ({ from, to }) => (await now()).workspace.rename(from, to),
  removeFile: async ({ path }) => (await now()).workspace.remove(path),

  async flush() {
    const { engine, workspace } = await now();
    await Promise.all([engine.flush(), workspace.flush()]);
  },
  async storage() {
    // Refused where storage is.
    const { usage = 0, quota = 0 } = (await navigator.storage?.estimate().catch(() => undefined)) ?? {};
    const persistent = await navigator.storage?.persisted().catch(() => false);
    return { used: usage, quota, persistent: persistent ?? false };
  },
  async memory() {
    const { engine } = await now();
    const text = new TextDecoder().decode(await engine.agent.readFile('/proc/meminfo'));
    const kibibytes = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(text)?.[1] ?? 0) * 1024;
    const total = kibibytes('MemTotal');
    return { total, used: total - kibibytes('MemAvailable') };
  },
};

const peer = createPeer<EngineCalls, Record<string, never>, Record<string, never>, EngineEvents>({
  endpoint: globalThis as unknown as MessageEndpoint,
  handlers,
});

async function start({ base, seed, throwAway }: StartOptions): Promise<Running> {
  try {
    const opened = throwAway ? openThrowAway() : openStore();
    const emulator = new URL('vendor/v86/libv86.mjs', base).href;
    // On its way beside the state; whoever needs it reports that it cannot be had.
    importEmulator(emulator).catch(() => undefined);
    const guest = await downloadGuest(base, (progress) => peer.emit('boot', { stage: 'download', ...progress }));
    peer.emit('boot', { stage: 'store' });
    const store = await opened;
    const workspace = await openMutableTree({ store, prefix: 'workspace/' });
    if (workspace.isNew) for (const { path, text } of seed) workspace.writeFile(path, text);
    peer.emit('boot', { stage: 'restore' });
    const engine = await startEngine({
      machine: {
        emulator,
        wasm: guest.wasm,
        memoryMiB: guest.memoryMiB,
        files: { state: guest.state },
      },
      store,
      workspace: workspace.root,
      catalogue: siteCatalogue(base),
    });
    engine.ready.catch((error: unknown) => peer.emit('crash', guestFailure(error)));
    engine.journal.messages.on((message) => peer.emit('docker', message));
    engine.onBuild.on((report) => peer.emit('build', report));
    engine.onCommand.on((command) => peer.emit('command', command));
    workspace.onChange.on((changes) =>
      peer.emit(
        'workspace',
        changes.map(({ path }) => path),
      ),
    );
    peer.emit('boot', { stage: 'ready' });
    return { engine, workspace };
  } catch (error) {
    if (error instanceof EngineError && typeof error.data.remedy === 'string') throw error;
    throw bootError(guestFailure(error), error);
  }
}

function openThrowAway(): Store {
  peer.emit('warning', {
    cause: 'throw-away',
    message: 'The page around this playground may command it, so it began empty and keeps nothing.',
    remedy: 'To save what you do, open the playground in a tab of its own.',
  });
  return openMemoryStore();
}

/** A visitor whose browser refuses storage can work all the same; only nothing is kept, and the page says so. */
async function openStore(): Promise<Store> {
  if (!(await claimStore())) {
    peer.emit('warning', {
      cause: 'other-tab',
      message: 'Another tab or frame has the saved machine open, so this one began with an empty one of its own.',
      remedy: 'What is done here is gone when the page is closed. To go on with what was saved, close the other one and reload this one.',
    });
    return openMemoryStore();
  }
  try {
    return await openIndexedDBStore('drydock');
  } catch (error) {
    peer.emit('warning', {
      cause: 'no-indexeddb',
      message: `This browser does not let the page keep anything (${messageOf(error)}).`,
      remedy:
        'All works, but images, containers and files are gone when the page is closed. Leave the private window or allow storage for this site.',
    });
    return openMemoryStore();
  }
}

function guestFailure(error: unknown): BootFailure {
  return {
    cause: 'guest',
    message: `The machine did not start: ${messageOf(error)}`,
    remedy: 'Reload the page. If it happens again, try another browser; what was saved is kept.',
  };
}

async function forward(source: ByteSource, sink: { write(chunk: Uint8Array): Promise<void>; end(): Promise<void> }): Promise<void> {
  try {
    for await (const chunk of source) await sink.write(chunk);
    await sink.end();
  } catch {
    // One of the ends is gone: the other learns of it on its own way.
  }
}

/** What a modem did: the shell and all it started get SIGHUP. */
async function hangUp(shell: Process): Promise<void> {
  await shell.signal(1, { group: true }).catch(() => undefined);
  await shell.signal(1).catch(() => undefined);
}

async function* untilLeft(shell: Process): ByteSource {
  try {
    yield* shell.stdout;
  } finally {
    await hangUp(shell);
  }
}
