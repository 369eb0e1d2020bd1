import type { Network } from '../../api/types/network.ts';
import { shortId } from '../../base/ids.ts';
import { command, noArguments } from '../command.ts';
import { bool, filter, formatUsage, string } from '../flag.ts';
import { formatList, labelLookup, type Row } from '../format/list.ts';
import { naturalOrder } from '../format/natural.ts';
import { goTimeOf } from '../format/units.ts';

export const ls = command({
  use: '[OPTIONS]',
  short: 'List networks',
  aliases: 'docker network ls, docker network list',
  flags: {
    filter: filter('f', 'Provide filter values (e.g. "driver=bridge")'),
    format: string('', formatUsage),
    'no-trunc': bool('', 'Do not truncate the output'),
    quiet: bool('q', 'Only display network IDs'),
  },
  args: noArguments,
  async run({ client, flags, config, out }) {
    const format = flags.format || (flags.quiet ? '' : ((await config()).networksFormat ?? ''));
    const networks = (await client.networks.list(flags.filter)).sort((a, b) => naturalOrder(a.Name, b.Name));
    const truncate = !flags['no-trunc'];
    const rows = networks.map((network) => networkRow(network, truncate));
    if (flags.quiet && (format === '' || format === 'table')) await out(rows.map(({ ID }) => `${ID}\n`).join(''));
    else {
      await out(
        formatList(rows, {
          format,
          table: 'table {{.ID}}\t{{.Name}}\t{{.Driver}}\t{{.Scope}}',
          raw: 'network_id: {{.ID}}\nname: {{.Name}}\ndriver: {{.Driver}}\nscope: {{.Scope}}\n',
          type: '*network.networkContext',
          headers: {
            ID: 'NETWORK ID',
            Name: 'NAME',
            Driver: 'DRIVER',
            Scope: 'SCOPE',
            IPv4: 'IPV4',
            IPv6: 'IPV6',
            Internal: 'INTERNAL',
            Labels: 'LABELS',
            CreatedAt: 'CREATED AT',
          },
        }),
      );
    }
  },
});

function networkRow(network: Network, truncate: boolean): Row {
  const labels = network.Labels ?? {};
  return {
    ID: truncate ? shortId(network.Id) : network.Id,
    Name: network.Name,
    Driver: network.Driver,
    Scope: network.Scope,
    IPv4: String(network.EnableIPv4 ?? false),
    IPv6: String(network.EnableIPv6),
    Internal: String(network.Internal),
    Labels: Object.entries(labels)
      .map(([key, value]) => `${key}=${value}`)
      .sort()
      .join(','),
    Label: labelLookup(labels),
    CreatedAt: goTimeOf(network.Created),
  };
}
