import { command, noArguments } from '../command.ts';
import { pruneFilters } from '../config-file.ts';
import { bool, filter } from '../flag.ts';
import { confirm, deleted } from '../prune.ts';

export const prune = command({
  use: '[OPTIONS]',
  short: 'Remove all unused networks',
  flags: {
    filter: filter('', 'Provide filter values (e.g. "until=<timestamp>")'),
    force: bool('f', 'Do not prompt for confirmation'),
  },
  args: noArguments,
  async run({ client, io, flags, config, out }) {
    const warning = 'WARNING! This will remove all custom networks not used by at least one container.\nAre you sure you want to continue?';
    if (!flags.force) await confirm(io, out, warning);
    const report = await client.networks.prune(pruneFilters(await config(), flags.filter));
    await out(deleted('Deleted Networks', report.NetworksDeleted));
  },
});
