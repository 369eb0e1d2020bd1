import { contains, parseAddress, parseCidr } from '../../base/ip.ts';

interface Flags {
  readonly subnet: readonly string[];
  readonly 'ip-range': readonly string[];
  readonly gateway: readonly string[];
  readonly 'aux-address': Readonly<Record<string, string>>;
}

interface Pool {
  readonly Subnet: string;
  IPRange?: string;
  Gateway?: string;
  readonly AuxiliaryAddresses: Record<string, string>;
}

/** Each range, gateway and auxiliary address goes to the subnet that has it (docker/cli `createIPAMConfig`). */
export function pools({ subnet: subnets, 'ip-range': ranges, gateway: gateways, 'aux-address': auxiliary }: Flags): Pool[] {
  if (subnets.length < ranges.length || subnets.length < gateways.length) {
    throw new Error('every ip-range or gateway must have a corresponding subnet');
  }
  const all: Pool[] = [];
  for (const Subnet of subnets) {
    if (all.some((other) => matches(other.Subnet, Subnet) || matches(Subnet, other.Subnet))) {
      throw new Error('multiple overlapping subnet configuration is not supported');
    }
    all.push({ Subnet, AuxiliaryAddresses: {} });
  }
  const fitting = (what: string, value: string): Pool[] => {
    const found = all.filter(({ Subnet }) => matches(Subnet, value));
    if (found.length === 0) throw new Error(`no matching subnet for ${what} ${value}`);
    return found;
  };
  for (const range of ranges) {
    parseCidr(range);
    for (const pool of fitting('range', range)) {
      if (pool.IPRange) throw new Error(`cannot configure multiple ranges (${range}, ${pool.IPRange}) on the same subnet (${pool.Subnet})`);
      pool.IPRange = range;
    }
  }
  for (const gateway of gateways) {
    for (const pool of fitting('gateway', gateway)) {
      if (pool.Gateway)
        throw new Error(`cannot configure multiple gateways (${gateway}, ${pool.Gateway}) for the same subnet (${pool.Subnet})`);
      pool.Gateway = gateway;
    }
  }
  for (const [name, address] of Object.entries(auxiliary)) {
    for (const pool of fitting('aux-address', address)) pool.AuxiliaryAddresses[name] = address;
  }
  return all;
}

/** An address, or the address of a range, lies in the subnet. */
function matches(subnet: string, text: string): boolean {
  const slash = text.indexOf('/');
  if (slash >= 0) parseCidr(text);
  const address = parseAddress(slash < 0 ? text : text.slice(0, slash));
  return address !== undefined && contains(parseCidr(subnet), address);
}
