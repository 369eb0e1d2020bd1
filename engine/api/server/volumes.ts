import type { VolumeCreate, Volumes } from '../../volume/volumes.ts';
import { filters, flag } from './query.ts';
import { empty, json } from './reply.ts';
import type { Routes } from './router.ts';

export function volumeRoutes(volumes: Volumes): Routes {
  return {
    'GET /volumes': ({ query }) => json(volumes.list(filters(query))),
    'POST /volumes/create': async (context) => json(await volumes.create(await context.json<VolumeCreate>()), 201),
    'POST /volumes/prune': async ({ query }) => json(await volumes.prune(filters(query))),
    'GET /volumes/{name}': ({ params }) => json(volumes.inspect(params.name ?? '')),
    'DELETE /volumes/{name}': async ({ params, query }) => {
      await volumes.remove(params.name ?? '', { force: flag(query, 'force') });
      return empty();
    },
  };
}
