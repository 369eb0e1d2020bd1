import { EngineError } from '../base/errors.ts';
import { type Cidr, contains, formatAddress, overlaps, parseCidr, sizeOf } from './address.ts';

/** Addresses of one subnet. The network and broadcast addresses are never given; the lowest free one is, as Docker's IPAM does. */
export class AddressPool {
  readonly subnet: Cidr;
  private readonly range: Cidr;
  private readonly used = new Set<number>();

  constructor(subnet: Cidr, range: Cidr = subnet) {
    this.subnet = subnet;
    this.range = range;
    this.used.add(subnet.base);
    this.used.add(subnet.base + sizeOf(subnet) - 1);
  }

  /** The address that `allocate` would give. */
  get next(): number | undefined {
    for (let address = this.range.base; address < this.range.base + sizeOf(this.range); address++) {
      if (!this.used.has(address)) return address;
    }
    return undefined;
  }

  allocate(): number {
    const address = this.next;
    if (address === undefined) throw new EngineError('forbidden', "no available IPv4 addresses on this network's address pools");
    this.used.add(address);
    return address;
  }

  reserve(address: number): void {
    if (!contains(this.subnet, address))
      throw new EngineError('invalid', `no configured subnet contains IP address ${formatAddress(address)}`);
    if (this.used.has(address)) throw new EngineError('forbidden', 'Address already in use');
    this.used.add(address);
  }

  release(address: number): void {
    this.used.delete(address);
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
