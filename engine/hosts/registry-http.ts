import { EngineError } from '../base/errors.ts';
import { type ByteSource, chunksOf, nothing } from '../base/stream.ts';
import type { Http } from '../registry/http.ts';
import { networkReason } from './network-error.ts';

/**
 * Talks to registries by the host's own fetch. A page reaches only those that allow it; its browser does not tell why it did not get an
 * answer, so the sentence names all that is needed. Node says what the network said, and the sentence is Go's.
 */
export const registryHttp: Http = async ({ method, url, headers, body, signal }) => {
  const how = {
    method,
    headers,
    credentials: 'omit',
    ...(signal && { signal }),
    ...(body && { body: body as Uint8Array<ArrayBuffer> }),
  } as const;
  const response = await fetch(url, how).catch((error: unknown) => {
    throw failure(error, url, signal);
  });
  return {
    status: response.status,
    url: response.url || url,
    header: (name) => response.headers.get(name) ?? undefined,
    body: response.body === null ? nothing() : chunks(response.body, url, signal),
  };
};

async function* chunks(body: ReadableStream<Uint8Array>, url: string, signal: AbortSignal | undefined): ByteSource {
  try {
    yield* chunksOf(body);
  } catch (error) {
    throw failure(error, url, signal);
  }
}

function failure(error: unknown, url: string, signal: AbortSignal | undefined): EngineError {
  if (signal?.aborted) return new EngineError('cancelled', 'context canceled', { cause: error });
  return new EngineError('unavailable', networkReason(error, url) ?? unseen(new URL(url)), { cause: error });
}

function unseen({ host }: URL): string {
  return `the browser got no answer from the registry ${host} that it lets this page see. The registry must be running and answer with the headers Access-Control-Allow-Origin (this page's address, or *), Access-Control-Allow-Methods (GET, HEAD, POST, PUT, PATCH), Access-Control-Allow-Headers (Accept, Authorization, Content-Type, Content-Range, Range) and Access-Control-Expose-Headers (Location, Docker-Content-Digest, WWW-Authenticate, Link), to OPTIONS too; and by https, unless it is on this computer`;
}
