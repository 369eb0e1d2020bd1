import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { ApiRequest, ApiResponse, ApiTransport } from '../../engine/api/transport.ts';
import type { ByteSource } from '../../engine/base/stream.ts';
import type { Engine } from '../../engine/hosts/engine.ts';
import { startNodeEngine } from '../../engine/hosts/node/engine.ts';
import { createHttpServer } from '../../engine/hosts/node/http-server.ts';

/** One request and its answer, as far as they are JSON. */
export interface Exchange {
  readonly method: string;
  /** Without the version. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly status: number;
  /** Of the request. */
  readonly body: unknown;
  /** Of the answer; a stream's messages one by one. */
  readonly answers: readonly unknown[];
}

/** The engine on a real guest behind HTTP, and all that was said to it. */
export interface Served {
  readonly engine: Engine;
  readonly port: number;
  /** For DOCKER_HOST. */
  readonly host: string;
  /** The same without HTTP: for clients in this process. */
  readonly api: ApiTransport;
  readonly exchanges: readonly Exchange[];
  close(): Promise<void>;
}

export async function startServed(options: { readonly workspace?: string } = {}): Promise<Served> {
  const { engine, close } = await startNodeEngine(options);
  const exchanges: Exchange[] = [];
  const api = recorded(engine.api, (exchange) => exchanges.push(exchange));
  const server = createHttpServer(api);
  server.listen(0, '127.0.0.1');
  await Promise.all([once(server, 'listening'), engine.ready]);
  const { port } = server.address() as AddressInfo;
  return {
    engine,
    port,
    host: `tcp://127.0.0.1:${port}`,
    api,
    exchanges,
    async close() {
      server.close();
      server.closeAllConnections();
      await close();
    },
  };
}

function recorded(api: ApiTransport, keep: (exchange: Exchange) => void): ApiTransport {
  const watch = async <R extends ApiResponse>(request: ApiRequest, ask: (request: ApiRequest) => Promise<R>): Promise<R> => {
    const sent: Uint8Array[] = [];
    const isJson = (headers: Readonly<Record<string, string>>) => headers['content-type']?.startsWith('application/json') === true;
    const body = isJson(request.headers) && request.body !== undefined ? tee(request.body, sent) : request.body;
    const response = await ask({ ...request, ...(body !== undefined && { body }) });
    const received: Uint8Array[] = [];
    const finish = () =>
      keep({
        method: request.method,
        path: request.path.replace(/^\/v[\d.]+(?=\/)/, ''),
        query: request.query,
        status: response.status,
        body: values(sent)[0],
        answers: isJson(response.headers) ? values(received) : [],
      });
    return { ...response, body: tee(response.body, isJson(response.headers) ? received : [], finish) };
  };
  return {
    request: (request) => watch(request, (watched) => api.request(watched)),
    hijack: (request) => watch(request, (watched) => api.hijack(watched)),
  };
}

async function* tee(source: ByteSource | Uint8Array, into: Uint8Array[], finish: () => void = () => {}): ByteSource {
  try {
    for await (const chunk of source instanceof Uint8Array ? [source] : source) {
      into.push(chunk);
      yield chunk;
    }
  } finally {
    finish();
  }
}

/** A stream that its client left may end in the middle of a line. */
function values(chunks: readonly Uint8Array[]): unknown[] {
  const parse = (line: string): unknown[] => {
    try {
      return [JSON.parse(line)];
    } catch {
      return [];
    }
  };
  return Buffer.concat(chunks)
    .toString()
    .split('\n')
    .filter((line) => line.trim() !== '')
    .flatMap(parse);
}
