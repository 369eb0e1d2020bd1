import type { ByteSource } from '../../base/stream.ts';
import type { Filters } from '../types/filters.ts';
import type { JsonMessage } from '../types/message.ts';
import type { AuthConfig } from '../types/registry.ts';
import type { PruneReport } from '../types/system.ts';
import type { Connection, QueryValue } from './connection.ts';
import { jsonLines } from './json-stream.ts';
import { encoded } from './registry.ts';

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
  readonly ulimits?: readonly unknown[];
  readonly cgroupParent?: string;
  /** An http address that is the context. */
  readonly remote?: string;
  /** What real Docker's command says over a gRPC session, in this project's own parameters. */
  readonly session?: BuildSession;
  /** By registry, for base images. */
  readonly accounts?: Readonly<Record<string, AuthConfig>>;
  readonly signal?: AbortSignal;
}

export interface BuildSession {
  /** The folder of the tar with what is not of the context. */
  readonly folder: string;
  /** The context came as an archive. */
  readonly isArchive: boolean;
  /** Contexts of one key are the same directory. */
  readonly key: string;
  /** `NAME=docker-image://…`, `NAME=local:`, `NAME=oci-layout://…@DIGEST`. */
  readonly contexts: readonly string[];
  readonly outputs?: ReadonlyArray<{ readonly type: string; readonly attributes: Readonly<Record<string, string>> }>;
  readonly noCacheFilter: readonly string[];
  readonly allow: readonly string[];
  readonly call?: string;
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
          extrahosts: options.extraHosts?.join(','),
          cachefrom: options.cacheFrom?.length ? JSON.stringify(options.cacheFrom) : undefined,
          memory: options.memory || undefined,
          shmsize: options.shmSize || undefined,
          ulimits: options.ulimits?.length ? JSON.stringify(options.ulimits) : undefined,
          cgroupparent: options.cgroupParent,
          remote: options.remote,
          ...(options.session && sessionQuery(options.session)),
        },
        headers: { 'content-type': 'application/x-tar', ...(options.accounts && { 'x-registry-config': encoded(options.accounts) }) },
        body: context,
        signal: options.signal,
      });
      return jsonLines<JsonMessage>(response.body);
    },

    prune: (options: PruneOptions = {}) =>
      connection.json<PruneReport>('POST', '/build/prune', {
        query: {
          all: options.all || undefined,
          filters: options.filters,
          'keep-storage': options.reservedSpace || undefined,
          'reserved-space': options.reservedSpace || undefined,
          'max-used-space': options.maxUsedSpace || undefined,
          'min-free-space': options.minFreeSpace || undefined,
        },
      }),
  };
}

/** Sizes in bytes. */
interface PruneOptions {
  readonly all?: boolean;
  readonly filters?: Filters;
  readonly reservedSpace?: number;
  readonly maxUsedSpace?: number;
  readonly minFreeSpace?: number;
}

function sessionQuery(session: BuildSession): Record<string, QueryValue> {
  return {
    'drydock.sent': session.folder,
    'drydock.remote': session.isArchive || undefined,
    'drydock.key': session.key,
    'drydock.context': session.contexts,
    'drydock.output': session.outputs?.map((output) => JSON.stringify(output)),
    'drydock.nocache': session.noCacheFilter,
    'drydock.allow': session.allow,
    'drydock.call': session.call,
  };
}

function jsonOf(map: Readonly<Record<string, unknown>> | undefined): string | undefined {
  return map === undefined || Object.keys(map).length === 0 ? undefined : JSON.stringify(map);
}
