import type { ByteSource } from '../../base/stream.ts';
import type { ContainerConfig } from '../types/container.ts';
import type { Filters } from '../types/filters.ts';
import type { ImageDeleteItem, ImageHistoryItem, ImageInspect, ImageSearchItem, ImageSummary } from '../types/image.ts';
import type { JsonMessage } from '../types/message.ts';
import type { AuthConfig } from '../types/registry.ts';
import type { PruneReport } from '../types/system.ts';
import type { Connection } from './connection.ts';
import { segment } from './connection.ts';
import { jsonLines } from './json-stream.ts';
import { authHeader } from './registry.ts';

export interface CommitOptions {
  readonly container: string;
  readonly repo?: string;
  readonly tag?: string;
  readonly comment?: string;
  readonly author?: string;
  /** Dockerfile instructions. */
  readonly changes?: readonly string[];
  readonly pause?: boolean;
  readonly config?: ContainerConfig;
}

export type ImagesClient = ReturnType<typeof imagesClient>;

export function imagesClient(connection: Connection) {
  const path = (name: string, rest = '') => `/images/${segment(name)}${rest}`;
  return {
    list: (options: { all?: boolean; filters?: Filters; sharedSize?: boolean } = {}) =>
      connection.json<ImageSummary[]>('GET', '/images/json', {
        query: { all: options.all || undefined, filters: options.filters, 'shared-size': options.sharedSize || undefined },
      }),

    /** A platform is a `Platform` as JSON. */
    inspect: (name: string, query: { platform?: string } = {}) => connection.json<ImageInspect>('GET', path(name, '/json'), { query }),
    history: (name: string, query: { platform?: string } = {}) =>
      connection.json<ImageHistoryItem[]>('GET', path(name, '/history'), { query }),
    tag: (name: string, repo: string, tag: string) => connection.call('POST', path(name, '/tag'), { query: { repo, tag } }),

    remove: (name: string, options: { force?: boolean; noPrune?: boolean } = {}) =>
      connection.json<ImageDeleteItem[]>('DELETE', path(name), {
        query: { force: options.force || undefined, noprune: options.noPrune || undefined },
      }),

    prune: (filters: Filters = {}) => connection.json<PruneReport>('POST', '/images/prune', { query: { filters } }),

    search: (term: string, options: { limit?: number; filters?: Filters } = {}) =>
      connection.json<ImageSearchItem[]>('GET', '/images/search', { query: { term, ...options } }),

    pull: async (name: string, options: { tag?: string; platform?: string; auth?: AuthConfig; signal?: AbortSignal } = {}) => {
      const { tag, platform, auth, signal } = options;
      const sent = { query: { fromImage: name, tag, platform }, headers: authHeader(auth), signal };
      return jsonLines<JsonMessage>((await connection.send('POST', '/images/create', sent)).body);
    },

    push: async (name: string, options: { tag?: string; platform?: string; auth?: AuthConfig; signal?: AbortSignal } = {}) => {
      const { tag, platform, auth, signal } = options;
      const sent = { query: { tag, platform }, headers: authHeader(auth), signal };
      return jsonLines<JsonMessage>((await connection.send('POST', path(name, '/push'), sent)).body);
    },

    /** `source` is `-` for the body, or a URL that the daemon fetches. */
    import: async (
      source: string,
      options: { repo?: string; tag?: string; message?: string; changes?: readonly string[]; platform?: string; body?: ByteSource },
    ) => {
      const { repo, tag, message, changes, platform, body } = options;
      const query = { fromSrc: source, repo, tag, message, changes, platform };
      const headers = { 'content-type': 'application/x-tar' };
      return jsonLines<JsonMessage>((await connection.send('POST', '/images/create', { query, ...(body ? { body, headers } : {}) })).body);
    },

    load: async (tar: ByteSource, options: { quiet?: boolean; platform?: string } = {}) => {
      const headers = { 'content-type': 'application/x-tar' };
      const query = { quiet: options.quiet ?? false, platform: options.platform };
      return jsonLines<JsonMessage>((await connection.send('POST', '/images/load', { query, headers, body: tar })).body);
    },

    save: async (names: readonly string[], { platform }: { platform?: string } = {}): Promise<ByteSource> =>
      (await connection.send('GET', '/images/get', { query: { names, platform } })).body,

    commit: ({ config, ...options }: CommitOptions) =>
      connection.json<{ Id: string }>('POST', '/commit', { query: { ...options }, json: config ?? {} }),
  };
}
