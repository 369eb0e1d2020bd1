import type { ByteSource } from '../base/stream.ts';

/**
 * Plain GET below the catalogue's base URL: `index.json`, `blobs/sha256/<hex>`. Undefined when there is no such file (404);
 * `unavailable` when the catalogue cannot be reached.
 */
export type Fetcher = (
  path: string,
  signal?: AbortSignal,
) => Promise<{ readonly body: ByteSource; readonly size: number | undefined } | undefined>;
