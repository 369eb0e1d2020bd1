import { command, noArguments } from '../command.ts';
import { bool, filter } from '../flag.ts';
import { humanSize } from '../format/units.ts';
import { confirm } from '../prompt.ts';

export const prune = command({
  use: '[OPTIONS]',
  short: 'Remove all stopped containers',
  flags: {
    filter: filter('', 'Provide filter values (e.g. "until=<timestamp>")'),
    force: bool('f', 'Do not prompt for confirmation'),
  },
  args: noArguments,
  async run({ client, io, flags, out }) {
    if (!flags.force) await confirm(io, out, 'WARNING! This will remove all stopped containers.\nAre you sure you want to continue?');
    const report = await client.containers.prune(flags.filter);
    await out(deletedContainers(report.ContainersDeleted) + reclaimed(report.SpaceReclaimed));
  },
});

export function deletedContainers(ids: readonly string[] | null | undefined): string {
  return ids == null || ids.length === 0 ? '' : `Deleted Containers:\n${ids.map((id) => `${id}\n`).join('')}\n`;
}

export function reclaimed(bytes: number | undefined): string {
  return `Total reclaimed space: ${humanSize(bytes ?? 0)}\n`;
}
