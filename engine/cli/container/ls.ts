import type { ContainerSummary } from '../../api/types/container.ts';
import { messageOf } from '../../base/errors.ts';
import { shortId } from '../../base/ids.ts';
import { command, noArguments } from '../command.ts';
import { bool, filter, formatUsage, int, string } from '../flag.ts';
import { containerFormat, containerRow } from '../format/containers.ts';
import { expandEscapes, formatList } from '../format/list.ts';
import { compile } from '../template/template.ts';

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
  async run({ client, flags, config, out, err }) {
    const last = flags.latest && flags.last === -1 ? 1 : flags.last;
    const chosen = flags.format || (flags.quiet ? '' : ((await config()).psFormat ?? ''));
    const truncate = !flags['no-trunc'];
    // A wrong template is an error before the daemon is asked, and whether it wants sizes is part of what the daemon is asked.
    checkTemplate(chosen, truncate);
    const usesSize = (chosen.includes('.Size') || /^{{ *json \. *}}$/.test(chosen)) && !flags.quiet;
    if (flags.quiet && chosen !== '') await err('WARNING: Ignoring custom format, because both --format and --quiet are set.\n');
    const containers = await client.containers.list({
      all: flags.all,
      size: flags.size || usesSize,
      filters: flags.filter,
      ...(last > 0 ? { limit: last } : {}),
    });
    if (flags.quiet) {
      await out(containers.map(({ Id }) => `${truncate ? shortId(Id) : Id}\n`).join(''));
      return;
    }
    const table = flags.size ? `${containerFormat.table}\t{{.Size}}` : containerFormat.table;
    const now = Date.now();
    await out(
      formatList(
        containers.map((container) => containerRow(container, { truncate, now })),
        { ...containerFormat, table, format: chosen },
      ),
    );
  },
});

function checkTemplate(format: string, truncate: boolean): void {
  if (format === '' || format === 'json' || format === 'raw' || format === 'table') return;
  const template = failing('parse', () => compile(expandEscapes(format)));
  failing('execute', () =>
    template.execute(containerRow(blank, { truncate, now: 0 }), { type: { kind: 'row', name: containerFormat.type } }),
  );
}

function failing<T>(what: 'parse' | 'execute', body: () => T): T {
  try {
    return body();
  } catch (error) {
    throw new Error(`failed to ${what} template: ${messageOf(error)}`);
  }
}

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
