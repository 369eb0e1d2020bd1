import { EngineError } from '../base/errors.ts';
import { untilOf } from '../base/moment.ts';
import { labelsMatch } from '../network/filters.ts';
import type { Context } from './context.ts';
import { sizesOf } from './inspect.ts';
import type { Filters } from './manager.ts';
import { removeContainer } from './remove.ts';

/** `docker container prune`: all that do not run. Filters: label, label!, until. */
export async function pruneContainers(
  context: Context,
  filters: Filters = {},
): Promise<{ ContainersDeleted: string[]; SpaceReclaimed: number }> {
  for (const key of Object.keys(filters)) {
    if (!['label', 'label!', 'until'].includes(key)) throw new EngineError('invalid', `invalid filter '${key}'`);
  }
  const until = untilOf(filters, context.clock.now());
  const ContainersDeleted: string[] = [];
  let SpaceReclaimed = 0;
  for (const container of [...context.containers.values()]) {
    const { record, state } = container;
    if (container.running || state.status === 'restarting' || state.status === 'removing') continue;
    if (until !== undefined && record.created >= until) continue;
    if (!labelsMatch(record.config.Labels ?? {}, filters.label, filters['label!'])) continue;
    SpaceReclaimed += (await sizesOf(context, container)).SizeRw;
    await removeContainer(context, container, record.id);
    ContainersDeleted.push(record.id);
  }
  context.journal.record('container', 'prune', '', { reclaimed: String(SpaceReclaimed) });
  return { ContainersDeleted, SpaceReclaimed };
}
