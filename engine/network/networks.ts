import type { Clock } from '../base/clock.ts';
import { rfc3339 } from '../base/clock.ts';
import type { Disposable } from '../base/disposable.ts';
import { EngineError } from '../base/errors.ts';
import { randomId } from '../base/ids.ts';
import type { Journal } from '../base/journal.ts';
import type { Agent } from '../guest/agent.ts';
import { RecordWriter } from '../store/record-writer.ts';
import type { Store } from '../store/store.ts';
import { contains, formatAddress, formatCidr, parseAddress, parseCidr } from './address.ts';
import { labelsMatch, type NetworkFilters } from './filters.ts';
import { AddressPool, freeSubnet } from './ipam.ts';
import type { Endpoint, LiveNetwork, NetworkRecord, SandboxOwner } from './network.ts';
import { PortAllocator } from './ports.ts';
import { Sandbox } from './sandbox.ts';
import { SparePool } from './spare.ts';
import type { EndpointSettings, NetworkCreate, NetworkInspect } from './spec.ts';

/**
 * Docker's networks on the guest: `bridge` (docker0, 172.17.0.1/16), `host`, `none`, and user-defined bridges with their own subnets.
 * JSON names are Docker's. The container manager drives sandboxes; the API drives the rest, save connect and disconnect, which are the
 * container manager's too.
 *
 * Life cycle: `createNetworks` → `await restore()` → use → `await flush()` when the page is hidden → `dispose()`.
 */
export interface Networks extends Disposable {
  /** Brings back the networks of an earlier page load and makes their bridges in the guest. */
  restore(): Promise<void>;
  flush(): Promise<void>;

  create(request: NetworkCreate): Promise<{ Id: string; Warning: string }>;
  /** By name, ID or ID prefix. `notFound` "network x not found". */
  inspect(ref: string): NetworkInspect;
  /** Filters: driver, id, label, name, scope, type, dangling. */
  list(filters?: NetworkFilters): NetworkInspect[];
  /** `forbidden` while running containers are on it. */
  remove(ref: string): Promise<void>;
  prune(filters?: NetworkFilters): Promise<{ NetworksDeleted: string[] }>;

  /** A network namespace of its own, not yet on any network. */
  openSandbox(owner: SandboxOwner): Sandbox;
  /**
   * Puts a sandbox on a network. What can be known without the guest (names, addresses) is checked at once; the guest's work is in
   * `sandbox.ready`.
   */
  join(sandbox: Sandbox, network: string, settings: EndpointSettings): Endpoint;
  leave(sandbox: Sandbox, network: string): void;
  /** `address names...` of all that runs on a user-defined network: its part of `/etc/hosts`. Empty for the default bridge, which has no names. */
  names(network: string): Array<{ readonly address: string; readonly names: readonly string[] }>;
  readonly ports: PortAllocator;
}

const predefined = ['bridge', 'host', 'none'];
const prefix = 'network/';

export interface NetworksOptions {
  readonly agent: Agent;
  readonly store: Store;
  readonly clock: Clock;
  readonly journal: Journal;
}

export function createNetworks(options: NetworksOptions): Networks {
  return new BridgeNetworks(options);
}

class BridgeNetworks implements Networks {
  readonly ports: PortAllocator;
  private readonly agent: Agent;
  private readonly store: Store;
  private readonly clock: Clock;
  private readonly journal: Journal;
  private readonly records: RecordWriter;
  private readonly networks = new Map<string, LiveNetwork>();
  private spares: SparePool | undefined;

  constructor({ agent, store, clock, journal }: NetworksOptions) {
    this.agent = agent;
    this.store = store;
    this.clock = clock;
    this.journal = journal;
    this.records = new RecordWriter(store, clock);
    this.ports = new PortAllocator(agent.net);
  }

  async restore(): Promise<void> {
    for (const [key, record] of await this.store.list<NetworkRecord>(prefix)) {
      this.records.known(key);
      this.add(record);
    }
    const bare = { created: rfc3339(this.clock.now()), internal: false, attachable: false, options: {}, labels: {} };
    if (this.named('bridge') === undefined) {
      this.put({
        ...bare,
        id: randomId(),
        name: 'bridge',
        driver: 'bridge',
        subnet: '172.17.0.0/16',
        gateway: '172.17.0.1',
        options: defaultBridgeOptions,
      });
    }
    if (this.named('host') === undefined) this.put({ ...bare, id: randomId(), name: 'host', driver: 'host' });
    if (this.named('none') === undefined) this.put({ ...bare, id: randomId(), name: 'none', driver: 'null' });
    await Promise.all([...this.networks.values()].map((network) => this.makeBridge(network)));
    const bridge = this.named('bridge');
    if (bridge !== undefined) this.spares = new SparePool(this.agent.net, bridge, this.clock);
    this.spares?.refillSoon();
  }

