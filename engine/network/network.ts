import type { AddressPool } from './ipam.ts';

/** One sandbox on one network. */
export interface Endpoint {
  readonly id: string;
  readonly networkId: string;
  readonly networkName: string;
  readonly address: string;
  readonly prefix: number;
  readonly gateway: string;
  readonly mac: string;
  readonly names: readonly string[];
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
  readonly subnet?: string;
  readonly range?: string;
  readonly gateway?: string;
  /** Whether the user chose the subnet: `inspect` shows it either way. */
  readonly options: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
}

/** A network with what runs on it. */
export interface LiveNetwork {
  record: NetworkRecord;
  readonly bridge: string;
  readonly pool: AddressPool | undefined;
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
