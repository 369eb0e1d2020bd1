import { command, noArguments } from '../command.ts';
import { bool, bytes, filter } from '../flag.ts';
import { humanSize } from '../format/units.ts';
import { confirm } from '../prompt.ts';

export const prune = command({
  use: '',
  short: 'Remove build cache',
  flags: {
    all: bool('a', 'Remove all unused build cache, not just dangling ones'),
    filter: filter('', 'Provide filter values (e.g. "until=24h")'),
    force: bool('f', 'Do not prompt for confirmation'),
    'keep-storage': bytes('', 'Amount of disk space to keep for cache'),
  },
  args: noArguments,
  async run({ client, io, flags, out }) {
    const what = flags.all ? 'all build cache' : 'all dangling build cache';
    if (!flags.force) await confirm(io, out, `WARNING! This will remove ${what}. Are you sure you want to continue?`);
    const report = await client.build.prune({ all: flags.all, filters: flags.filter, keepStorage: flags['keep-storage'] });
    await out(`${deletedCaches(report.CachesDeleted)}Total reclaimed space: ${humanSize(report.SpaceReclaimed ?? 0)}\n`);
  },
});

export function deletedCaches(ids: readonly string[] | null | undefined): string {
  return ids == null || ids.length === 0 ? '' : `Deleted build cache objects:\n${ids.map((id) => `${id}\n`).join('')}\n`;
}
