import { command, noArguments } from '../command.ts';
import { bool, filter } from '../flag.ts';
import { confirm } from '../prompt.ts';

export const prune = command({
  use: '[OPTIONS]',
  short: 'Remove all unused networks',
  flags: {
    filter: filter('', 'Provide filter values (e.g. "until=<timestamp>")'),
    force: bool('f', 'Do not prompt for confirmation'),
  },
  args: noArguments,
  async run({ client, io, flags, out }) {
    const warning = 'WARNING! This will remove all custom networks not used by at least one container.\nAre you sure you want to continue?';
    if (!flags.force) await confirm(io, out, warning);
    const report = await client.networks.prune(flags.filter);
    await out(deletedNetworks(report.NetworksDeleted));
  },
});

export function deletedNetworks(names: readonly string[] | null | undefined): string {
  return names == null || names.length === 0 ? '' : `Deleted Networks:\n${names.map((name) => `${name}\n`).join('')}\n`;
}
