import {
  type EmbedCalls,
  type EmbedEvents,
  type EmbedFault,
  type FromFrame,
  type Greeting,
  isOurs,
  type ToFrame,
  version,
} from './embed-protocol.ts';

/**
 * The page's side of `embed-protocol.ts`: commands a playground in a frame. `embed.md` beside this file documents it.
 *
 * A call waits until the frame listens, and a call that needs the machine starts it and waits until it runs. What fails rejects with an `EmbedError`.
 */
export interface EmbedClient {
  /** The machine runs and its first prompt is there. Rejects when it cannot start. It may be long in coming: the machine starts when the frame is seen. */
  readonly ready: Promise<void>;
  start(): Promise<void>;
  goTo(lesson: string, step?: string | number): Promise<void>;
  setTheme(...args: Parameters<EmbedCalls['setTheme']>): Promise<void>;
  run(command: string, options?: { stdin?: string; cwd?: string; signal?: AbortSignal }): Promise<ReturnType<EmbedCalls['run']>>;
  type(text: string): Promise<void>;
  command(line: string): Promise<void>;
  openFile(path: string): Promise<void>;
  writeFile(path: string, text: string): Promise<void>;
  readFile(path: string): Promise<string>;
  state(): Promise<ReturnType<EmbedCalls['state']>>;
  /** Returns what ends it. */
  on<K extends keyof EmbedEvents>(event: K, listener: (value: EmbedEvents[K]) => void): () => void;
  /** Whatever is still waited for is rejected. */
  dispose(): void;
}

export class EmbedError extends Error {
  override readonly cause: EmbedFault['cause'];
  /** What can be done about it. */
  readonly remedy: string;

  constructor({ cause, message, remedy }: EmbedFault) {
    super(message);
    this.name = 'EmbedError';
    this.cause = cause;
    this.remedy = remedy;
  }
}

interface Waiting {
  readonly message: ToFrame;
  sent: boolean;
  resolve(value: unknown): void;
  reject(error: EmbedError): void;
}

export interface ConnectOptions {
  /** The frame was only just made: it will say itself when it listens. `wake` is called when somebody wants an answer before. */
  readonly wake?: () => void;
}

export function connect(frame: HTMLIFrameElement, { wake }: ConnectOptions = {}): EmbedClient {
  const origin = new URL(frame.src, document.baseURI).origin;
  const listeners = new Map<string, Set<(value: unknown) => void>>();
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let listening = false;
  let disposed = false;
  /** What was told of this frame, so that its greeting and its events tell nothing twice. */
  let told = new Set<string>();

  let isReady: () => void;
  let isNot: (error: EmbedError) => void;
  const ready = new Promise<void>((resolve, reject) => {
    isReady = resolve;
    isNot = reject;
  });
  // Whoever wants to know awaits it. For others a rejection that nobody handles would only be noise.
  ready.catch(() => undefined);

  const post = (message: ToFrame): void => frame.contentWindow?.postMessage(message, origin);

  function call<K extends keyof EmbedCalls>(
    name: K,
    args: Parameters<EmbedCalls[K]>,
    signal?: AbortSignal,
  ): Promise<ReturnType<EmbedCalls[K]>> {
    return new Promise((resolve, reject) => {
      if (disposed) return reject(new EmbedError(removed));
      if (signal?.aborted) return reject(signal.reason);
      const id = ++lastId;
      const one: Waiting = {
        message: { drydock: version, id, call: name, args },
        sent: listening || name === 'hello',
        resolve: (value) => resolve(value as ReturnType<EmbedCalls[K]>),
        reject,
      };
      waiting.set(id, one);
      signal?.addEventListener('abort', () => {
        if (!waiting.delete(id)) return;
        if (one.sent) post({ drydock: version, id, cancel: true });
        reject(signal.reason);
      });
      if (one.sent) post(one.message);
      else wake?.();
    });
  }

  function greet(): void {
    call('hello', []).then(
      ({ machine, failure, warning }: Greeting) => {
        listening = true;
        for (const one of waiting.values()) {
          if (one.sent) continue;
          one.sent = true;
          post(one.message);
        }
        if (warning) tell('warning', warning);
        if (machine === 'ready') tell('ready', undefined);
        if (failure) tell('error', failure);
      },
      // Told by whatever rejected it.
      () => undefined,
    );
  }

  /** A frame that is loaded again knows nothing of what it was asked before. */
  function reloaded(): void {
    told = new Set();
    listening = false;
    for (const [id, one] of waiting) {
      if (!one.sent) continue;
      waiting.delete(id);
      one.reject(new EmbedError(lost));
    }
    greet();
  }

  function tell(event: string, value: unknown): void {
    if (event === 'ready' || event === 'warning' || event === 'error') {
      const key = event + JSON.stringify(value);
      if (told.has(key)) return;
      told.add(key);
    }
    if (event === 'ready') isReady();
    if (event === 'error') isNot(new EmbedError(value as EmbedFault));
    for (const listener of [...(listeners.get(event) ?? [])]) listener(value);
  }

  function rejectAll(fault: EmbedFault): void {
    const error = new EmbedError(fault);
    isNot(error);
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  }

  function onMessage(event: MessageEvent): void {
    // From this frame only, and only while it shows what it was made to show.
    if (event.source !== frame.contentWindow || event.origin !== origin || !isOurs(event.data)) return;
    const message = event.data as FromFrame;
    if (message.drydock !== version) {
      const fault = otherVersion(message.drydock);
      rejectAll(fault);
      tell('error', fault);
      return;
    }
    if ('event' in message) {
      if (message.event === 'hello') reloaded();
      else tell(message.event, message.value);
      return;
    }
    const one = message.id === null ? undefined : waiting.get(message.id);
    if (message.id !== null) waiting.delete(message.id);
    if (!('error' in message)) one?.resolve(message.result);
    else if (one !== undefined) one.reject(new EmbedError(message.error));
    else if (message.id === null) tell('error', message.error);
  }
  addEventListener('message', onMessage);
  if (wake === undefined) greet();

  return {
    ready,
    start: () => call('start', []),
    goTo: (lesson, step) => call('goTo', step === undefined ? [lesson] : [lesson, step]),
    setTheme: (theme) => call('setTheme', [theme]),
    run: (command, { signal, ...options } = {}) => call('run', [command, options], signal),
    type: (text) => call('type', [text]),
    command: (line) => call('command', [line]),
    openFile: (path) => call('openFile', [path]),
    writeFile: (path, text) => call('writeFile', [path, text]),
    readFile: (path) => call('readFile', [path]),
    state: () => call('state', []),
    on(event, listener) {
      const all = listeners.get(event) ?? new Set();
      listeners.set(event, all.add(listener as (value: unknown) => void));
      return () => void all.delete(listener as (value: unknown) => void);
    },
    dispose() {
      disposed = true;
      removeEventListener('message', onMessage);
      rejectAll(removed);
    },
  };
}

const removed: EmbedFault = {
  cause: 'frame',
  message: 'The playground was taken off the page, or loaded anew for another address.',
  remedy: 'Await the `ready` of its element again.',
};

const lost: EmbedFault = {
  cause: 'frame',
  message: 'The playground was reloaded before it had answered.',
  remedy: 'Call again when `ready` comes.',
};

const otherVersion = (theirs: number): EmbedFault => ({
  cause: 'version',
  message: `The playground speaks version ${theirs} of the embedding protocol, this page version ${version}.`,
  remedy: 'Load embed.js from the site that the frame is from, so that both are of one version.',
});
