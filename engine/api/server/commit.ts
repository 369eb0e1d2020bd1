import type { Containers } from '../../container/manager.ts';
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
    'POST /commit': async ({ query }) => {
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
        ...(instructions.length > 0 && { change: (config: RunConfig) => change(config, instructions) }),
      });
      return json({ Id }, 201);
    },
  };
}
