import { EngineError, isKind } from '../../base/errors.ts';
import type { Ulimit } from '../../build/backend.ts';
import type { Call } from '../../build/call.ts';
import type { Output } from '../../build/export.ts';
import type { BuildRequest } from '../../build/request.ts';
import { type Accounts, decodeAccounts } from '../../registry/auth.ts';
import { decompress } from '../../tar/decompress.ts';
import type { Filters } from '../types/filters.ts';
import { bodyOf } from './body.ts';
import { classicMessages } from './classic.ts';
import { filters, flag, onlyFilters, parseJson, word } from './query.ts';
import { json, progress } from './reply.ts';
import type { Routes } from './router.ts';

export interface BuildBackend {
  /** The messages of the build's progress stream (`JsonMessage`); a failed build ends with one that has `errorDetail`. */
  build(request: BuildRequest, accounts: Accounts): AsyncIterable<unknown>;
  prune(options: PruneOptions): Promise<{ CachesDeleted: string[]; SpaceReclaimed: number }>;
}

export interface PruneOptions {
  readonly all: boolean;
  readonly filters: Filters;
  /** Bytes of cache to leave. */
  readonly keep: number;
}

const cacheFilters = ['until', 'unused-for', 'id', 'parent', 'type', 'description', 'inuse', 'shared', 'private'];
/** Accepted, and looked at by nobody: moby has them as work to be done. */
const ignoredFilters = ['label', 'label!'];

/**
 * `POST /build` as the classic docker command sends it. Parameters that begin with `drydock.` are this project's own form of what buildx
 * says over a gRPC session: see `build/sent.ts` for the files among them.
 */
export function buildRoutes(builder: BuildBackend): Routes {
  return {
    'POST /build': ({ query, request, signal }) => {
      const remote = word(query, 'remote');
      const text = (name: string) => word(query, name);
      const list = (name: string) => query.getAll(name).filter((value) => value !== '');
      const build: BuildRequest = {
        context: decompress(bodyOf(request)),
        dockerfile: text('dockerfile') ?? 'Dockerfile',
        tags: list('t'),
        buildArgs: record<string | null>(query, 'buildargs'),
        labels: record<string>(query, 'labels'),
        noCache: flag(query, 'nocache'),
        noCacheFilter: list('drydock.nocache'),
        pull: flag(query, 'pull'),
        network: networkMode(text('networkmode') ?? 'default'),
        entitlements: list('drydock.allow'),
        extraHosts: (text('extrahosts') ?? '').split(',').filter((host) => host !== ''),
        isRemote: flag(query, 'drydock.remote'),
        sharedKey: text('drydock.key') ?? '',
        contexts: new Map(list('drydock.context').map((item) => cut(item))),
        ulimits: query.has('ulimits') ? (parseJson(text('ulimits') ?? '[]', 'invalid ulimits') as Ulimit[]) : [],
        shmSize: Number(text('shmsize') ?? 0),
        signal,
        ...(query.has('drydock.output') && { outputs: list('drydock.output').map((item) => parseJson(item, 'invalid output') as Output) }),
        ...optional('url', remote === 'client-session' ? undefined : remote),
        ...optional('sent', text('drydock.sent')),
        ...optional('call', text('drydock.call') as Call | undefined),
        ...optional('target', text('target')),
        ...optional('platform', text('platform')),
      };
      return progress(async (emit) => {
        const messages = builder.build(build, decodeAccounts(request.headers['x-registry-config']));
        const isClassic = word(query, 'version') !== '2';
        for await (const message of isClassic ? classicMessages(messages, { quiet: flag(query, 'q'), tags: build.tags }) : messages)
          emit(message);
      });
    },

    'POST /build/prune': async ({ query }) => {
      // The names of API 1.48 and the older one.
      const keep = Math.max(...['reserved-space', 'keep-storage', 'max-used-space'].map((name) => Number(word(query, name) ?? 0)));
      const given = pruneFilters(filters(query));
      return json(await builder.prune({ all: flag(query, 'all'), filters: given, keep }));
    },
  };
}

/** `name=rest`. */
function cut(text: string): [string, string] {
  const at = text.indexOf('=');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

function optional<K extends string, V>(name: K, value: V | undefined): { readonly [P in K]?: V } {
  return (value === undefined ? {} : { [name]: value }) as { readonly [P in K]?: V };
}

function record<V>(query: URLSearchParams, name: string): Readonly<Record<string, V>> {
  const text = word(query, name);
  return text === undefined ? {} : (parseJson(text, `invalid ${name}`) as Record<string, V>);
}

function networkMode(mode: string): BuildRequest['network'] {
  if (mode === 'default' || mode === 'bridge') return 'default';
  if (mode === 'none' || mode === 'host') return mode;
  throw new EngineError('invalid', `network mode "${mode}" not supported by buildkit`);
}

function pruneFilters(given: Filters): Filters {
  const own = Object.fromEntries(Object.entries(given).filter(([key]) => !ignoredFilters.includes(key)));
  try {
    return onlyFilters(own, cacheFilters);
  } catch (error) {
    throw isKind(error, 'invalid') ? new EngineError('invalid', `failed to prune build cache: ${error.message}`) : error;
  }
}