  flush(): Promise<void> {
    return this.records.flush();
  }

  async create(request: NetworkCreate): Promise<{ Id: string; Warning: string }> {
    const name = request.Name;
    if (!/^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/.test(name)) {
      throw new EngineError('invalid', `invalid network name "${name}": only ${'[a-zA-Z0-9][a-zA-Z0-9_.-]'} are allowed`);
    }
    if (predefined.includes(name) || name === 'default') {
      throw new EngineError('forbidden', `operation is not permitted on predefined ${name} network`);
    }
    if (this.named(name) !== undefined) throw new EngineError('conflict', `network with name ${name} already exists`);
    const driver = request.Driver || 'bridge';
    if (driver !== 'bridge') {
      throw new EngineError(
        'notFound',
        `could not find plugin ${driver} in v1 plugin registry: plugin "${driver}" not found: only the bridge driver works in this guest`,
      );
    }
    const [ipam] = request.IPAM?.Config ?? [];
    const taken = [...this.networks.values()].flatMap(({ record }) => (record.subnet === undefined ? [] : [parseCidr(record.subnet)]));
    const subnet = ipam?.Subnet ? parseCidr(ipam.Subnet) : freeSubnet(taken);
    if (ipam?.Subnet && taken.some((other) => contains(other, subnet.base) || contains(subnet, other.base))) {
      throw new EngineError('forbidden', 'invalid pool request: Pool overlaps with other one on this address space');
    }
    const gateway = ipam?.Gateway ? parseAddress(ipam.Gateway) : subnet.base + 1;
    if (gateway === undefined || !contains(subnet, gateway)) {
      throw new EngineError('invalid', `no matching subnet for gateway ${ipam?.Gateway}`);
    }
    const network = this.put({
      id: randomId(),
      name,
      driver: 'bridge',
      created: rfc3339(this.clock.now()),
      internal: request.Internal ?? false,
      attachable: request.Attachable ?? false,
      subnet: formatCidr(subnet),
      ...(ipam?.IPRange && { range: ipam.IPRange }),
      gateway: formatAddress(gateway),
      options: request.Options ?? {},
      labels: request.Labels ?? {},
    });
    try {
      await this.makeBridge(network);
    } catch (error) {
      this.drop(network);
      throw error;
    }
    this.event('create', network);
    return { Id: network.record.id, Warning: '' };
  }

  inspect(ref: string): NetworkInspect {
    return inspectOf(this.find(ref));
  }

  list(filters: NetworkFilters = {}): NetworkInspect[] {
    const any = (key: string, test: (value: string) => boolean) => filters[key] === undefined || filters[key].some(test);
    return [...this.networks.values()]
      .filter(
        ({ record, members }) =>
          any('name', (value) => record.name.includes(value)) &&
          any('id', (value) => record.id.startsWith(value)) &&
          any('driver', (value) => record.driver === value) &&
          any('scope', (value) => value === 'local') &&
          any('type', (value) => (value === 'custom') !== predefined.includes(record.name)) &&
          any('dangling', (value) => isTrue(value) === (members.size === 0 && !predefined.includes(record.name))) &&
          labelsMatch(record.labels, filters.label),
      )
      .map(inspectOf);
  }

  async remove(ref: string): Promise<void> {
    const network = this.find(ref);
    const { record, members } = network;
    if (predefined.includes(record.name)) {
      throw new EngineError('forbidden', `${record.name} is a pre-defined network and cannot be removed`);
    }
    if (members.size > 0) {
      const active = [...members.values()].map(({ owner, endpoint }) => `name:"${owner.name}" id:"${endpoint.id.slice(0, 12)}"`).join(', ');
      throw new EngineError('forbidden', `error while removing network: network ${record.name} has active endpoints (${active})`);
    }
    this.drop(network);
    await this.agent.net.removeLink(network.bridge);
    this.event('destroy', network);
  }

  async prune(filters: NetworkFilters = {}): Promise<{ NetworksDeleted: string[] }> {
    const unused = [...this.networks.values()].filter(
      ({ record, members }) =>
        !predefined.includes(record.name) && members.size === 0 && labelsMatch(record.labels, filters.label, filters['label!']),
    );
    for (const { record } of unused) await this.remove(record.id);
    return { NetworksDeleted: unused.map(({ record }) => record.name) };
  }

  openSandbox(owner: SandboxOwner): Sandbox {
    return new Sandbox(this.agent.net, owner);
  }

