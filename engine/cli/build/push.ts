import type { DockerClient } from '../../api/client/client.ts';
import type { BuildVertexStatus } from '../../api/types/build.ts';
import { messageOf } from '../../base/errors.ts';
import { familiarName, parseReference, withDefaultTag } from '../../oci/reference.ts';
import { settingsFolder } from '../config-file.ts';
import type { CliIo } from '../io.ts';
import { credentialsFor } from '../registry/credentials.ts';
import type { Display } from './display.ts';

/** `--push`: the engine pushes each name, and the build's progress tells of it. */
export async function pushBuilt(
  client: DockerClient,
  io: CliIo,
  display: Display,
  tags: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  for (const tag of tags) {
    const vertex = { digest: `push:${tag}`, name: `pushing ${tag} with docker`, started: new Date().toISOString() };
    const end = (error?: string) =>
      display.update({ vertexes: [{ ...vertex, completed: new Date().toISOString(), ...(error !== undefined && { error }) }] });
    display.update({ vertexes: [vertex] });
    try {
      const reference = withDefaultTag(parseReference(tag));
      const messages = await client.images.push(familiarName(reference), {
        ...(reference.tag !== undefined && { tag: reference.tag }),
        auth: await credentialsFor({ io, folder: settingsFolder(io.env) }, reference),
        signal,
      });
      const layers = new Map<string, BuildVertexStatus>();
      for await (const { id = '', status, progressDetail, error } of messages) {
        if (error !== undefined) throw new Error(error);
        const known = layers.get(id);
        if (id === '' || (known === undefined && status !== 'Pushed' && progressDetail?.current === undefined)) continue;
        const timestamp = new Date().toISOString();
        const { current = known?.current ?? 0, total = known?.total ?? 0 } = progressDetail ?? {};
        const next: BuildVertexStatus = {
          id: `pushing layer ${id}`,
          vertex: vertex.digest,
          current: status === 'Pushed' ? total : current,
          total,
          timestamp,
          started: known?.started ?? timestamp,
          ...(status === 'Pushed' && { completed: timestamp }),
        };
        layers.set(id, next);
        display.update({ statuses: [next] });
      }
      end();
    } catch (error) {
      end(messageOf(error));
      throw error;
    }
  }
}
