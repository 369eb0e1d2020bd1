import { command, exactly } from '../command.ts';
import { bool, filter, int, string } from '../flag.ts';
import { formatList } from '../format/list.ts';
import { ellipsis } from '../format/units.ts';

export const search = command({
  use: '[OPTIONS] TERM',
  short: 'Search Docker Hub for images',
  flags: {
    filter: filter('f', 'Filter output based on conditions provided'),
    format: string('', 'Pretty-print search using a Go template'),
    limit: int('', 'Max number of search results'),
    'no-trunc': bool('', "Don't truncate output"),
  },
  args: exactly(1),
  async run({ client, flags, args, out, err }) {
    if (flags.filter['is-automated'] !== undefined) {
      await err(
        'WARNING: the "is-automated" filter is deprecated, and searching for "is-automated=true" will not yield any results in future.\n',
      );
    }
    const found = await client.images.search(args[0] ?? '', {
      filters: flags.filter,
      ...(flags.limit > 0 ? { limit: flags.limit } : {}),
    });
    const isJson = flags.format === 'json' || /{{\s*json \.\s*}}/.test(flags.format);
    const rows = found.map((item) => {
      const text = item.description.replace(/[\r\n]/g, ' ');
      return {
        Name: item.name,
        Description: flags['no-trunc'] ? text : ellipsis(text, 45),
        StarCount: String(item.star_count),
        IsOfficial: isJson ? String(item.is_official) : item.is_official ? '[OK]' : '',
      };
    });
    await out(
      formatList(rows, {
        format: flags.format,
        table: 'table {{.Name}}\t{{.Description}}\t{{.StarCount}}\t{{.IsOfficial}}',
        type: '*registry.searchContext',
        headers: { Name: 'NAME', Description: 'DESCRIPTION', StarCount: 'STARS', IsOfficial: 'OFFICIAL' },
      }),
    );
  },
});
