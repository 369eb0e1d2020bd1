import type { EndpointSettings } from '../../api/types/network.ts';
import { command, exactly } from '../command.ts';
import { bool, int, list, string, strings } from '../flag.ts';
import { checkLink } from '../parse/hosts.ts';
import { keyValueMap } from '../parse/key-values.ts';

export const connect = command({
  use: '[OPTIONS] NETWORK CONTAINER',
  short: 'Connect a container to a network',
  flags: {
    alias: strings('', 'Add network-scoped alias for the container'),
    'driver-opt': strings('', 'driver options for the network'),
    'gw-priority': int('', 'Highest gw-priority provides the default gateway. Accepts positive and negative values.'),
    ip: string('', 'IPv4 address (e.g., "172.30.100.104")'),
    ip6: string('', 'IPv6 address (e.g., "2001:db8::33")'),
    link: list('', 'Add link to another container', 'list', checkLink),
    'link-local-ip': strings('', 'Add a link-local address for the container'),
  },
  args: exactly(2),
  completes: 'networks',
  async run({ client, flags, args }) {
    const [network = '', container = ''] = args;
    if (flags['driver-opt'].some((option) => !option.includes('='))) throw new Error('invalid key/value pair format in driver options');
    const endpoint: EndpointSettings = {
      IPAMConfig: { IPv4Address: flags.ip, IPv6Address: flags.ip6, LinkLocalIPs: [...flags['link-local-ip']] },
      Links: [...flags.link],
      Aliases: [...flags.alias],
      DriverOpts: keyValueMap(flags['driver-opt']),
      GwPriority: flags['gw-priority'],
    };
    await client.networks.connect(network, container, endpoint);
  },
});

export const disconnect = command({
  use: '[OPTIONS] NETWORK CONTAINER',
  short: 'Disconnect a container from a network',
  flags: { force: bool('f', 'Force the container to disconnect from a network') },
  args: exactly(2),
  completes: 'networks',
  async run({ client, flags, args }) {
    await client.networks.disconnect(args[0] ?? '', args[1] ?? '', flags.force);
  },
});