  join(sandbox: Sandbox, ref: string, settings: EndpointSettings): Endpoint {
    const network = this.find(ref === 'default' ? 'bridge' : ref);
    if (network.members.has(sandbox.owner.id)) {
      throw new EngineError('forbidden', `endpoint with name ${sandbox.owner.name} already exists in network ${network.record.name}`);
    }
    const endpoint = sandbox.join(network, settings, this.spares);
    network.members.set(sandbox.owner.id, { owner: sandbox.owner, endpoint });
    this.event('connect', network, { container: sandbox.owner.id });
    return endpoint;
  }

  leave(sandbox: Sandbox, ref: string): void {
    const network = this.find(ref === 'default' ? 'bridge' : ref);
    if (!network.members.delete(sandbox.owner.id)) return;
    sandbox.leave(network);
    this.spares?.refillSoon();
    this.event('disconnect', network, { container: sandbox.owner.id });
  }

  names(ref: string): Array<{ address: string; names: readonly string[] }> {
    const network = this.find(ref);
    return predefined.includes(network.record.name)
      ? []
      : [...network.members.values()].map(({ endpoint: { address, names } }) => ({ address, names }));
  }

  dispose(): void {
    this.spares?.dispose();
  }

  private find(ref: string): LiveNetwork {
    const exact = this.networks.get(ref) ?? this.named(ref);
    if (exact !== undefined) return exact;
    const matches = ref === '' ? [] : [...this.networks.values()].filter(({ record }) => record.id.startsWith(ref));
    if (matches.length > 1) {
      throw new EngineError('invalid', `network ${ref} is ambiguous (${matches.length} matches found based on ID prefix)`);
    }
    if (matches[0] === undefined) throw new EngineError('notFound', `network ${ref} not found`);
    return matches[0];
  }

  private named(name: string): LiveNetwork | undefined {
    return [...this.networks.values()].find(({ record }) => record.name === name);
  }

  private put(record: NetworkRecord): LiveNetwork {
    this.records.put(prefix + record.id, record);
    return this.add(record);
  }

  private add(record: NetworkRecord): LiveNetwork {
    const subnet = record.subnet === undefined ? undefined : parseCidr(record.subnet);
    const pool = subnet && new AddressPool(subnet, record.range === undefined ? subnet : parseCidr(record.range));
    const gateway = parseAddress(record.gateway ?? '');
    if (gateway !== undefined) pool?.reserve(gateway);
    const bridge =
      record.options['com.docker.network.bridge.name'] ?? (record.name === 'bridge' ? 'docker0' : `br-${record.id.slice(0, 12)}`);
    const network: LiveNetwork = { record, bridge, pool, members: new Map() };
    this.networks.set(record.id, network);
    return network;
  }

  private drop(network: LiveNetwork): void {
    this.networks.delete(network.record.id);
    this.records.delete(prefix + network.record.id);
  }

  private async makeBridge({ record, bridge, pool }: LiveNetwork): Promise<void> {
    if (pool === undefined) return;
    await this.agent.net.createBridge(bridge, { addresses: [`${record.gateway}/${pool.subnet.prefix}`] });
  }

  private event(action: string, { record }: LiveNetwork, more: Record<string, string> = {}): void {
    this.journal.record('network', action, record.id, { name: record.name, type: record.driver, ...more });
  }
}

const defaultBridgeOptions = {
  'com.docker.network.bridge.default_bridge': 'true',
  'com.docker.network.bridge.enable_icc': 'true',
  'com.docker.network.bridge.enable_ip_masquerade': 'true',
  'com.docker.network.bridge.host_binding_ipv4': '0.0.0.0',
  'com.docker.network.bridge.name': 'docker0',
  'com.docker.network.driver.mtu': '1500',
};

function inspectOf({ record, members }: LiveNetwork): NetworkInspect {
  return {
    Name: record.name,
    Id: record.id,
    Created: record.created,
    Scope: 'local',
    Driver: record.driver,
    EnableIPv4: true,
    EnableIPv6: false,
    IPAM: {
      Driver: 'default',
      Options: predefined.includes(record.name) ? null : {},
      Config:
        record.subnet === undefined
          ? []
          : [
              {
                Subnet: record.subnet,
                ...(record.range !== undefined && { IPRange: record.range }),
                ...(record.gateway !== undefined && { Gateway: record.gateway }),
              },
            ],
    },
    Internal: record.internal,
    Attachable: record.attachable,
    Ingress: false,
    ConfigFrom: { Network: '' },
    ConfigOnly: false,
    Containers: Object.fromEntries(
      [...members.values()].map(({ owner, endpoint }) => [
        owner.id,
        {
          Name: owner.name,
          EndpointID: endpoint.id,
          MacAddress: endpoint.mac,
          IPv4Address: endpoint.address && `${endpoint.address}/${endpoint.prefix}`,
          IPv6Address: '',
        },
      ]),
    ),
    Options: record.options,
    Labels: record.labels,
  };
}

function isTrue(value: string): boolean {
  return value === 'true' || value === '1';
}
