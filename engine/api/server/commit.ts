import type { Containers } from '../../container/manager.ts';
import type { ContainerConfig, HostConfig, NetworkingConfig } from '../../container/spec.ts';
import { parseReference } from '../../oci/reference.ts';
import type { RunConfig } from '../../oci/spec.ts';
import { emptyName } from './containers.ts';
import { flagOr, word } from './query.ts';
import { json } from './reply.ts';
import type { Routes } from './router.ts';

export interface CommitBackend {
  readonly containers: Pick<Containers, 'commit'>;
  /** `--change`: Dockerfile instructions applied to a config. `invalid` for those that commit does not take. */
  change(config: RunConfig, instructions: readonly string[]): RunConfig;
}

export function commitRoutes({ containers, change }: CommitBackend): Routes {
  return {
    'POST /commit': async ({ query, json: readBody }) => {
      // moby decodes it as the body of a container's creation; the docker command sends `null`.
      const asked = await readBody<ContainerConfig & { HostConfig?: HostConfig; NetworkingConfig?: NetworkingConfig }>(
        'container.CreateRequest',
      );
      const { HostConfig: _, NetworkingConfig: __, ...config } = asked;
      const repo = word(query, 'repo');
      if (repo !== undefined) parseReference(repo);
      const ref = word(query, 'container');
      if (ref === undefined) throw emptyName();
      const tag = word(query, 'tag');
      const comment = word(query, 'comment');
      const author = word(query, 'author');
      const instructions = query.getAll('changes').flatMap((text) => text.split('\n'));
      const { Id } = await containers.commit(ref, {
        pause: flagOr(query, 'pause', true),
        ...(repo !== undefined && { repo }),
        ...(tag !== undefined && { tag }),
        ...(comment !== undefined && { comment }),
        ...(author !== undefined && { author }),
        ...(Object.keys(config).length > 0 && { config }),
        ...(instructions.length > 0 && { change: (config: RunConfig) => change(config, instructions) }),
      });
      return json({ Id }, 201);
    },
  };
}
