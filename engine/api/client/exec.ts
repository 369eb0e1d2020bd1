import type { Duplex } from '../../base/stream.ts';
import type { ExecCreateBody, ExecInspect, ExecStartBody } from '../types/exec.ts';
import type { Connection } from './connection.ts';
import { segment } from './connection.ts';

export type ExecClient = ReturnType<typeof execClient>;

export function execClient(connection: Connection) {
  return {
    create: async (container: string, body: ExecCreateBody): Promise<string> =>
      (await connection.json<{ Id: string }>('POST', `/containers/${segment(container)}/exec`, { json: body })).Id,

    start: (id: string, body: ExecStartBody) => connection.call('POST', `/exec/${segment(id)}/start`, { json: body }),

    /** As `ContainersClient.attach`: multiplexed unless it has a terminal. */
    attach: (id: string, body: ExecStartBody): Promise<Duplex> => connection.hijack(`/exec/${segment(id)}/start`, { json: body }),

    resize: (id: string, size: { rows: number; cols: number }) =>
      connection.call('POST', `/exec/${segment(id)}/resize`, { query: { h: size.rows, w: size.cols } }),

    inspect: (id: string) => connection.json<ExecInspect>('GET', `/exec/${segment(id)}/json`),
  };
}
