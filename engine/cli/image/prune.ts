import type { PruneReport } from '../../api/types.ts';
import { command, noArguments } from '../command.ts';
import { reclaimed } from '../container/prune.ts';
import { bool, filter } from '../flag.ts';
import { confirm } from '../prompt.ts';

export const prune = command({
  use: '[OPTIONS]',
  short: 'Remove unused images',
  flags: {
    all: bool('a', 'Remove all unused images, not just dangling ones'),
    filter: filter('', 'Provide filter values (e.g. "until=<timestamp>")'),
    force: bool('f', 'Do not prompt for confirmation'),
  },
  args: noArguments,
  async run({ client, io, flags, out }) {
    const what = flags.all ? 'all images without at least one container associated to them' : 'all dangling images';
    if (!flags.force) await confirm(io, out, `WARNING! This will remove ${what}.\nAre you sure you want to continue?`);
    const report = await client.images.prune({ ...flags.filter, dangling: [String(!flags.all)] });
    await out(deletedImages(report) + reclaimed(report.ImagesDeleted?.length ? report.SpaceReclaimed : 0));
  },
});

export function deletedImages({ ImagesDeleted }: PruneReport): string {
  if (ImagesDeleted == null || ImagesDeleted.length === 0) return '';
  const lines = ImagesDeleted.map((item) => (item.Untagged ? `untagged: ${item.Untagged}\n` : `deleted: ${item.Deleted}\n`));
  return `Deleted Images:\n${lines.join('')}\n`;
}
