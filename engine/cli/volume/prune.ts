import { command, noArguments } from '../command.ts';
import { pruneFilters } from '../config-file.ts';
import { bool, filter } from '../flag.ts';
import { confirm, deleted, reclaimed } from '../prune.ts';

export const prune = command({
  use: '[OPTIONS]',
  short: 'Remove unused local volumes',
  flags: {
    all: bool('a', 'Remove all unused volumes, not just anonymous ones'),
    filter: filter('', 'Provide filter values (e.g. "label=<label>")'),
    force: bool('f', 'Do not prompt for confirmation'),
  },
  args: noArguments,
  async run({ client, io, flags, config, out }) {
    const kind = flags.all ? 'all local' : 'anonymous local';
    const warning = `WARNING! This will remove ${kind} volumes not used by at least one container.\nAre you sure you want to continue?`;
    if (!flags.force) await confirm(io, out, warning);
    const filters = pruneFilters(await config(), flags.filter);
    const report = await client.volumes.prune(flags.all ? { ...filters, all: ['true'] } : filters);
    await out(deleted('Deleted Volumes', report.VolumesDeleted) + reclaimed(report.SpaceReclaimed));
  },
});
