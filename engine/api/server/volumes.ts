import type { VolumeCreate, Volumes } from '../../volume/volumes.ts';
import { filters, flag } from './query.ts';
import { empty, json } from './reply.ts';
import type { Routes } from './router.ts';

export function volumeRoutes(volumes: Volumes): Routes {
  return {
    'GET /volumes': ({ query }) => json(volumes.list(filters(query))),
    'POST /volumes/create': async (context) => json(await volumes.create(await context.json<VolumeCreate>('volume.CreateOptions')), 201),
    'POST /volumes/prune': async ({ query, version }) => {
      const given = filters(query);
      // Before API 1.42 all unused ones went, since then only anonymous ones.
      return json(await volumes.prune(version.atLeast(42) ? given : { ...given, all: ['true'] }));
    },
    'GET /volumes/{name}': ({ params }) => json(volumes.inspect(params.name ?? '')),
    'DELETE /volumes/{name}': async ({ params, query }) => {
      await volumes.remove(params.name ?? '', { force: flag(query, 'force') });
      return empty();
    },
  };
}
