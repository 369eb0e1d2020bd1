import { EngineError } from '../base/errors.ts';
import { type ByteSource, concat } from '../base/stream.ts';
import type { Digest } from '../oci/digest.ts';
import { createHasher } from '../oci/sha256.ts';
import type { RepositoryClient } from './client.ts';
import { discard, type HttpResponse } from './http.ts';

/** Bytes of one request: what is in memory of a blob at a time. */
const CHUNK = 5 * 1024 * 1024;

/**
 * Sends a blob whose digest is known only at its end (distribution-spec, #pushing-blobs): POST opens a session, PATCH sends a chunk, PUT
 * names the digest; what fits into one chunk travels with the PUT. `session` is one that a refused mount has opened.
 */
export async function uploadBlob(
  repository: RepositoryClient,
  content: ByteSource,
  { session, signal }: { session?: string | undefined; signal?: AbortSignal } = {},
): Promise<{ digest: Digest; size: number }> {
  const hasher = await createHasher();
  let address = session ?? (await openSession(repository, signal));
  let sent = 0;
  let waiting: Uint8Array[] = [];
  let size = 0;
  const flush = async () => {
    const body = concat(waiting);
    const headers = { 'content-type': 'application/octet-stream', 'content-range': `${sent}-${sent + body.length - 1}` };
    const answer = await repository.call('PATCH', address, { headers, body, signal });
    await discard(answer);
    address = locationOf(answer);
    sent += body.length;
    waiting = [];
  };
  for await (const chunk of content) {
    hasher.update(chunk);
    waiting.push(chunk);
    size += chunk.length;
    if (size - sent >= CHUNK) await flush();
  }
  // A registry need not take a chunk with the PUT that ends a chunked upload.
  if (sent > 0 && waiting.length > 0) await flush();
  const digest = hasher.digest();
  const end = new URL(address);
  end.searchParams.set('digest', digest);
  const headers = { 'content-type': 'application/octet-stream' };
  const body = concat(waiting);
  const answer = await repository.call('PUT', end.href, { headers, ...(sent === 0 && { body }), signal });
  await discard(answer);
  return { digest, size };
}

async function openSession(repository: RepositoryClient, signal: AbortSignal | undefined): Promise<string> {
  const answer = await repository.call('POST', 'blobs/uploads/', { signal });
  await discard(answer);
  return locationOf(answer);
}

/** Asks the registry to take a blob over from another of its repositories. Where it does not, it opens a session for an upload instead. */
export async function mountBlob(
  repository: RepositoryClient,
  { digest, from }: { digest: Digest; from: string },
  signal?: AbortSignal,
): Promise<{ mounted: true } | { mounted: false; session: string }> {
  const query = new URLSearchParams({ from, mount: digest });
  const answer = await repository.call('POST', `blobs/uploads/?${query}`, { signal, scopes: [`repository:${from}:pull`] });
  await discard(answer);
  return answer.status === 201 ? { mounted: true } : { mounted: false, session: locationOf(answer) };
}

function locationOf(answer: HttpResponse): string {
  const location = answer.header('location');
  if (location !== undefined) return new URL(location, answer.url).href;
  throw new EngineError(
    'unavailable',
    `${new URL(answer.url).host} does not tell where to upload to: a registry that pages shall push to must send the header Access-Control-Expose-Headers with Location in it`,
    { data: { final: true } },
  );
}
