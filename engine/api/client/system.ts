import { collect } from '../../base/stream.ts';
import { apiVersion } from '../transport.ts';
import type { Filters } from '../types/filters.ts';
import type { DiskUsage, EventMessage, SystemInfo, SystemVersion } from '../types/system.ts';
import type { Connection } from './connection.ts';
import { jsonLines } from './json-stream.ts';

export type SystemClient = ReturnType<typeof systemClient>;

export function systemClient(connection: Connection) {
  return {
    /** Asks what the daemon speaks and settles on the lower of both versions. */
    negotiate: async (): Promise<void> => {
      const response = await connection.send('HEAD', '/_ping', { unversioned: true });
      await collect(response.body);
      const theirs = response.headers['api-version'];
      if (theirs !== undefined && Number(theirs.split('.')[1]) < Number(apiVersion.split('.')[1])) connection.version = theirs;
    },

    version: () => connection.json<SystemVersion>('GET', '/version'),
    info: () => connection.json<SystemInfo>('GET', '/info'),
    diskUsage: (types: readonly string[] = []) => connection.json<DiskUsage>('GET', '/system/df', { query: { type: types } }),

    /** Without `until` it goes on until `signal`. */
    events: async (options: { since?: string; until?: string; filters?: Filters; signal?: AbortSignal } = {}) => {
      const { signal, ...query } = options;
      return jsonLines<EventMessage>((await connection.send('GET', '/events', { query, signal })).body);
    },
  };
}
