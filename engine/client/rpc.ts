import type { Disposable } from '../base/disposable.ts';
import { EngineError, type ErrorKind, messageOf } from '../base/errors.ts';
import { ByteQueue, type ByteSource } from '../base/stream.ts';

/**
 * A small typed RPC over `postMessage`, the same code on both sides of a worker.
 *
 * - A **call** has one argument and one result, both structured-cloneable. It can be cancelled: the handler's `signal` aborts. It aborts too
 *   when a stream of the result is left before its end: the only way to tell a source that is waiting for something.
 * - A **stream** is a `ByteSource` that is the argument or the result itself, or a direct property of it. It crosses with back pressure: at most
 *   `windowBytes` are on their way or waiting at the receiver. Whoever receives a stream must read it or leave its loop, which stops the sender.
 * - An **event** is one message without an answer.
 *
 * Errors keep their kind and their data. When one side is disposed, everything under way at it fails with `unavailable`.
 */
export interface Peer<Remote, Out> extends Disposable {
  call<K extends keyof Remote & string>(
    method: K,
    ...rest: Parameters<Method<Remote[K]>> extends []
      ? [argument?: undefined, options?: CallOptions]
      : [argument: Parameters<Method<Remote[K]>>[0], options?: CallOptions]
  ): Promise<Awaited<ReturnType<Method<Remote[K]>>>>;
  emit<K extends keyof Out & string>(event: K, value: Out[K]): void;
}

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

type Method<T> = T extends (...args: infer A) => infer R ? (...args: A) => R : never;

/** An interface of calls as its implementation sees it: each also gets the caller's signal. */
export type Handlers<Local> = {
  readonly [K in keyof Local]: (
    argument: Parameters<Method<Local[K]>>[0],
    context: { readonly signal: AbortSignal },
  ) => ReturnType<Method<Local[K]>> | Awaited<ReturnType<Method<Local[K]>>>;
};

/** What a `Worker`, a worker's own global scope and a `MessagePort` have in common. */
export interface MessageEndpoint {
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  removeEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
}

export interface PeerOptions<Local, In> {
  readonly endpoint: MessageEndpoint;
  readonly handlers: Handlers<Local>;
  readonly onEvent?: <K extends keyof In & string>(event: K, value: In[K]) => void;
}

/** Of one stream, unread. */
export const windowBytes = 256 * 1024;

type Wire =
  | { readonly type: 'call'; readonly id: number; readonly method: string; readonly value: unknown }
  | { readonly type: 'cancel'; readonly id: number }
  | { readonly type: 'result'; readonly id: number; readonly value: unknown }
  | { readonly type: 'error'; readonly id: number; readonly error: WireError }
  | { readonly type: 'event'; readonly event: string; readonly value: unknown }
  // To the receiver of a stream.
  | { readonly type: 'chunk'; readonly stream: number; readonly chunk: Uint8Array }
  | { readonly type: 'end'; readonly stream: number; readonly error?: WireError }
  // To the sender of a stream.
  | { readonly type: 'credit'; readonly stream: number; readonly bytes: number }
  | { readonly type: 'stop'; readonly stream: number };

interface WireError {
  readonly kind: ErrorKind;
  readonly message: string;
  readonly data: Readonly<Record<string, unknown>>;
}

