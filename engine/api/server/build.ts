import { EngineError } from '../../base/errors.ts';
import type { BuildRequest } from '../../build/request.ts';
import { bodyOf } from './body.ts';
import { flag, parseJson, word } from './query.ts';
import { json, progress } from './reply.ts';
import type { Routes } from './router.ts';

export interface BuildBackend {
  /** The messages of the build's progress stream (`JsonMessage`); a failed build ends with one that has `errorDetail`. */
  build(request: BuildRequest): AsyncIterable<unknown>;
  prune(options: { all: boolean }): Promise<{ CachesDeleted: string[]; SpaceReclaimed: number }>;
}

export function buildRoutes(builder: BuildBackend): Routes {
  return {
    'POST /build': ({ query, request, signal }) => {
      const remote = word(query, 'remote');
      if (remote !== undefined && remote !== 'client-session') {
        throw new EngineError('unsupported', `unable to fetch the build context from ${remote}: this playground has no internet`);
      }
      const target = word(query, 'target');
      const platform = word(query, 'platform');
      const build: BuildRequest = {
        context: bodyOf(request),
        dockerfile: word(query, 'dockerfile') ?? 'Dockerfile',
        tags: query.getAll('t').filter((tag) => tag !== ''),
        buildArgs: record<string | null>(query, 'buildargs'),
        labels: record<string>(query, 'labels'),
        noCache: flag(query, 'nocache'),
        pull: flag(query, 'pull'),
        network: networkMode(word(query, 'networkmode') ?? 'default'),
        extraHosts: (word(query, 'extrahosts') ?? '').split(',').filter((host) => host !== ''),
        signal,
        secrets: secrets(query.getAll('drydock.secret')),
        ...(target !== undefined && { target }),
        ...(platform !== undefined && { platform }),
      };
      return progress(async (emit) => {
        for await (const message of builder.build(build)) emit(message);
      });
    },

    'POST /build/prune': async ({ query }) => json(await builder.prune({ all: flag(query, 'all') })),
  };
}

/** `id=base64`: what BuildKit would fetch over its session. */
function secrets(given: readonly string[]): ReadonlyMap<string, Uint8Array> {
  return new Map(
    given.map((text) => {
      const at = text.indexOf('=');
      return [text.slice(0, at), Uint8Array.from(atob(text.slice(at + 1)), (character) => character.charCodeAt(0))];
    }),
  );
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
