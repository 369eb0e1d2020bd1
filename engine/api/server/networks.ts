import { EngineError, messageOf } from '../../base/errors.ts';
import type { Containers } from '../../container/manager.ts';
import type { EndpointSettings } from '../../container/spec.ts';
import type { Networks } from '../../network/networks.ts';
import type { NetworkCreate } from '../../network/spec.ts';
import { emptyName } from './containers.ts';
import { filters } from './query.ts';
import { empty, json } from './reply.ts';
import type { Routes } from './router.ts';

export function networkRoutes(networks: Networks, containers: Pick<Containers, 'connectNetwork' | 'disconnectNetwork'>): Routes {
  return {
    'GET /networks': ({ query }) => json(networks.list(filters(query))),
    'POST /networks/create': async (context) => {
      const { Name = '', ...rest } = await context.json<Partial<NetworkCreate>>('network.CreateRequest');
      return json(await networks.create({ Name, ...rest }), 201);
    },
    'POST /networks/prune': async ({ query }) => {
      const { NetworksDeleted: deleted } = await networks.prune(filters(query));
      return json({ NetworksDeleted: deleted.length === 0 ? null : deleted });
    },
    'GET /networks/': ({ query }) => json(networks.list(filters(query))),
    'GET /networks/{id}': ({ params }) => json(networks.inspect(params.id ?? '')),
    'DELETE /networks/{id}': async ({ params }) => {
      await networks.remove(params.id ?? '');
      return empty();
    },
    'POST /networks/{id}/connect': async (context) => {
      const { Container: container = '', EndpointConfig: settings } = await context.json<{
        Container?: string;
        EndpointConfig?: EndpointSettings | null;
      }>('network.ConnectOptions');
      if (container === '') throw emptyName();
      await containers.connectNetwork(context.params.id ?? '', container, settings ?? undefined);
      return empty(200);
    },
    'POST /networks/{id}/disconnect': async (context) => {
      const { Container: container = '', Force: force = false } = await context.json<{ Container?: string; Force?: boolean }>(
        'network.DisconnectOptions',
      );
      const network = context.params.id ?? '';
      if (container === '') throw emptyName();
      await containers.disconnectNetwork(network, container, { force }).catch((error: unknown) => {
        // moby `ForceEndpointDelete`: what is left of a container that is gone.
        if (!force || messageOf(error) !== `No such container: ${container}`) throw error;
        networks.inspect(network);
        throw new EngineError('notFound', `endpoint ${container} not found`);
      });
      return empty(200);
    },
  };
}
