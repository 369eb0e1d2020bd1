import type { ByteSource, Duplex } from '../../base/stream.ts';
import { collect } from '../../base/stream.ts';
import { multiplexedStream } from '../transport.ts';
import type { FilesystemChange, PathStat } from '../types/archive.ts';
import type {
  ContainerCreateBody,
  ContainerCreated,
  ContainerInspect,
  ContainerSummary,
  ContainerTop,
  ContainerUpdateBody,
  ContainerWait,
} from '../types/container.ts';
import type { Filters } from '../types/filters.ts';
import type { ContainerStats } from '../types/stats.ts';
import type { PruneReport } from '../types/system.ts';
import type { Connection } from './connection.ts';
import { segment } from './connection.ts';
import { jsonLines } from './json-stream.ts';

export interface AttachOptions {
  readonly stdin?: boolean;
  readonly stdout?: boolean;
  readonly stderr?: boolean;
  /** First what the log holds. */
  readonly logs?: boolean;
  readonly detachKeys?: string;
}

export interface LogsOptions {
  readonly stdout?: boolean;
  readonly stderr?: boolean;
  readonly follow?: boolean;
  readonly timestamps?: boolean;
  readonly details?: boolean;
  /** A number of lines, or `all`. */
  readonly tail?: string;
  /** Unix seconds, with a fraction if need be. */
  readonly since?: string;
  readonly until?: string;
  readonly signal?: AbortSignal;
}

export type WaitCondition = 'not-running' | 'next-exit' | 'removed';

export type ContainersClient = ReturnType<typeof containersClient>;

export function containersClient(connection: Connection) {
  const path = (id: string, rest = '') => `/containers/${segment(id)}${rest}`;
  return {
    list: (options: { all?: boolean; limit?: number; size?: boolean; filters?: Filters } = {}) =>
      connection.json<ContainerSummary[]>('GET', '/containers/json', {
        query: { all: options.all || undefined, limit: options.limit, size: options.size || undefined, filters: options.filters },
      }),

    create: (body: ContainerCreateBody, options: { name?: string; platform?: string } = {}) =>
      connection.json<ContainerCreated>('POST', '/containers/create', { query: { ...options }, json: body }),

    inspect: (id: string, options: { size?: boolean } = {}) =>
      connection.json<ContainerInspect>('GET', path(id, '/json'), { query: { size: options.size || undefined } }),

    start: (id: string, options: { detachKeys?: string } = {}) => connection.call('POST', path(id, '/start'), { query: { ...options } }),

    /** `timeout` in seconds; absent: the container's own. */
    stop: (id: string, options: { timeout?: number; signal?: string } = {}) =>
      connection.call('POST', path(id, '/stop'), { query: { t: options.timeout, signal: options.signal } }),

    restart: (id: string, options: { timeout?: number; signal?: string } = {}) =>
      connection.call('POST', path(id, '/restart'), { query: { t: options.timeout, signal: options.signal } }),

    kill: (id: string, signal?: string) => connection.call('POST', path(id, '/kill'), { query: { signal } }),
    pause: (id: string) => connection.call('POST', path(id, '/pause')),
    unpause: (id: string) => connection.call('POST', path(id, '/unpause')),
    rename: (id: string, name: string) => connection.call('POST', path(id, '/rename'), { query: { name } }),
    update: (id: string, body: ContainerUpdateBody) =>
      connection.json<{ Warnings: string[] | null }>('POST', path(id, '/update'), { json: body }),
    resize: (id: string, size: { rows: number; cols: number }) =>
      connection.call('POST', path(id, '/resize'), { query: { h: size.rows, w: size.cols } }),

    remove: (id: string, options: { volumes?: boolean; force?: boolean; link?: boolean } = {}) =>
      connection.call('DELETE', path(id), {
        query: { v: options.volumes || undefined, force: options.force || undefined, link: options.link || undefined },
      }),

    prune: (filters: Filters = {}) => connection.json<PruneReport>('POST', '/containers/prune', { query: { filters } }),

    /** The raw connection: multiplexed unless the container has a terminal. */
    attach: (id: string, options: AttachOptions): Promise<Duplex> =>
      connection.hijack(path(id, '/attach'), {
        query: {
          stream: true,
          stdin: options.stdin || undefined,
          stdout: options.stdout || undefined,
          stderr: options.stderr || undefined,
          logs: options.logs || undefined,
          detachKeys: options.detachKeys,
        },
      }),

    logs: async (id: string, options: LogsOptions): Promise<{ body: ByteSource; multiplexed: boolean | undefined }> => {
      const { stdout, stderr, follow, timestamps, details, tail, since, until, signal } = options;
      const response = await connection.send('GET', path(id, '/logs'), {
        query: {
          stdout: stdout || undefined,
          stderr: stderr || undefined,
          follow: follow || undefined,
          timestamps: timestamps || undefined,
          details: details || undefined,
          tail,
          since,
          until,
        },
        signal,
      });
      const type = response.headers['content-type'];
      // Daemons before API 1.42 do not say which.
      return { body: response.body, multiplexed: type?.startsWith('application/vnd.docker.') ? type === multiplexedStream : undefined };
    },

    /** Two stages: the daemon has noted the request (what happens after is not missed), and the container is done. */
    wait: async (id: string, condition?: WaitCondition, signal?: AbortSignal): Promise<{ exit: Promise<ContainerWait> }> => {
      const response = await connection.send('POST', path(id, '/wait'), { query: { condition }, signal });
      const exit = collect(response.body).then((bytes) => JSON.parse(new TextDecoder().decode(bytes)) as ContainerWait);
      // Nobody may be listening yet, or ever: `docker run` of a container that does not start.
      exit.catch(() => undefined);
      return { exit };
    },

    top: (id: string, psArguments: readonly string[]) =>
      connection.json<ContainerTop>('GET', path(id, '/top'), { query: { ps_args: psArguments.join(' ') } }),

    changes: (id: string) => connection.json<FilesystemChange[] | null>('GET', path(id, '/changes')),

    stats: async (id: string, options: { stream: boolean; oneShot?: boolean; signal?: AbortSignal }) => {
      const query = { stream: options.stream, 'one-shot': options.oneShot || undefined };
      const response = await connection.send('GET', path(id, '/stats'), { query, signal: options.signal });
      return jsonLines<ContainerStats>(response.body);
    },

    export: async (id: string): Promise<ByteSource> => (await connection.send('GET', path(id, '/export'))).body,

    archiveStat: async (id: string, file: string): Promise<PathStat> =>
      pathStat((await connection.send('HEAD', path(id, '/archive'), { query: { path: file } })).headers),

    archive: async (id: string, file: string): Promise<{ stat: PathStat; tar: ByteSource }> => {
      const response = await connection.send('GET', path(id, '/archive'), { query: { path: file } });
      return { stat: pathStat(response.headers), tar: response.body };
    },

    putArchive: (id: string, directory: string, tar: ByteSource, options: { copyUIDGID?: boolean } = {}) =>
      connection.call('PUT', path(id, '/archive'), {
        query: { path: directory, noOverwriteDirNonDir: 'true', copyUIDGID: options.copyUIDGID ? 'true' : undefined },
        headers: { 'content-type': 'application/x-tar' },
        body: tar,
      }),
  };
}

function pathStat(headers: Readonly<Record<string, string>>): PathStat {
  const bytes = Uint8Array.from(atob(headers['x-docker-container-path-stat'] ?? ''), (char) => char.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes)) as PathStat;
}
