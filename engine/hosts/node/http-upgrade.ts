import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex as NodeDuplex } from 'node:stream';
import { createWebSocketStream, WebSocketServer } from 'ws';
import type { ApiResponse, ApiTransport } from '../../api/transport.ts';
import type { ByteSource } from '../../base/stream.ts';
import { feed, isForeign, refusal, requestOf, send } from './http-exchange.ts';

const webSockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });

/**
 * A request with `Connection: Upgrade`. Attach and exec start hand out their raw stream (`101 UPGRADED`, `Upgrade: tcp`), or WebSocket frames
 * where that was asked for. A route that does not upgrade answers as if nobody had asked, and the connection ends with its answer.
 */
export async function answerUpgrade(api: ApiTransport, incoming: IncomingMessage, socket: NodeDuplex, head: Buffer): Promise<void> {
  const gone = new AbortController();
  socket.once('close', () => gone.abort());
  const write = (status: number, reason: string, headers: Readonly<Record<string, string>>) =>
    socket.write(`HTTP/1.1 ${status} ${reason}\r\n${headerLines(headers)}\r\n`);
  const plain = async ({ status, headers, body }: ApiResponse) => {
    write(status, STATUS_CODES[status] ?? '', { ...headers, connection: 'close' });
    await send(body, socket, gone.signal);
  };
  if (isForeign(incoming)) return plain({ status: 403, headers: { 'content-type': 'application/json' }, body: lineOf(refusal) });

  const { body, rest } = await splitBody(incoming, socket, head);
  const request = requestOf(incoming, body, gone.signal);
  if (request === undefined) return plain({ status: 404, headers: {}, body: lineOf({ message: 'page not found' }) });
  const response = await api.hijack(request);
  const { connection } = response;
  if (connection === undefined) return plain(response);
  gone.signal.addEventListener('abort', () => connection.destroy());
  if (gone.signal.aborted) return connection.destroy();

  if (incoming.headers.upgrade?.toLowerCase() === 'websocket') {
    webSockets.handleUpgrade(incoming, socket, rest, (webSocket) => {
      const stream = createWebSocketStream(webSocket);
      // A client that leaves without a closing frame is an ended one.
      stream.on('error', () => connection.destroy());
      void feed(stream.iterator({ destroyOnReturn: false }), connection);
      void send(connection.source, stream, gone.signal);
    });
    return;
  }
  // dockerd's own reason phrase; clients look only at the number.
  write(101, 'UPGRADED', response.headers);
  void feed(input(rest, socket), connection);
  await send(connection.source, socket, gone.signal);
}

/** What a client sends to the program. Its end is not that of the socket: output goes on. */
async function* input(first: Buffer, socket: NodeDuplex): ByteSource {
  if (first.length > 0) yield first;
  yield* socket.iterator({ destroyOnReturn: false });
}

/** Node hands out what follows the head as it came; the request's own body comes first, then what is sent to the program. */
async function splitBody(incoming: IncomingMessage, socket: NodeDuplex, head: Buffer): Promise<{ body?: Uint8Array; rest: Buffer }> {
  // A chunked body without chunks, as some clients send it with every upgrade. With chunks it would have no end before the upgrade.
  const emptyBody = '0\r\n\r\n';
  if (incoming.headers['transfer-encoding'] !== undefined) {
    return { rest: head.toString('latin1', 0, emptyBody.length) === emptyBody ? head.subarray(emptyBody.length) : head };
  }
  const length = Number(incoming.headers['content-length'] ?? 0);
  let bytes = head;
  while (bytes.length < length) {
    const chunk = await nextChunk(socket);
    if (chunk === undefined) throw new Error('the request broke off');
    bytes = Buffer.concat([bytes, chunk]);
  }
  return { ...(length > 0 && { body: bytes.subarray(0, length) }), rest: bytes.subarray(length) };
}

/** Without an iterator, whose end would end the socket. */
function nextChunk(socket: NodeDuplex): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const settle = () => {
      const chunk = socket.read() as Buffer | null;
      if (chunk === null && !socket.readableEnded && !socket.destroyed) return;
      socket.off('readable', settle).off('end', settle).off('close', settle);
      resolve(chunk ?? undefined);
    };
    socket.on('readable', settle).on('end', settle).on('close', settle);
    settle();
  });
}

function headerLines(headers: Readonly<Record<string, string>>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value.replace(/[\r\n]+/g, ' ')}\r\n`)
    .join('');
}

async function* lineOf(value: unknown): ByteSource {
  yield new TextEncoder().encode(`${JSON.stringify(value)}\n`);
}
