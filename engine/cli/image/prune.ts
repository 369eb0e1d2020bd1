import type { PruneReport } from '../../api/types/system.ts';
import { command, noArguments } from '../command.ts';
import { pruneFilters } from '../config-file.ts';
import { bool, filter } from '../flag.ts';
import { confirm, deleted, reclaimed } from '../prune.ts';

export const prune = command({
  use: '[OPTIONS]',
  short: 'Remove unused images',
  flags: {
    all: bool('a', 'Remove all unused images, not just dangling ones'),
    filter: filter('', 'Provide filter values (e.g. "until=<timestamp>")'),
    force: bool('f', 'Do not prompt for confirmation'),
  },
  args: noArguments,
  async run({ client, io, flags, config, out }) {
    const what = flags.all ? 'all images without at least one container associated to them' : 'all dangling images';
    if (!flags.force) await confirm(io, out, `WARNING! This will remove ${what}.\nAre you sure you want to continue?`);
    const report = await client.images.prune({ ...pruneFilters(await config(), flags.filter), dangling: [String(!flags.all)] });
    await out(deleted('Deleted Images', imageLines(report)) + reclaimed(report.ImagesDeleted?.length ? report.SpaceReclaimed : 0));
  },
});

export function imageLines({ ImagesDeleted }: PruneReport): string[] {
  return (ImagesDeleted ?? []).map((item) => (item.Untagged ? `untagged: ${item.Untagged}` : `deleted: ${item.Deleted}`));
}
