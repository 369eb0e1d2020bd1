import type { ApiRequest, ApiTransport } from '../api/transport.ts';
import { type Duplex, nothing } from '../base/stream.ts';
import { pipe } from './pipe.ts';
import type { EngineCalls, WireRequest } from './protocol.ts';
import type { Handlers, Peer } from './rpc.ts';

/** The Engine API across the worker's border: the page's end and the worker's. */

export function remoteTransport(peer: Pick<Peer<EngineCalls, Record<string, never>>, 'call'>): ApiTransport {
  return {
    async request(request) {
      const response = await peer.call('api', toWire(request), { signal: request.signal });
      const { output, leave } = leavable(response.body);
      request.signal?.addEventListener('abort', leave, { once: true });
      return { ...response, body: output };
    },
    async hijack(request) {
      const input = pipe();
      const { upgraded, ...response } = await peer.call('hijack', { ...toWire(request), input: input.source }, { signal: request.signal });
      if (!upgraded) {
        await input.sink.end();
        return response;
      }
      const { output, leave } = leavable(response.body);
      const connection: Duplex = {
        source: output,
        sink: input.sink,
        destroy: () => {
          leave();
          void input.sink.end();
        },
      };
      return { ...response, body: nothing(), connection };
    },
  };
}

export function serveTransport(transport: ApiTransport): Handlers<Pick<EngineCalls, 'api' | 'hijack'>> {
  return {
    api: (request, { signal }) => transport.request({ ...fromWire(request), signal }),
    async hijack({ input, ...request }, { signal }) {
      const { connection, ...response } = await transport.hijack({ ...fromWire(request), signal });
      if (connection === undefined) return { ...response, upgraded: false };
      signal.addEventListener('abort', () => connection.destroy(), { once: true });
      void feed(input, connection);
      return { ...response, body: connection.source, upgraded: true };
    },
  };
}

async function feed(input: AsyncIterable<Uint8Array>, connection: Duplex): Promise<void> {
  try {
    for await (const chunk of input) await connection.sink.write(chunk);
    await connection.sink.end();
  } catch {
    // The other end went away first: its source has ended, and that is what the caller sees.
  }
}

function toWire({ method, path, query, headers, body }: ApiRequest): WireRequest {
  return { method, path, query: query.toString(), headers, ...(body !== undefined && { body }) };
}

function fromWire({ query, ...request }: WireRequest): ApiRequest {
  return { ...request, query: new URLSearchParams(query) };
}

/** A source that somebody other than its reader can end. */
function leavable(source: AsyncIterable<Uint8Array>): { output: AsyncIterable<Uint8Array>; leave: () => void } {
  const iterator = source[Symbol.asyncIterator]();
  return { output: { [Symbol.asyncIterator]: () => iterator }, leave: () => void iterator.return?.() };
}
