import { EngineError } from '../base/errors.ts';
import { randomId } from '../base/ids.ts';
import { type Cidr, formatAddress, formatCidr, overlaps, parseCidr } from '../base/ip.ts';
import { AddressPool, checkIpam, freeSubnet, uniqueLocalSubnet } from './ipam.ts';
import { type LiveNetwork, type NetworkRecord, predefined } from './network.ts';
import type { IpamConfig, NetworkCreate } from './spec.ts';

/** The record of a network that can be made, or the error that dockerd has for it, checked in dockerd's order. */
export function plan(request: NetworkCreate, existing: readonly LiveNetwork[], created: string): NetworkRecord {
  const name = request.Name;
  const driver = request.Driver || 'bridge';
  const ipv4 = request.EnableIPv4 ?? true;
  const ipv6 = request.EnableIPv6 ?? false;
  if (predefined.includes(name) || name === 'default') {
    throw new EngineError('forbidden', `operation is not permitted on predefined ${name} network`);
  }
  if (driver === 'overlay') throw new EngineError('forbidden', notManager);
  const configs = request.IPAM?.Config ?? [];
  checkIpam(configs, ipv6);
  if (name.trim() === '') throw new EngineError('invalid', 'invalid name: name is empty');
  if (existing.some(({ record }) => record.name === name)) throw new EngineError('conflict', `network with name ${name} already exists`);
  checkDriver(driver, request);
  const options = request.Options ?? {};
  checkOptions(options);

  const id = randomId();
  const taken = existing.flatMap(({ pool, pool6 }) => [pool, pool6].flatMap((one) => (one === undefined ? [] : one.subnet)));
  const four = configs.filter(({ Subnet = '' }) => !Subnet.includes(':'));
  const six = ipv6 ? configs.filter(({ Subnet = '' }) => Subnet.includes(':')) : [];
  for (const { Subnet = '' } of [...four, ...six]) refuseOverlap(parseCidr(Subnet), taken);
  if (four.length > 1 || six.length > 1) throw new EngineError('forbidden', "bridge driver doesn't support multiple subnets");
  if (!ipv4 && !ipv6) throw new EngineError('invalid', 'IPv4 or IPv6 must be enabled');
  const bridge = options['com.docker.network.bridge.name'];
  const same = existing.find((network) => network.bridge === bridge);
  if (same !== undefined) {
    const other = `${same.record.id} (${bridge})`;
    throw new EngineError(
      'forbidden',
      `cannot create network ${id} (${bridge}): conflicts with network ${other}: networks have same bridge name`,
    );
  }
  return {
    id,
    name,
    driver: 'bridge',
    created,
    internal: request.Internal ?? false,
    attachable: request.Attachable ?? false,
    ipv4,
    ipv6,
    ipam: [
      ...(ipv4 ? four : []),
      ...six,
      ...(ipv4 && four.length === 0 ? [filled(freeSubnet(taken))] : []),
      ...(ipv6 && six.length === 0 ? [filled(uniqueLocalSubnet())] : []),
    ].map(tidy),
    ipamOptions: request.IPAM?.Options ?? {},
    chosen: [...(ipv4 && four.length > 0 ? [4 as const] : []), ...(six.length > 0 ? [6 as const] : [])],
    options,
    labels: request.Labels ?? {},
  };
}

export function poolsOf({ ipam }: NetworkRecord): { pool: AddressPool | undefined; pool6: AddressPool | undefined } {
  const pools = ipam.map((config) => new AddressPool(config));
  return { pool: pools.find(({ subnet }) => subnet.family === 4), pool6: pools.find(({ subnet }) => subnet.family === 6) };
}

const notManager =
  'This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.';

function checkDriver(driver: string, { ConfigOnly, ConfigFrom, Ingress, Scope }: NetworkCreate): void {
  if (ConfigOnly || ConfigFrom?.Network) throw new EngineError('unsupported', 'configuration-only networks do not work in this playground');
  if (Scope === 'swarm') throw new EngineError('forbidden', 'cannot create a swarm scoped network when swarm is not active');
  if (driver === 'host' || driver === 'null') throw new EngineError('forbidden', `only one instance of "${driver}" network is allowed`);
  // The guest's kernel has neither: what dockerd says where the kernel refuses the link.
  if (driver === 'macvlan' || driver === 'ipvlan') throw new EngineError('internal', 'operation not supported');
  if (driver !== 'bridge') throw new EngineError('notFound', `plugin "${driver}" not found`);
  if (Ingress) throw new EngineError('forbidden', 'Ingress network can only be global scope network');
}

function checkOptions(options: Readonly<Record<string, string>>): void {
  const mtu = options['com.docker.network.driver.mtu'];
  if (mtu === undefined) return;
  if (!/^[+-]?\d+$/.test(mtu)) {
    const reason = `strconv.Atoi: parsing "${mtu}": invalid syntax`;
    throw new EngineError('invalid', `failed to parse com.docker.network.driver.mtu value: ${mtu} (${reason})`);
  }
  if (Number(mtu) < 0) throw new EngineError('invalid', `invalid MTU number: ${Number(mtu)}`);
}

function refuseOverlap(subnet: Cidr, taken: readonly Cidr[]): void {
  if (taken.some((other) => overlaps(other, subnet))) {
    throw new EngineError('forbidden', 'invalid pool request: Pool overlaps with other one on this address space');
  }
}

function filled(subnet: Cidr): IpamConfig {
  return { Subnet: formatCidr(subnet), Gateway: formatAddress({ family: subnet.family, value: subnet.base + 1n }) };
}

/** In the order of Docker's own fields, without those that are empty. */
function tidy({ Subnet, IPRange, Gateway, AuxiliaryAddresses }: IpamConfig): IpamConfig {
  return {
    ...(Subnet && { Subnet }),
    ...(IPRange && { IPRange }),
    ...(Gateway && { Gateway }),
    ...(AuxiliaryAddresses && Object.keys(AuxiliaryAddresses).length > 0 && { AuxiliaryAddresses }),
  };
}
