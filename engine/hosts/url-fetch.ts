import { EngineError } from '../base/errors.ts';
import { chunksOf, nothing } from '../base/stream.ts';
import type { FetchBackend } from '../build/backend.ts';
import { networkReason } from './network-error.ts';

/**
 * ADD of a URL, by the host's own fetch. A page reads only what its browser lets it read, and the browser does not tell which of the reasons
 * it was. `no-cache` asks the server whether what the browser's HTTP cache has is still current (ETag), as BuildKit does.
 */
export const urlFetch: FetchBackend = {
  async get(url, signal) {
    try {
      const { status, body, headers } = await fetch(url, { ...how, signal });
      const lastModified = Date.parse(headers.get('Last-Modified') ?? '');
      return { status, body: body === null ? nothing() : chunksOf(body), ...(!Number.isNaN(lastModified) && { lastModified }) };
    } catch (error) {
      if (signal.aborted) throw new EngineError('cancelled', 'context canceled', { cause: error });
      const reason =
        networkReason(error, url) ??
        'no answer: a web page can only read from servers that allow it (CORS), and from an https page only https URLs';
      throw new EngineError('unavailable', `Get ${JSON.stringify(url)}: ${reason}`, { cause: error });
    }
  },
};

/** Node's fetch knows no cache, and its types no such option. */
const how = { cache: 'no-cache', credentials: 'omit', referrerPolicy: 'no-referrer' } as const;
