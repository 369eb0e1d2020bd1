import { EngineError, messageOf } from '../../base/errors.ts';
import { type ByteSource, chunksOf } from '../../base/stream.ts';
import type { Fetcher } from '../../registry/fetcher.ts';

/** The catalogue as static files of the site. */
export function siteCatalogue(base: string): Fetcher {
  return async (path, signal) => {
    let response: Response;
    try {
      response = await fetch(new URL(`registry/${path}`, base), signal === undefined ? {} : { signal });
    } catch (error) {
      if (signal?.aborted === true) throw new EngineError('cancelled', 'context canceled', { cause: error });
      throw new EngineError('unavailable', `the catalogue cannot be reached: ${messageOf(error)}. Check the connection, then try again`, {
        cause: error,
      });
    }
    if (response.status === 404) return undefined;
    if (!response.ok) throw new EngineError('unavailable', `the catalogue answered ${response.status} for ${path}: try again later`);
    const length = response.headers.get('content-length');
    // With a Content-Encoding, the length is not that of the bytes we get.
    const size = length === null || response.headers.has('content-encoding') ? undefined : Number(length);
    return { body: bodyOf(response), size };
  };
}

async function* bodyOf({ body }: Response): ByteSource {
  if (body === null) return;
  try {
    yield* chunksOf(body);
  } catch (error) {
    throw new EngineError('unavailable', `the download was cut off: ${messageOf(error)}. Check the connection, then try again`, {
      cause: error,
    });
  }
}
