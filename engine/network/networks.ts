import type { Clock } from '../base/clock.ts';
import { rfc3339 } from '../base/clock.ts';
import type { Disposable } from '../base/disposable.ts';
import { EngineError } from '../base/errors.ts';
import { randomId } from '../base/ids.ts';
import type { Journal } from '../base/journal.ts';
import { untilOf } from '../base/moment.ts';
import type { Agent } from '../guest/agent.ts';
import { RecordWriter } from '../store/record-writer.ts';
import type { Store } from '../store/store.ts';
import { plan, poolsOf } from './create.ts';
import { answerQuery } from './dns.ts';
import { checkEndpointSettings } from './endpoint-settings.ts';
import { checkFilters, labelsMatch, matchesFilters, type NetworkFilters } from './filters.ts';
import { inspectNetwork } from './inspect.ts';
import { type Endpoint, hasNames, type LiveNetwork, mtuOf, type NetworkRecord, predefined, type SandboxOwner } from './network.ts';
import { PortAllocator } from './ports.ts';
import { namesFor } from './resolver.ts';
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
  /** Filters: dangling, driver, id, idOrName, label, name, scope, type. */
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
  /** Off all its networks, and its namespace gone. */
  closeSandbox(sandbox: Sandbox): void;
  /** Rejects settings that no endpoint on this network can have. */
  check(network: string, settings: EndpointSettings): void;
  /** A container has another name: its sandbox is looked up by it from now on. */
  rename(sandbox: Sandbox, name: string): void;
  readonly ports: PortAllocator;
}

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
      // A record of an earlier kind is replaced.
      if (record.ipam === undefined) this.records.delete(key);
      else this.add(record);
    }
    for (const name of predefined) if (this.named(name) === undefined) this.put(this.builtin(name));
    await Promise.all([...this.networks.values()].map((network) => this.makeBridge(network)));
    const bridge = this.named('bridge');
    if (bridge !== undefined) this.spares = new SparePool(this.agent.net, bridge, this.clock);
    this.spares?.refillSoon();
  }

  flush(): Promise<void> {
    return this.records.flush();
  }

  async create(request: NetworkCreate): Promise<{ Id: string; Warning: string }> {
    const network = this.put(plan(request, [...this.networks.values()], rfc3339(this.clock.now())));
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
    return inspectNetwork(this.find(ref));
  }

  list(filters: NetworkFilters = {}): NetworkInspect[] {
    checkFilters(filters, 'list');
    return [...this.networks.values()].filter((network) => matchesFilters(network, filters)).map(inspectNetwork);
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
    checkFilters(filters, 'prune');
    const until = untilOf(filters, this.clock.now());
    const unused = [...this.networks.values()].filter(
      ({ record, members }) =>
        !predefined.includes(record.name) &&
        members.size === 0 &&
        (until === undefined || Date.parse(record.created) <= until) &&
        labelsMatch(record.labels, filters.label, filters['label!']),
    );
    for (const { record } of unused) await this.remove(record.id);
    this.journal.record('network', 'prune', '', { reclaimed: '0' });
    return { NetworksDeleted: unused.map(({ record }) => record.name) };
  }

  openSandbox(owner: SandboxOwner): Sandbox {
    return new Sandbox(this.agent.net, owner, (sandbox) => this.serveNames(sandbox));
  }

  check(ref: string, settings: EndpointSettings): void {
    checkEndpointSettings(this.find(ref === 'default' ? 'bridge' : ref), settings);
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

  closeSandbox(sandbox: Sandbox): void {
    for (const network of [...sandbox.joined.keys()]) this.leave(sandbox, network);
    sandbox.close();
  }

  rename(sandbox: Sandbox, name: string): void {
    sandbox.rename(name);
    for (const endpoint of sandbox.joined.values()) {
      this.networks.get(endpoint.networkId)?.members.set(sandbox.owner.id, { owner: sandbox.owner, endpoint });
    }
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
    const bridge =
      record.options['com.docker.network.bridge.name'] ?? (record.name === 'bridge' ? 'docker0' : `br-${record.id.slice(0, 12)}`);
    const network: LiveNetwork = { record, bridge, ...poolsOf(record), members: new Map() };
    this.networks.set(record.id, network);
    return network;
  }

  private drop(network: LiveNetwork): void {
    this.networks.delete(network.record.id);
    this.records.delete(prefix + network.record.id);
  }

  private async makeBridge({ record, bridge, pool, pool6 }: LiveNetwork): Promise<void> {
    const addresses = [pool, pool6].flatMap((one) => (one === undefined ? [] : one.format(one.gateway)));
    if (addresses.length > 0) await this.agent.net.createBridge(bridge, { addresses, ...mtuOf(record) });
  }

  /** Docker's embedded server, at the address that it puts into `resolv.conf`. */
  private serveNames(sandbox: Sandbox): Promise<Disposable> {
    const names = namesFor(sandbox, (network) => {
      const live = this.named(network);
      return live === undefined || !hasNames(live.record) ? [] : [...live.members.values()].map(({ endpoint }) => endpoint);
    });
    return this.agent.receive({ ...nameServer, namespace: sandbox.namespace }, (query) => answerQuery(query, names));
  }

  private builtin(name: string): NetworkRecord {
    const bridge = name === 'bridge';
    return {
      id: randomId(),
      name,
      driver: bridge ? 'bridge' : name === 'host' ? 'host' : 'null',
      created: rfc3339(this.clock.now()),
      internal: false,
      attachable: false,
      ipv4: true,
      ipv6: false,
      ipam: bridge ? [{ Subnet: '172.17.0.0/16', Gateway: '172.17.0.1' }] : [],
      chosen: [],
      options: bridge ? defaultBridgeOptions : {},
      labels: {},
    };
  }

  private event(action: string, { record }: LiveNetwork, more: Record<string, string> = {}): void {
    this.journal.record('network', action, record.id, { ...more, name: record.name, type: record.driver });
  }
}

const nameServer = { host: '127.0.0.11', port: 53 };

const defaultBridgeOptions = {
  'com.docker.network.bridge.default_bridge': 'true',
  'com.docker.network.bridge.enable_icc': 'true',
  'com.docker.network.bridge.enable_ip_masquerade': 'true',
  'com.docker.network.bridge.host_binding_ipv4': '0.0.0.0',
  'com.docker.network.bridge.name': 'docker0',
  'com.docker.network.driver.mtu': '1500',
};
