import type { Disposable } from '../base/disposable.ts';

/**
 * Docker's networks on the guest: `bridge` (docker0, 172.17.0.1/16), `host`, `none`, and user-defined bridges with their own subnets.
 * Names are Docker's JSON names, as in `engine/container/spec.ts`; the container manager drives endpoints, the API the rest.
 */
export interface Networks extends Disposable {
  /** Brings back the networks of an earlier page load and makes their bridges in the guest. */
  restore(): Promise<void>;
  flush(): Promise<void>;

  create(request: NetworkCreate): Promise<{ Id: string; Warning: string }>;
  /** By ID, name or ID prefix. `notFound` "network x not found". */
  inspect(ref: string): NetworkInspect;
  /** Filters: driver, id, label, name, scope, type, dangling. */
  list(filters?: Readonly<Record<string, readonly string[]>>): NetworkInspect[];
  /** `forbidden` while containers are on it. */
  remove(ref: string): Promise<void>;
  prune(filters?: Readonly<Record<string, readonly string[]>>): Promise<{ NetworksDeleted: string[] }>;
  // connect and disconnect are the container manager's: `connectNetwork`, `disconnectNetwork`.
}

export interface NetworkCreate {
  readonly Name: string;
  readonly Driver?: string;
  readonly Internal?: boolean;
  readonly Attachable?: boolean;
  readonly EnableIPv6?: boolean;
  readonly IPAM?: {
    readonly Driver?: string;
    readonly Config?: readonly IpamConfig[] | null;
    readonly Options?: Readonly<Record<string, string>> | null;
  };
  readonly Options?: Readonly<Record<string, string>> | null;
  readonly Labels?: Readonly<Record<string, string>> | null;
}

export interface IpamConfig {
  readonly Subnet?: string;
  readonly IPRange?: string;
  readonly Gateway?: string;
}

/** `GET /networks/{id}`. */
export interface NetworkInspect {
  readonly Name: string;
  readonly Id: string;
  readonly Created: string;
  readonly Scope: 'local';
  readonly Driver: string;
  readonly EnableIPv4: boolean;
  readonly EnableIPv6: boolean;
  readonly IPAM: {
    readonly Driver: string;
    readonly Options: Readonly<Record<string, string>> | null;
    readonly Config: readonly IpamConfig[];
  };
  readonly Internal: boolean;
  readonly Attachable: boolean;
  readonly Ingress: false;
  readonly ConfigFrom: { readonly Network: '' };
  readonly ConfigOnly: false;
  readonly Containers: Readonly<
    Record<
      string,
      {
        readonly Name: string;
        readonly EndpointID: string;
        readonly MacAddress: string;
        readonly IPv4Address: string;
        readonly IPv6Address: string;
      }
    >
  >;
  readonly Options: Readonly<Record<string, string>>;
  readonly Labels: Readonly<Record<string, string>>;
}
