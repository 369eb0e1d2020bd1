import { request as httpRequest, type IncomingMessage } from 'node:http';
import type { Duplex as NodeDuplex } from 'node:stream';
import type { ApiRequest, ApiResponse, ApiTransport } from '../../engine/api/transport.ts';
import { type ByteSource, type Duplex, nothing } from '../../engine/base/stream.ts';

/** A real daemon's socket as our transport: HTTP/1.1 with an upgrade for attach and exec. Node only. */
export function unixTransport(socketPath: string): ApiTransport {
  const open = (request: ApiRequest, upgraded?: (response: IncomingMessage, socket: NodeDuplex, head: Buffer) => void) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const query = request.query.toString();
      const outgoing = httpRequest({
        socketPath,
        method: request.method,
        path: query === '' ? request.path : `${request.path}?${query}`,
        headers: { host: 'docker', ...request.headers },
        agent: false,
        ...(request.signal === undefined ? {} : { signal: request.signal }),
      });
      outgoing.once('error', reject);
      outgoing.once('response', resolve);
      if (upgraded !== undefined) outgoing.once('upgrade', (response, socket, head) => upgraded(response, socket, head));
      send(outgoing, request.body).catch(reject);
    });

  return {
    async request(request) {
      return answer(await open(request));
    },
    hijack: (request) =>
      new Promise((resolve, reject) => {
        open(request, (response, socket, head) => {
          resolve({ ...answer(response), body: nothing(), connection: duplexOf(socket, head) });
        }).then((response) => resolve(answer(response)), reject);
      }),
  };
}

async function send(outgoing: ReturnType<typeof httpRequest>, body: ApiRequest['body']): Promise<void> {
  if (body instanceof Uint8Array) outgoing.setHeader('content-length', body.length).end(body);
  else if (body === undefined) outgoing.end();
  else {
    for await (const chunk of body) {
      if (outgoing.destroyed) return;
      if (!outgoing.write(chunk)) {
        await new Promise<void>((resolve) => {
          const settle = () => {
            outgoing.off('drain', settle).off('close', settle);
            resolve();
          };
          outgoing.on('drain', settle).on('close', settle);
        });
      }
    }
    outgoing.end();
  }
}

function answer(response: IncomingMessage): ApiResponse {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(response.headers)) headers[name] = Array.isArray(value) ? value.join(', ') : (value ?? '');
  return { status: response.statusCode ?? 0, headers, body: response };
}

function duplexOf(socket: NodeDuplex, head: Buffer): Duplex {
  const source = async function* (): ByteSource {
    if (head.length > 0) yield head;
    yield* socket;
  };
  socket.on('error', () => undefined);
  return {
    source: source(),
    sink: {
      write: (chunk) =>
        new Promise((resolve, reject) => {
          socket.write(chunk, (error) => (error ? reject(error) : resolve()));
        }),
      end: () => new Promise((resolve) => void socket.end(resolve)),
    },
    destroy: () => void socket.destroy(),
  };
}
