import { command, noArguments } from '../command.ts';
import { pruneFilters } from '../config-file.ts';
import { bool, filter } from '../flag.ts';
import { confirm, deleted, reclaimed } from '../prune.ts';

export const prune = command({
  use: '[OPTIONS]',
  short: 'Remove all stopped containers',
  flags: {
    filter: filter('', 'Provide filter values (e.g. "until=<timestamp>")'),
    force: bool('f', 'Do not prompt for confirmation'),
  },
  args: noArguments,
  async run({ client, io, flags, config, out }) {
    if (!flags.force) await confirm(io, out, 'WARNING! This will remove all stopped containers.\nAre you sure you want to continue?');
    const report = await client.containers.prune(pruneFilters(await config(), flags.filter));
    await out(deleted('Deleted Containers', report.ContainersDeleted) + reclaimed(report.SpaceReclaimed));
  },
});
