import { messageOf } from '../../engine/base/errors.ts';
import {
  type EmbedCall,
  type EmbedCalls,
  type EmbedEvents,
  type EmbedFault,
  type FromFrame,
  isOurs,
  openCalls,
  version,
} from '../../engine/client/embed-protocol.ts';

/** The calls as the frame carries them out; arguments have the right types when they come here. */
export type EmbedHandlers = {
  readonly [K in EmbedCall]: (
    context: { readonly signal: AbortSignal },
    ...args: Parameters<EmbedCalls[K]>
  ) => ReturnType<EmbedCalls[K]> | Promise<ReturnType<EmbedCalls[K]>>;
};

export interface ParentOptions {
  readonly handlers: EmbedHandlers;
  /** Whether a page of this origin may make calls that read or change the machine. Asked at each call. */
  mayCommand(origin: string): boolean;
  /** A page has said hello and hears events from now on. */
  onGreeted(): void;
}

export interface Parent {
  emit<K extends keyof EmbedEvents>(event: K, value: EmbedEvents[K]): void;
  dispose(): void;
}

/** An error that is told to the page as it is. */
export class Refusal extends Error {
  readonly fault: EmbedFault;

  constructor(cause: EmbedFault['cause'], message: string, remedy: string) {
    super(message);
    this.fault = { cause, message, remedy };
  }
}

/** The frame's side of `engine/client/embed-protocol.ts`: answers the page that has framed this one, and nobody else. */
export function serveParent({ handlers, mayCommand, onGreeted }: ParentOptions): Parent {
  const { parent } = window;
  if (parent === window) return { emit: () => undefined, dispose: () => undefined };
  /** Who said hello: the one origin that events go to. */
  let audience: string | undefined;
  const running = new Map<number, AbortController>();

  // An opaque origin cannot be named; what is sent to it is seen by the framing window alone all the same.
  const post = (message: FromFrame, origin: string): void => parent.postMessage(message, origin === 'null' ? '*' : origin);

  async function answer(message: Message, origin: string): Promise<unknown> {
    const { id, call, args } = checked(message);
    if (!openCalls.includes(call) && !mayCommand(origin)) {
      throw new Refusal(
        'forbidden',
        `${origin === 'null' ? 'A page without an origin' : origin} may not ${call} here: it is not on the list of ${location.origin}.`,
        `Whoever runs ${location.host} can add "${origin}" to "allow" in its file embed.json. Events come without that.`,
      );
    }
    const wrong = faultOf(call, args);
    if (wrong !== undefined) throw new Refusal('arguments', `${call}: ${wrong}`, `It is ${signatureOf(call)}.`);
    const controller = new AbortController();
    running.set(id, controller);
    try {
      const handler = handlers[call] as (context: { signal: AbortSignal }, ...args: readonly unknown[]) => unknown;
      return await handler({ signal: controller.signal }, ...args);
    } finally {
      running.delete(id);
    }
  }

  function onMessage({ source, origin, data }: MessageEvent): void {
    if (source !== parent || !isOurs(data)) return;
    const id = typeof data.id === 'number' ? data.id : null;
    if (data.drydock === version && id !== null && data.cancel === true) {
      running.get(id)?.abort();
      return;
    }
    const greets = data.drydock === version && data.call === 'hello';
    if (greets) audience = origin;
    answer(data, origin).then(
      (result) => {
        post({ drydock: version, id, result }, origin);
        if (greets) onGreeted();
      },
      (error: unknown) => post({ drydock: version, id, error: error instanceof Refusal ? error.fault : failed(error) }, origin),
    );
  }
  window.addEventListener('message', onMessage);
  // Nothing but that somebody listens here: it may be heard by anyone.
  post({ drydock: version, event: 'hello' }, '*');

  return {
    emit(event, value) {
      if (audience !== undefined) post({ drydock: version, event, value }, audience);
    },
    dispose() {
      window.removeEventListener('message', onMessage);
      for (const controller of running.values()) controller.abort();
    },
  };
}

type Message = Readonly<Record<string, unknown>>;

/** A message as a call that there is, or a refusal that says what is wrong with it. */
function checked({ drydock, id, call, args }: Message): { id: number; call: EmbedCall; args: readonly unknown[] } {
  if (drydock !== version) {
    throw new Refusal(
      'version',
      `This playground speaks version ${version} of the embedding protocol, the page version ${String(drydock)}.`,
      `Load embed.js from ${location.origin}, so that both are of one version.`,
    );
  }
  if (typeof id !== 'number' || typeof call !== 'string' || !Array.isArray(args)) {
    throw new Refusal(
      'malformed',
      'A message to the playground must be { drydock: 1, id: number, call: string, args: array }.',
      'Use the client of embed.js, or see engine/client/embed-protocol.ts.',
    );
  }
  if (!Object.hasOwn(signatures, call)) {
    throw new Refusal('unknown-call', `There is no call "${call}".`, `There are ${Object.keys(signatures).join(', ')}.`);
  }
  return { id, call: call as EmbedCall, args };
}

function failed(error: unknown): EmbedFault {
  const data = error instanceof Error && 'data' in error ? (error.data as Partial<EmbedFault>) : {};
  return {
    cause: data.cause ?? (error instanceof DOMException && error.name === 'AbortError' ? 'cancelled' : 'failed'),
    message: messageOf(error),
    remedy: data.remedy ?? 'The message says what the machine did not accept: correct the call.',
  };
}

type Kind = 'string' | 'step' | 'options';
interface Parameter {
  readonly name: string;
  readonly kind: Kind;
  readonly optional?: boolean;
}

const lesson: Parameter = { name: 'lesson', kind: 'string' };
const path: Parameter = { name: 'path', kind: 'string' };
const signatures: { readonly [K in EmbedCall]: readonly Parameter[] } = {
  hello: [],
  start: [],
  goTo: [lesson, { name: 'step', kind: 'step', optional: true }],
  setTheme: [{ name: 'theme', kind: 'string' }],
  run: [
    { name: 'command', kind: 'string' },
    { name: 'options', kind: 'options', optional: true },
  ],
  type: [{ name: 'text', kind: 'string' }],
  command: [{ name: 'line', kind: 'string' }],
  openFile: [path],
  writeFile: [path, { name: 'text', kind: 'string' }],
  readFile: [path],
  state: [],
};

const signatureOf = (call: EmbedCall): string =>
  `${call}(${signatures[call].map(({ name, kind, optional }) => `${name}${optional ? '?' : ''}: ${words[kind]}`).join(', ')})`;

const words: Readonly<Record<Kind, string>> = {
  string: 'text',
  step: 'a number from 1, or an id',
  options: '{ stdin?: text, cwd?: text }',
};

function faultOf(call: EmbedCall, args: readonly unknown[]): string | undefined {
  const parameters = signatures[call];
  if (args.length > parameters.length) return `${args.length} arguments were given.`;
  const wrong = parameters.find(({ kind, optional }, index) => !(optional && args[index] === undefined) && !fits(args[index], kind));
  return wrong && `${wrong.name} must be ${words[wrong.kind]}.`;
}

function fits(value: unknown, kind: Kind): boolean {
  if (kind === 'string') return typeof value === 'string';
  if (kind === 'step') return typeof value === 'string' || typeof value === 'number';
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).every(([name, one]) => ['stdin', 'cwd'].includes(name) && (one === undefined || typeof one === 'string'));
}