interface Call {
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

interface Outgoing {
  credit: number;
  stopped: boolean;
  wake?: () => void;
  onStop?: () => void;
}

/** Stands for a stream in a message. */
const streamKey = '__stream';

export function createPeer<Local, Remote, In = Record<string, never>, Out = Record<string, never>>(
  options: PeerOptions<Local, In>,
): Peer<Remote, Out> {
  const { endpoint, handlers } = options;
  const calls = new Map<number, Call>();
  const served = new Map<number, AbortController>();
  const outgoing = new Map<number, Outgoing>();
  const incoming = new Map<number, ByteQueue>();
  let lastCall = 0;
  let lastStream = 0;
  let disposed = false;

  const post = (message: Wire, transfer: ArrayBuffer[] = []): void => {
    if (!disposed) endpoint.postMessage(message, transfer);
  };

  async function send(stream: number, source: ByteSource, state: Outgoing): Promise<void> {
    const iterator = source[Symbol.asyncIterator]();
    const leave = state.onStop;
    state.onStop = () => {
      leave?.();
      iterator.return?.().catch(() => undefined);
    };
    try {
      for (let item = await iterator.next(); !item.done && !state.stopped; item = await iterator.next()) {
        await sendChunk(stream, item.value, state);
      }
      if (!state.stopped) post({ type: 'end', stream });
    } catch (error) {
      if (!state.stopped) post({ type: 'end', stream, error: toWire(error) });
    } finally {
      outgoing.delete(stream);
    }
  }

  async function sendChunk(stream: number, chunk: Uint8Array, state: Outgoing): Promise<void> {
    for (let start = 0; start < chunk.length; start += windowBytes) {
      while (state.credit <= 0 && !state.stopped) {
        await new Promise<void>((resolve) => {
          state.wake = resolve;
        });
      }
      if (state.stopped) return;
      // The source keeps its buffer, of which a chunk may be a small part; this copy is transferred.
      const copy = chunk.slice(start, start + windowBytes);
      state.credit -= copy.length;
      post({ type: 'chunk', stream, chunk: copy }, [copy.buffer]);
    }
  }

  /** Not a generator: its `return` must not wait for a `next` that waits for bytes. */
  function receive(stream: number, queue: ByteQueue): ByteSource {
    const inner = queue[Symbol.asyncIterator]();
    return {
      [Symbol.asyncIterator]: () => ({
        next: () => inner.next(),
        return: () => {
          if (incoming.delete(stream)) post({ type: 'stop', stream });
          queue.end();
          return Promise.resolve({ done: true, value: undefined });
        },
      }),
    };
  }

  /** Replaces the streams of a value by their numbers; `start` sets them going once the value itself is on its way. */
  function detach(value: unknown, onStop?: () => void): { value: unknown; start: () => void } {
    const starts: Array<() => void> = [];
    const replace = (item: unknown): unknown => {
      if (!isSource(item)) return item;
      const stream = ++lastStream;
      const state: Outgoing = { credit: windowBytes, stopped: false, ...(onStop && { onStop }) };
      outgoing.set(stream, state);
      starts.push(() => void send(stream, item, state));
      return { [streamKey]: stream };
    };
    const replaced = mapStreams(value, isSource, replace);
    return {
      value: replaced,
      start: () => {
        for (const start of starts) start();
      },
    };
  }

  function attach(value: unknown): unknown {
    return mapStreams(value, isReference, (item) => {
      const stream = (item as Record<string, number>)[streamKey] ?? 0;
      const queue = new ByteQueue((bytes) => post({ type: 'credit', stream, bytes }));
      incoming.set(stream, queue);
      return receive(stream, queue);
    });
  }

  async function serve(id: number, method: string, value: unknown): Promise<void> {
    const controller = new AbortController();
    served.set(id, controller);
    try {
      const handler = (handlers as Readonly<Record<string, (argument: unknown, context: { signal: AbortSignal }) => unknown>>)[method];
      if (handler === undefined) throw new EngineError('unsupported', `There is no call ${method}.`);
      const result = detach(await handler(attach(value), { signal: controller.signal }), () => controller.abort(left()));
      post({ type: 'result', id, value: result.value });
      result.start();
    } catch (error) {
      post({ type: 'error', id, error: toWire(error) });
    } finally {
      served.delete(id);
    }
  }

  /** The result of a call that nobody waits for any more. */
  function discard(value: unknown): void {
    mapStreams(value, isReference, (item) => {
      post({ type: 'stop', stream: (item as Record<string, number>)[streamKey] ?? 0 });
      return undefined;
    });
  }

  function stop(stream: number): void {
    const state = outgoing.get(stream);
    if (state === undefined) return;
    state.stopped = true;
    state.wake?.();
    state.onStop?.();
  }

  const onMessage = ({ data }: { data: unknown }): void => {
    const message = data as Wire;
    switch (message.type) {
      case 'call':
        void serve(message.id, message.method, message.value);
        break;
      case 'cancel':
        served.get(message.id)?.abort(left());
        break;
      case 'result': {
        const call = calls.get(message.id);
        calls.delete(message.id);
        if (call === undefined) discard(message.value);
        else call.resolve(attach(message.value));
        break;
      }
      case 'error': {
        const call = calls.get(message.id);
        calls.delete(message.id);
        call?.reject(fromWire(message.error));
        break;
      }
      case 'event':
        options.onEvent?.(message.event as keyof In & string, message.value as In[keyof In & string]);
        break;
      case 'chunk':
        incoming.get(message.stream)?.push(message.chunk);
        break;
      case 'end': {
        const queue = incoming.get(message.stream);
        incoming.delete(message.stream);
        if (message.error === undefined) queue?.end();
        else queue?.fail(fromWire(message.error));
        break;
      }
      case 'credit': {
        const state = outgoing.get(message.stream);
        if (state === undefined) break;
        state.credit += message.bytes;
        state.wake?.();
        break;
      }
      case 'stop':
        stop(message.stream);
        break;
    }
  };
  endpoint.addEventListener('message', onMessage);

  return {
    call(method, ...[argument, callOptions]) {
      return new Promise((resolve, reject) => {
        if (disposed) return reject(gone());
        const signal = callOptions?.signal;
        if (signal?.aborted) return reject(signal.reason);
        const id = ++lastCall;
        const onAbort = (): void => {
          calls.delete(id);
          post({ type: 'cancel', id });
          reject(signal?.reason);
        };
        signal?.addEventListener('abort', onAbort, { once: true });
        const settled = (): void => signal?.removeEventListener('abort', onAbort);
        calls.set(id, {
          resolve: (value) => {
            settled();
            resolve(value as never);
          },
          reject: (error) => {
            settled();
            reject(error);
          },
        });
        const detached = detach(argument);
        try {
          post({ type: 'call', id, method, value: detached.value });
        } catch (error) {
          calls.delete(id);
          settled();
          return reject(error);
        }
        detached.start();
      });
    },
    emit(event, value) {
      post({ type: 'event', event, value });
    },
    dispose() {
      if (disposed) return;
      disposed = true;
      endpoint.removeEventListener('message', onMessage);
      for (const call of [...calls.values()]) call.reject(gone());
      for (const controller of served.values()) controller.abort(gone());
      for (const queue of incoming.values()) queue.fail(gone());
      for (const stream of [...outgoing.keys()]) stop(stream);
      calls.clear();
      incoming.clear();
    },
  };
}

const left = (): EngineError => new EngineError('cancelled', 'The caller went away.');
const gone = (): EngineError => new EngineError('unavailable', 'The engine was stopped.');

function isSource(value: unknown): value is ByteSource {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

function isReference(value: unknown): boolean {
  return typeof value === 'object' && value !== null && streamKey in value;
}

/** Streams stand at the top or one level below it: looking no deeper keeps large values cheap. */
function mapStreams(value: unknown, matches: (item: unknown) => boolean, replace: (item: unknown) => unknown): unknown {
  if (matches(value)) return replace(value);
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  const entries = Object.entries(value);
  if (!entries.some(([, item]) => matches(item))) return value;
  return Object.fromEntries(entries.map(([key, item]) => [key, matches(item) ? replace(item) : item]));
}

function toWire(error: unknown): WireError {
  if (error instanceof EngineError) return { kind: error.kind, message: error.message, data: cloneable(error.data) };
  return { kind: 'internal', message: messageOf(error), data: {} };
}

function fromWire({ kind, message, data }: WireError): EngineError {
  return new EngineError(kind, message, { data });
}

/** An error's data is for people and must never be the reason why the error does not arrive. */
function cloneable(data: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  try {
    return structuredClone(data);
  } catch {
    return {};
  }
}
