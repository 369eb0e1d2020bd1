import type { Filters } from '../types/filters.ts';
import type { PruneReport } from '../types/system.ts';
import type { Volume, VolumeCreateBody, VolumeList } from '../types/volume.ts';
import type { Connection } from './connection.ts';
import { segment } from './connection.ts';

export type VolumesClient = ReturnType<typeof volumesClient>;

export function volumesClient(connection: Connection) {
  return {
    list: (filters: Filters = {}) => connection.json<VolumeList>('GET', '/volumes', { query: { filters } }),
    inspect: (name: string) => connection.json<Volume>('GET', `/volumes/${segment(name)}`),
    create: (body: VolumeCreateBody) => connection.json<Volume>('POST', '/volumes/create', { json: body }),
    remove: (name: string, options: { force?: boolean } = {}) =>
      connection.call('DELETE', `/volumes/${segment(name)}`, { query: { force: options.force || undefined } }),
    prune: (filters: Filters = {}) => connection.json<PruneReport>('POST', '/volumes/prune', { query: { filters } }),
  };
}
