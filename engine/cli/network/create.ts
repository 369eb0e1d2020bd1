import { command, exactly } from '../command.ts';
import { bool, list, map, string, strings } from '../flag.ts';
import { checkLabel, keyValueMap } from '../parse/key-values.ts';
import { pools } from './pools.ts';

export const create = command({
  use: '[OPTIONS] NETWORK',
  short: 'Create a network',
  flags: {
    attachable: bool('', 'Enable manual container attachment'),
    'aux-address': map('', 'Auxiliary IPv4 or IPv6 addresses used by Network driver'),
    'config-from': string('', 'The network from which to copy the configuration'),
    'config-only': bool('', 'Create a configuration only network'),
    driver: string('d', 'Driver to manage the Network', 'bridge'),
    gateway: strings('', 'IPv4 or IPv6 Gateway for the master subnet'),
    ingress: bool('', 'Create swarm routing-mesh network'),
    internal: bool('', 'Restrict external access to the network'),
    'ip-range': strings('', 'Allocate container ip from a sub-range'),
    'ipam-driver': string('', 'IP Address Management Driver', 'default'),
    'ipam-opt': map('', 'Set IPAM driver specific options'),
    ipv4: bool('', 'Enable or disable IPv4 address assignment', true),
    ipv6: bool('', 'Enable or disable IPv6 address assignment'),
    label: list('', 'Set metadata on a network', 'list', checkLabel),
    opt: map('o', 'Set driver specific options'),
    scope: string('', "Control the network's scope"),
    subnet: strings('', 'Subnet in CIDR format that represents a network segment'),
  },
  args: exactly(1),
  async run({ client, flags, given, args, out, err }) {
    const { Id, Warning } = await client.networks.create({
      Name: args[0] ?? '',
      Driver: flags.driver,
      Options: flags.opt,
      IPAM: { Driver: flags['ipam-driver'], Options: flags['ipam-opt'], Config: pools(flags) },
      Internal: flags.internal,
      Attachable: flags.attachable,
      Ingress: flags.ingress,
      Scope: flags.scope,
      ConfigOnly: flags['config-only'],
      ...(flags['config-from'] === '' ? {} : { ConfigFrom: { Network: flags['config-from'] } }),
      Labels: keyValueMap(flags.label),
      ...(given.has('ipv4') ? { EnableIPv4: flags.ipv4 } : {}),
      ...(given.has('ipv6') ? { EnableIPv6: flags.ipv6 } : {}),
    });
    if (Warning) await err(`WARNING: ${Warning}\n`);
    await out(`${Id}\n`);
  },
});
