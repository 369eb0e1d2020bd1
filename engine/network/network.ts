import type { AddressPool } from './ipam.ts';
import type { IpamConfig } from './spec.ts';

/** One sandbox on one network. */
export interface Endpoint {
  readonly id: string;
  readonly networkId: string;
  readonly networkName: string;
  readonly address: string;
  readonly prefix: number;
  readonly gateway: string;
  readonly address6: string;
  readonly prefix6: number;
  readonly gateway6: string;
  readonly mac: string;
  /** What others on this network may call it. Empty on networks without names. */
  readonly names: readonly string[];
  /** What only this sandbox calls others: alias to name (`--link`). */
  readonly links: ReadonlyMap<string, string>;
  /** Of the gateways of all endpoints, that of the highest is the default route (`gw-priority`). */
  readonly priority: number;
  readonly internal: boolean;
  /** Of the interface on the guest's side of the bridge. */
  readonly hostName: string;
}

/** A network as kept in the store under `network/<id>`. */
export interface NetworkRecord {
  readonly id: string;
  readonly name: string;
  readonly driver: 'bridge' | 'host' | 'null';
  readonly created: string;
  readonly internal: boolean;
  readonly attachable: boolean;
  readonly ipv4: boolean;
  readonly ipv6: boolean;
  /** At most one of each family: as the user gave it, or the one that was free. */
  readonly ipam: readonly IpamConfig[];
  readonly ipamOptions?: Readonly<Record<string, string>>;
  /** The families whose subnet the user chose: only of those may a container choose its address. */
  readonly chosen: ReadonlyArray<4 | 6>;
  readonly options: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
}

/** A network with what runs on it. */
export interface LiveNetwork {
  record: NetworkRecord;
  readonly bridge: string;
  readonly pool: AddressPool | undefined;
  readonly pool6: AddressPool | undefined;
  /** By container ID. */
  readonly members: Map<string, Member>;
}

export interface Member {
  readonly owner: SandboxOwner;
  readonly endpoint: Endpoint;
}

export interface SandboxOwner {
  /** The container's. */
  readonly id: string;
  /** Changes with `docker rename`. */
  name: string;
  readonly hostname: string;
}

export const predefined: readonly string[] = ['bridge', 'host', 'none'];

/** Bridges that users make have names; the default bridge has none. */
export function hasNames({ name, driver }: NetworkRecord): boolean {
  return driver === 'bridge' && !predefined.includes(name);
}

export function mtuOf({ options }: NetworkRecord): { mtu?: number } {
  const mtu = Number(options['com.docker.network.driver.mtu'] ?? 0);
  return mtu > 0 && mtu !== 1500 ? { mtu } : {};
}
