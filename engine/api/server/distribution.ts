import { EngineError } from '../../base/errors.ts';
import { parseReference } from '../../oci/reference.ts';
import { type Credentials, decodeCredentials } from '../../registry/auth.ts';
import type { CatalogueEntry } from '../../registry/catalogue.ts';
import type { Registries } from '../../registry/registries.ts';
import type { AuthenticateReply } from '../types/registry.ts';
import { boolFilter } from './image-list.ts';
import { filters, integer, onlyFilters } from './query.ts';
import { json } from './reply.ts';
import type { Context, Routes } from './router.ts';

/** What registries are asked beside pull and push. */
export function distributionRoutes(registries: Registries): Routes {
  return {
    'POST /auth': async (context) => {
      const { auth = '', ...given } = await context.json<Credentials & { auth?: string }>();
      await registries.login(given.username === undefined ? { ...given, ...decodeBasic(auth) } : given, context.signal);
      return json({ Status: 'Login Succeeded', IdentityToken: '' } satisfies AuthenticateReply);
    },

    'GET /distribution/{name:any}/json': async ({ params, request, signal }) =>
      json(await registries.inspect(parseReference(params.name ?? ''), credentialsOf(request), signal)),

    'GET /images/search': async ({ query, signal }) => {
      const given = onlyFilters(filters(query), ['is-automated', 'is-official', 'stars']);
      const limit = integer(query, 'limit') ?? 25;
      if (limit < 1 || limit > 100) throw new EngineError('invalid', `limit ${limit} is outside the range of [1, 100]`);
      const found = (await registries.search(query.get('term') ?? '', signal)).map(searchItem);
      const [isOfficial, isAutomated] = [boolFilter(given, 'is-official'), boolFilter(given, 'is-automated')];
      const stars = Math.max(0, ...(given.stars ?? []).map(starsFilter));
      const kept = found.filter(
        (item) =>
          (isOfficial === undefined || item.is_official === isOfficial) &&
          (isAutomated === undefined || item.is_automated === isAutomated) &&
          item.star_count >= stars,
      );
      return json(kept.slice(0, limit));
    },
  };
}

/** `X-Registry-Auth`. */
export function credentialsOf({ headers }: Context['request']): Credentials {
  return decodeCredentials(headers['x-registry-auth']);
}

/** The catalogue's images are this project's own builds: no stars, and none is an official one. */
function searchItem({ name, description }: CatalogueEntry) {
  return { star_count: 0, is_official: false, name, is_automated: false, description };
}

function starsFilter(value: string): number {
  if (/^\d+$/.test(value)) return Number(value);
  throw new EngineError('invalid', `invalid filter 'stars=${value}': strconv.Atoi: parsing ${JSON.stringify(value)}: invalid syntax`);
}

function decodeBasic(auth: string): Credentials {
  if (auth === '') return {};
  const [, username = '', password = ''] = /^([^:]*):(.*)$/s.exec(atob(auth)) ?? [];
  return { username, password };
}
