import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Fetcher } from '../../registry/fetcher.ts';

/** The catalogue as files of this checkout. */
export function folderCatalogue(folder: string): Fetcher {
  return async (name, signal) => {
    const file = path.join(folder, name);
    const found = await stat(file).catch(() => undefined);
    if (found === undefined) return undefined;
    return { body: createReadStream(file, { highWaterMark: 256 * 1024, ...(signal && { signal }) }), size: found.size };
  };
}
