import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex as NodeDuplex } from 'node:stream';
import type { ApiTransport } from '../../api/transport.ts';
import { isForeign, refusal, requestOf, send } from './http-exchange.ts';
import { answerUpgrade } from './http-upgrade.ts';

/**
 * The Engine API behind HTTP/1.1, as dockerd serves it. What the API itself decides (routes, statuses, errors, versions) is in `api/server`;
 * here are only bytes: streaming with back pressure both ways, upgrades, and the client that goes away.
 */
export function createHttpServer(api: ApiTransport): Server {
  const server = createServer({ noDelay: true }, (incoming, outgoing) => {
    void answer(api, incoming, outgoing).catch(() => outgoing.destroy());
  });
  server.on('upgrade', (incoming: IncomingMessage, socket: NodeDuplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    void answerUpgrade(api, incoming, socket, head).catch(() => socket.destroy());
  });
  // A wait, a log or a terminal may be silent for days.
  server.timeout = 0;
  server.requestTimeout = 0;
  server.keepAliveTimeout = 0;
  return server;
}

async function answer(api: ApiTransport, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const gone = new AbortController();
  outgoing.once('close', () => gone.abort());
  if (isForeign(incoming)) return refuse(outgoing, 403, refusal);
  const hasBody = incoming.headers['content-length'] !== undefined || incoming.headers['transfer-encoding'] !== undefined;
  // A route that has read enough leaves the rest; that must not break off the connection, on which it still says why.
  const request = requestOf(incoming, hasBody ? incoming.iterator({ destroyOnReturn: false }) : undefined, gone.signal);
  if (request === undefined) return refuse(outgoing, 404, { message: 'page not found' });
  const response = await api.request(request);
  outgoing.writeHead(response.status, response.headers);
  // Streams have not said anything yet, but their client waits for the status: that it follows a log, that its wait is set up.
  outgoing.flushHeaders();
  await send(response.body, outgoing, gone.signal);
  incoming.resume();
}

function refuse(outgoing: ServerResponse, status: number, body: unknown): void {
  outgoing.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(body)}\n`);
}
