import { command, noArguments } from '../command.ts';
import { bool, filter, formatUsage, string } from '../flag.ts';
import { formatList } from '../format/list.ts';
import { naturalOrder } from '../format/natural.ts';
import { volumeFormat, volumeRow } from '../format/volumes.ts';

export const ls = command({
  use: '[OPTIONS]',
  short: 'List volumes',
  aliases: 'docker volume ls, docker volume list',
  flags: {
    filter: filter('f', 'Provide filter values (e.g. "dangling=true")'),
    format: string('', formatUsage),
    quiet: bool('q', 'Only display volume names'),
  },
  args: noArguments,
  async run({ client, flags, config, out }) {
    const format = flags.format || (flags.quiet ? '' : ((await config()).volumesFormat ?? ''));
    const { Volumes } = await client.volumes.list(flags.filter);
    const volumes = (Volumes ?? []).sort((a, b) => naturalOrder(a.Name, b.Name));
    if (flags.quiet && (format === '' || format === 'table')) await out(volumes.map(({ Name }) => `${Name}\n`).join(''));
    else await out(formatList(volumes.map(volumeRow), { ...volumeFormat, format }));
  },
});
