import { EngineError } from '../base/errors.ts';
import {
  type Address,
  type Cidr,
  contains,
  formatAddress,
  formatCidr,
  overlaps,
  parseAddress,
  parseCidr,
  readCidr,
  sizeOf,
} from '../base/ip.ts';
import type { IpamConfig } from './spec.ts';

/** Addresses of one subnet. The network's own is never given, of IPv4 nor the broadcast address; the lowest free one is, as Docker's IPAM does. */
export class AddressPool {
  readonly subnet: Cidr;
  readonly gateway: Address;
  private readonly range: Cidr;
  private readonly used = new Set<bigint>();

  constructor({ Subnet = '', IPRange, Gateway, AuxiliaryAddresses }: IpamConfig) {
    this.subnet = parseCidr(Subnet);
    this.range = IPRange ? parseCidr(IPRange) : this.subnet;
    const { family, base } = this.subnet;
    this.used.add(base);
    if (family === 4) this.used.add(base + sizeOf(this.subnet) - 1n);
    for (const text of Object.values(AuxiliaryAddresses ?? {})) {
      const address = parseAddress(text);
      if (address !== undefined) this.used.add(address.value);
    }
    const wanted = parseAddress(Gateway ?? '');
    this.gateway = wanted ?? { family, value: this.lowest(this.range) ?? base + 1n };
    this.used.add(this.gateway.value);
  }

  /** The address that `allocate` would give. */
  get next(): Address | undefined {
    const value = this.lowest(this.range);
    return value === undefined ? undefined : { family: this.subnet.family, value };
  }

  /** Undefined: all are taken. */
  allocate(): Address | undefined {
    const address = this.next;
    if (address !== undefined) this.used.add(address.value);
    return address;
  }

  reserve(address: Address): void {
    if (!contains(this.subnet, address)) throw new EngineError('invalid', 'requested address is out of range');
    if (this.used.has(address.value)) throw new EngineError('forbidden', 'Address already in use');
    this.used.add(address.value);
  }

  release(address: Address): void {
    this.used.delete(address.value);
  }

  /** With its prefix length, as `ip addr` shows it. */
  format(address: Address): string {
    return `${formatAddress(address)}/${this.subnet.prefix}`;
  }

  private lowest(range: Cidr): bigint | undefined {
    for (let value = range.base; value < range.base + sizeOf(range); value++) if (!this.used.has(value)) return value;
    return undefined;
  }
}

/** Docker's default address pools: 172.17 to 172.31 as /16, then 192.168 as /20. */
export function* defaultSubnets(): Generator<Cidr> {
  for (let second = 17; second < 32; second++) yield parseCidr(`172.${second}.0.0/16`);
  for (let third = 0; third < 256; third += 16) yield parseCidr(`192.168.${third}.0/20`);
}

export function freeSubnet(taken: readonly Cidr[]): Cidr {
  for (const subnet of defaultSubnets()) if (!taken.some((other) => overlaps(other, subnet))) return subnet;
  throw new EngineError('invalid', 'all predefined address pools have been fully subnetted');
}

/** A unique local /64 (RFC 4193) with random global and subnet IDs, as Docker gives an IPv6 network since 27. */
export function uniqueLocalSubnet(): Cidr {
  const random = crypto.getRandomValues(new Uint8Array(7));
  const id = random.reduce((value, byte) => value * 256n + BigInt(byte), 0n);
  return { family: 6, base: ((0xfdn << 56n) | id) << 64n, prefix: 64 };
}

const families = { 4: 'an IPv4', 6: 'an IPv6' } as const;

/** What is wrong with a network's IPAM, all of it at once (moby `networktypes.ValidateIPAM`). */
export function checkIpam(configs: readonly IpamConfig[], ipv6: boolean): void {
  const faults = configs.flatMap((config) => faultsOf(config, ipv6));
  if (faults.length > 0) throw new EngineError('invalid', `invalid network config:\n${joinFaults(faults)}`);
}

/** moby's `joinError`: one as it is, several as a list. */
export function joinFaults(faults: readonly string[]): string {
  return faults.length === 1 ? (faults[0] ?? '') : `* ${faults.join('\n* ')}`;
}

function faultsOf({ Subnet = '', IPRange, Gateway, AuxiliaryAddresses }: IpamConfig, ipv6: boolean): string[] {
  const subnet = readCidr(Subnet);
  if (subnet === undefined) return [`invalid subnet ${Subnet}: invalid CIDR block notation`];
  if (subnet.family === 6 && !ipv6) return [];
  const faults: string[] = [];
  if (hasHostBits(Subnet, subnet)) faults.push(`invalid subnet ${Subnet}: it should be ${formatCidr(subnet)}`);
  if (IPRange) {
    const range = readCidr(IPRange);
    if (range === undefined) faults.push(`invalid ip-range ${IPRange}: invalid CIDR block notation`);
    else if (range.family !== subnet.family) faults.push(`invalid ip-range ${IPRange}: parent subnet is ${families[subnet.family]} block`);
    else {
      if (range.prefix < subnet.prefix) faults.push(`invalid ip-range ${IPRange}: CIDR block is bigger than its parent subnet ${Subnet}`);
      if (hasHostBits(IPRange, range)) faults.push(`invalid ip-range ${IPRange}: it should be ${formatCidr(range)}`);
      if (!overlaps(subnet, range)) faults.push(`invalid ip-range ${IPRange}: parent subnet ${Subnet} doesn't contain ip-range`);
    }
  }
  const check = (text: string, name: string) => {
    const address = parseAddress(text);
    if (address === undefined) faults.push(`invalid ${name}: invalid address`);
    else if (address.family !== subnet.family) faults.push(`invalid ${name}: parent subnet is ${families[subnet.family]} block`);
    else if (!contains(subnet, address)) faults.push(`invalid ${name}: parent subnet ${Subnet} doesn't contain this address`);
  };
  if (Gateway) check(Gateway, `gateway ${Gateway}`);
  for (const [name, address] of Object.entries(AuxiliaryAddresses ?? {})) check(address, `auxiliary address ${name}`);
  return faults;
}

function hasHostBits(text: string, cidr: Cidr): boolean {
  return parseAddress(text.slice(0, text.indexOf('/')))?.value !== cidr.base;
}
