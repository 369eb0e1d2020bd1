import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex as NodeDuplex } from 'node:stream';
import type { ApiRequest } from '../../api/transport.ts';
import type { ByteSource, Duplex } from '../../base/stream.ts';
import { isLoopback } from './listen-address.ts';

/** What requests and upgrades over HTTP have in common. */

/**
 * A page of the web must not drive this engine through the visitor's browser: neither from a foreign origin, nor under a name that its owner
 * lets point here (DNS rebinding). A docker client sends no `Origin` and names the host it was told.
 */
export function isForeign({ headers, socket }: IncomingMessage): boolean {
  if (socket.remoteAddress === undefined) return false;
  const nameOf = (url: string) => (URL.canParse(url) ? new URL(url).hostname.replace(/^\[|\]$/g, '') : '');
  if (headers.origin !== undefined && !isLoopback(nameOf(headers.origin))) return true;
  return headers.host !== undefined && headers.host !== 'docker' && !isLoopback(nameOf(`http://${headers.host}`));
}

export const refusal = { message: 'this API answers only programs of this machine, at its loopback address' };

const methods: readonly string[] = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS'];

/** The request as the API takes it. `undefined` for a method that no route has. */
export function requestOf(incoming: IncomingMessage, body: ApiRequest['body'], signal: AbortSignal): ApiRequest | undefined {
  const { method = '', url = '/' } = incoming;
  if (!methods.includes(method)) return undefined;
  const at = url.indexOf('?');
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers)) headers[name] = Array.isArray(value) ? value.join(', ') : (value ?? '');
  return {
    method: method as ApiRequest['method'],
    path: at < 0 ? url : url.slice(0, at),
    query: new URLSearchParams(at < 0 ? '' : url.slice(at + 1)),
    headers,
    signal,
    ...(body !== undefined && { body }),
  };
}

/** Writes a body with back pressure, and stops the route when the client is gone. */
export async function send(body: ByteSource, outgoing: ServerResponse | NodeDuplex, gone: AbortSignal): Promise<void> {
  const iterator = body[Symbol.asyncIterator]();
  const left = new Promise<undefined>((resolve) => gone.addEventListener('abort', () => resolve(undefined), { once: true }));
  try {
    while (!gone.aborted) {
      const next = await Promise.race([iterator.next(), left]);
      if (next === undefined) break;
      if (next.done) {
        outgoing.end();
        return;
      }
      if (!outgoing.write(next.value)) await Promise.race([new Promise((resolve) => outgoing.once('drain', resolve)), left]);
    }
  } catch {
    // The status is out: a body that breaks off is all that can still be said.
    outgoing.destroy();
  }
  // Not awaited: a route that waits for something else ends in its own time.
  void iterator.return?.()?.catch(() => undefined);
}

/** The client's bytes into a connection, to their end. */
export async function feed(source: ByteSource, { sink }: Duplex): Promise<void> {
  try {
    for await (const chunk of source) await sink.write(chunk);
    await sink.end();
  } catch {
    // One of the two ends is gone; the other direction says so.
  }
}
