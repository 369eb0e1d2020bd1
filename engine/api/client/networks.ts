import type { Filters } from '../types/filters.ts';
import type { EndpointSettings, Network, NetworkCreateBody } from '../types/network.ts';
import type { PruneReport } from '../types/system.ts';
import type { Connection } from './connection.ts';
import { segment } from './connection.ts';

export type NetworksClient = ReturnType<typeof networksClient>;

export function networksClient(connection: Connection) {
  const path = (id: string, rest = '') => `/networks/${segment(id)}${rest}`;
  return {
    list: (filters: Filters = {}) => connection.json<Network[]>('GET', '/networks', { query: { filters } }),
    inspect: (id: string, options: { verbose?: boolean; scope?: string } = {}) =>
      connection.json<Network>('GET', path(id), { query: { verbose: options.verbose || undefined, scope: options.scope } }),
    create: (body: NetworkCreateBody) => connection.json<{ Id: string; Warning: string }>('POST', '/networks/create', { json: body }),
    remove: (id: string) => connection.call('DELETE', path(id)),
    connect: (id: string, container: string, endpoint?: EndpointSettings) =>
      connection.call('POST', path(id, '/connect'), { json: { Container: container, EndpointConfig: endpoint } }),
    disconnect: (id: string, container: string, force: boolean) =>
      connection.call('POST', path(id, '/disconnect'), { json: { Container: container, Force: force } }),
    prune: (filters: Filters = {}) => connection.json<PruneReport>('POST', '/networks/prune', { query: { filters } }),
  };
}
