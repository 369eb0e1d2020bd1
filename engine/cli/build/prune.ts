import { command, noArguments } from '../command.ts';
import { bool, bytes, filter } from '../flag.ts';
import { confirm, deleted, reclaimed } from '../prune.ts';

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
    const report = await client.build.prune({ all: flags.all, filters: flags.filter, reservedSpace: flags['keep-storage'] });
    await out(deleted('Deleted build cache objects', report.CachesDeleted) + reclaimed(report.SpaceReclaimed));
  },
});
