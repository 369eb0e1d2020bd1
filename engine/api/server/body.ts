import type { ByteSource } from '../../base/stream.ts';
import type { ApiRequest } from '../transport.ts';

/** A request's body as a stream, whichever way it came; empty when there is none. */
export async function* bodyOf({ body }: Pick<ApiRequest, 'body'>): ByteSource {
  if (body instanceof Uint8Array) yield body;
  else if (body !== undefined) yield* body;
}
