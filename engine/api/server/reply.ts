import { messageOf } from '../../base/errors.ts';
import { type ByteSource, type Duplex, nothing, once } from '../../base/stream.ts';

/** What a route answers with. `connection` is there when it answers 101: the raw stream after the upgrade. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: ByteSource;
  readonly connection?: Duplex;
}

const encoder = new TextEncoder();

export function empty(status = 204, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, headers, body: nothing() };
}

export function json(value: unknown, status = 200): Reply {
  return { status, headers: { 'content-type': 'application/json' }, body: once(encoder.encode(`${stringify(value)}\n`)) };
}

export function text(value: string, status = 200): Reply {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: once(encoder.encode(value)) };
}

export function bytes(body: ByteSource, contentType: string, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status: 200, headers: { 'content-type': contentType, ...headers }, body };
}

export function upgrade(connection: Duplex, contentType: string): Reply {
  return {
    status: 101,
    headers: { 'content-type': contentType, connection: 'Upgrade', upgrade: 'tcp' },
    body: nothing(),
    connection,
  };
}

/**
 * The largest unsigned number of 64 bits, which Docker writes for "no limit", is none of JavaScript's: the nearest one is too large for the
 * Go programs that read it.
 */
function stringify(value: unknown): string {
  return JSON.stringify(value).replace(/(?<=:)18446744073709552000(?=[,}])/g, '18446744073709551615');
}

/** Every value as one line of JSON. */
export function jsonLines(values: AsyncIterable<unknown>): Reply {
  return bytes(lines(values), 'application/json');
}

async function* lines(values: AsyncIterable<unknown>): ByteSource {
  for await (const value of values) yield encoder.encode(`${stringify(value)}\r\n`);
}

/**
 * Docker's progress streams (pull, build, load): an error before the first message is an ordinary error answer; after it, the status line is
 * gone and the error travels as the stream's last message.
 */
export async function progress(run: (emit: (message: unknown) => void) => Promise<void>): Promise<Reply> {
  const waiting: unknown[] = [];
  let wake: () => void = () => {};
  let state: { readonly done: true; readonly error?: unknown } | undefined;
  const changed = (): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve;
    });
  let next = changed();
  const signal = () => {
    wake();
    next = changed();
  };
  run((message) => {
    waiting.push(message);
    signal();
  }).then(
    () => {
      state = { done: true };
      signal();
    },
    (error: unknown) => {
      state = { done: true, error };
      signal();
    },
  );
  if (waiting.length === 0 && state === undefined) await next;
  const failed = state as { error?: unknown } | undefined;
  if (waiting.length === 0 && failed?.error !== undefined) throw failed.error;
  async function* messages(): AsyncGenerator<unknown> {
    for (;;) {
      const message = waiting.shift();
      if (message !== undefined) yield message;
      else if (state !== undefined) {
        if (state.error !== undefined) yield { errorDetail: { message: messageOf(state.error) }, error: messageOf(state.error) };
        return;
      } else await next;
    }
  }
  return jsonLines(messages());
}
