import { command, noArguments } from '../command.ts';
import { bool, bytes, filter, hidden, string } from '../flag.ts';
import { humanSize } from '../format/units.ts';
import { confirm } from '../prune.ts';
import { cacheDetails, cacheTable, tabbed } from './usage.ts';

export const prune = command({
  use: '',
  short: 'Remove build cache',
  fullName: 'docker buildx prune',
  flags: {
    all: bool('a', 'Include internal/frontend images'),
    builder: string('', 'Override the configured builder instance'),
    debug: bool('D', 'Enable debug logging'),
    filter: filter('', 'Provide filter values (e.g., "until=24h")'),
    force: bool('f', 'Do not prompt for confirmation'),
    'keep-storage': {
      ...hidden(bytes('', 'Amount of disk space to keep for cache')),
      deprecated: 'keep-storage flag has been changed to max-storage',
    },
    'max-used-space': bytes('', 'Maximum amount of disk space allowed to keep for cache'),
    'min-free-space': bytes('', 'Target amount of free disk space after pruning'),
    'reserved-space': bytes('', 'Amount of disk space always allowed to keep for cache'),
    verbose: bool('', 'Provide a more verbose output'),
  },
  args: noArguments,
  async run({ client, io, flags, out }) {
    const what = flags.all ? 'all build cache' : 'all dangling build cache';
    if (!flags.force) await confirm(io, out, `WARNING! This will remove ${what}. Are you sure you want to continue?`);
    const before = (await client.system.diskUsage(['build-cache'])).BuildCache ?? [];
    const report = await client.build.prune({
      all: flags.all,
      filters: flags.filter,
      reservedSpace: flags['reserved-space'] || flags['keep-storage'],
      maxUsedSpace: flags['max-used-space'],
      minFreeSpace: flags['min-free-space'],
    });
    const gone = new Set(report.CachesDeleted ?? []);
    const records = before.filter(({ ID }) => gone.has(ID));
    await out(flags.verbose ? cacheDetails(records, Date.now()) : cacheTable(records, Date.now()));
    // Also what images still use counts.
    await out(tabbed([['Total:', humanSize(records.reduce((sum, { Size }) => sum + Size, 0))]]));
  },
});
