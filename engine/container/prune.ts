import { EngineError } from '../base/errors.ts';
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
  const until = filters.until?.map((value) => momentOf(value, context.clock.now()));
  const ContainersDeleted: string[] = [];
  let SpaceReclaimed = 0;
  for (const container of [...context.containers.values()]) {
    const { record, state } = container;
    if (container.running || state.status === 'restarting' || state.status === 'removing') continue;
    if (until !== undefined && !until.every((moment) => record.created < moment)) continue;
    if (!labelsMatch(record.config.Labels ?? {}, filters.label, filters['label!'])) continue;
    SpaceReclaimed += (await sizesOf(context, container)).SizeRw;
    await container.steps.run(() => removeContainer(context, container));
    ContainersDeleted.push(record.id);
  }
  context.journal.record('container', 'prune', '', { reclaimed: String(SpaceReclaimed) });
  return { ContainersDeleted, SpaceReclaimed };
}

/** Seconds since the epoch, RFC 3339, or a Go duration before now. In milliseconds. */
function momentOf(text: string, now: number): number {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  const units: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 };
  if (/^(\d+(\.\d+)?(ms|h|m|s))+$/.test(text)) {
    return (
      now -
      [...text.matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/g)].reduce((sum, [, count, unit]) => sum + Number(count) * (units[unit ?? ''] ?? 0), 0)
    );
  }
  const moment = Date.parse(text);
  if (Number.isNaN(moment)) throw new EngineError('invalid', `invalid until filter value: "${text}"`);
  return moment;
}
