import { command, exactly } from '../command.ts';
import { bool, formatUsage, string } from '../flag.ts';
import { historyFormat, historyRow } from '../format/images.ts';
import { formatList } from '../format/list.ts';
import { onlyPlatform } from './platform.ts';

export const history = command({
  use: '[OPTIONS] IMAGE',
  short: 'Show the history of an image',
  aliases: 'docker image history, docker history',
  flags: {
    format: string('', formatUsage),
    human: bool('H', 'Print sizes and dates in human readable format', true),
    'no-trunc': bool('', "Don't truncate output"),
    platform: string('', 'Show history for the given platform. Formatted as "os[/arch[/variant]]" (e.g., "linux/amd64")'),
    quiet: bool('q', 'Only show image IDs'),
  },
  args: exactly(1),
  completes: 'images',
  async run({ client, flags, args, out }) {
    const items = await client.images.history(args[0] ?? '', onlyPlatform(flags.platform));
    const options = { truncate: !flags['no-trunc'], human: flags.human, now: Date.now() };
    const rows = items.map((item) => historyRow(item, options));
    if (flags.quiet && (flags.format === '' || flags.format === 'table')) await out(rows.map(({ ID }) => `${ID}\n`).join(''));
    else {
      const table = flags.human ? historyFormat.table : historyFormat.table.replace('CreatedSince', 'CreatedAt');
      await out(formatList(rows, { ...historyFormat, table, format: flags.format }));
    }
  },
});
