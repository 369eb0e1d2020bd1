import type { ByteSource } from '../../base/stream.ts';
import type { Filters } from '../types/filters.ts';
import type { JsonMessage } from '../types/message.ts';
import type { PruneReport } from '../types/system.ts';
import type { Connection, QueryValue } from './connection.ts';
import { jsonLines } from './json-stream.ts';

/** Names as in the query of `POST /build`; maps travel as JSON. */
export interface BuildOptions {
  readonly dockerfile?: string;
  readonly tags?: readonly string[];
  readonly buildArgs?: Readonly<Record<string, string | null>>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly target?: string;
  readonly noCache?: boolean;
  readonly pull?: boolean;
  readonly quiet?: boolean;
  readonly networkMode?: string;
  readonly platform?: string;
  readonly extraHosts?: readonly string[];
  readonly cacheFrom?: readonly string[];
  readonly memory?: number;
  readonly shmSize?: number;
  /** `1` the classic builder's answer, `2` BuildKit's: vertex progress as `BuildTrace`. */
  readonly version: '1' | '2';
  /** What only this project's engine knows of: outputs, secrets, named contexts. */
  readonly extra?: Readonly<Record<string, QueryValue>>;
  readonly signal?: AbortSignal;
}

export type BuildClient = ReturnType<typeof buildClient>;

export function buildClient(connection: Connection) {
  return {
    build: async (context: ByteSource, options: BuildOptions) => {
      const response = await connection.send('POST', '/build', {
        query: {
          version: options.version,
          dockerfile: options.dockerfile,
          t: options.tags,
          buildargs: jsonOf(options.buildArgs),
          labels: jsonOf(options.labels),
          target: options.target,
          nocache: options.noCache || undefined,
          pull: options.pull || undefined,
          q: options.quiet || undefined,
          rm: true,
          networkmode: options.networkMode,
          platform: options.platform,
          extrahosts: options.extraHosts,
          cachefrom: options.cacheFrom?.length ? JSON.stringify(options.cacheFrom) : undefined,
          memory: options.memory || undefined,
          shmsize: options.shmSize || undefined,
          ...options.extra,
        },
        headers: { 'content-type': 'application/x-tar' },
        body: context,
        signal: options.signal,
      });
      return jsonLines<JsonMessage>(response.body);
    },

    prune: (options: { all?: boolean; filters?: Filters; keepStorage?: number } = {}) =>
      connection.json<PruneReport>('POST', '/build/prune', {
        query: { all: options.all || undefined, filters: options.filters, 'keep-storage': options.keepStorage || undefined },
      }),
  };
}

function jsonOf(map: Readonly<Record<string, unknown>> | undefined): string | undefined {
  return map === undefined || Object.keys(map).length === 0 ? undefined : JSON.stringify(map);
}
