import type { ContainerSummary } from '../../api/types/container.ts';
import { command, noArguments } from '../command.ts';
import { bool, filter, formatUsage, int, string } from '../flag.ts';
import { containerFormat, containerRow } from '../format/containers.ts';
import { formatList } from '../format/list.ts';
import { shortId } from '../format/units.ts';

export const ls = command({
  use: '[OPTIONS]',
  short: 'List containers',
  aliases: 'docker container ls, docker container list, docker container ps, docker ps',
  flags: {
    all: bool('a', 'Show all containers (default shows just running)'),
    filter: filter('f', 'Filter output based on conditions provided'),
    format: string('', formatUsage),
    last: int('n', 'Show n last created containers (includes all states)', -1),
    latest: bool('l', 'Show the latest created container (includes all states)'),
    'no-trunc': bool('', "Don't truncate output"),
    quiet: bool('q', 'Only display container IDs'),
    size: bool('s', 'Display total file sizes'),
  },
  args: noArguments,
  async run({ client, flags, out }) {
    const last = flags.latest && flags.last === -1 ? 1 : flags.last;
    const usesSize = flags.format.includes('.Size') && !flags.quiet;
    const containers = await client.containers.list({
      all: flags.all,
      size: flags.size || usesSize,
      filters: flags.filter,
      ...(last > 0 ? { limit: last } : {}),
    });
    const truncate = !flags['no-trunc'];
    if (flags.quiet && (flags.format === '' || flags.format === 'table')) {
      await out(containers.map(({ Id }) => `${truncate ? shortId(Id) : Id}\n`).join(''));
      return;
    }
    // A wrong field is an error also when there is nothing to list.
    if (flags.format !== '') formatList([containerRow(blank, { truncate, now: 0 })], { ...containerFormat, format: flags.format });
    const table = flags.size ? `${containerFormat.table}\t{{.Size}}` : containerFormat.table;
    const now = Date.now();
    await out(
      formatList(
        containers.map((container) => containerRow(container, { truncate, now })),
        { ...containerFormat, table, format: flags.format },
      ),
    );
  },
});

const blank: ContainerSummary = {
  Id: '',
  Names: [],
  Image: '',
  ImageID: '',
  Command: '',
  Created: 0,
  Ports: [],
  Labels: null,
  State: 'created',
  Status: '',
  HostConfig: {},
  NetworkSettings: null,
  Mounts: [],
};
