import type { Disposable } from '../base/disposable.ts';
import { EngineError } from '../base/errors.ts';
import { randomHex, randomId } from '../base/ids.ts';
import { type Address, formatAddress, parseAddress } from '../base/ip.ts';
import type { AgentNetwork } from '../guest/agent.ts';
import type { AddressPool } from './ipam.ts';
import { macOf } from './mac.ts';
import { type Endpoint, hasNames, type LiveNetwork, mtuOf, type SandboxOwner } from './network.ts';
import type { Spare, SparePool } from './spare.ts';
import type { EndpointSettings } from './spec.ts';

/** Starts a sandbox's name server, in its namespace. */
export type ServeNames = (sandbox: Sandbox) => Promise<Disposable>;

/** A container's network namespace. Made at the first `join`, so that a spare one can be taken instead. */
export class Sandbox {
  readonly owner: SandboxOwner;
  readonly id = randomId();
  private readonly net: AgentNetwork;
  private readonly serveNames: ServeNames;
  private readonly endpoints = new Map<string, Endpoint>();
  private server: Promise<Disposable> | undefined;
  private name: string | undefined;
  private work: Promise<unknown> = Promise.resolve();
  private interfaces = 0;

  constructor(net: AgentNetwork, owner: SandboxOwner, serveNames: ServeNames) {
    this.net = net;
    this.owner = owner;
    this.serveNames = serveNames;
  }

  /** Its name for `Spawn.namespaces.net`. */
  get namespace(): string {
    if (this.name === undefined) {
      this.name = `d${this.owner.id.slice(0, 12)}`;
      this.track(this.net.createNamespace(this.name));
      this.track(this.net.loopbackUp(this.name));
    }
    return this.name;
  }

  /** The guest has done all that was asked so far. */
  get ready(): Promise<void> {
    return this.work.then(() => {});
  }

  /** By network name, in the order they were joined. */
  get joined(): ReadonlyMap<string, Endpoint> {
    return this.endpoints;
  }

  /** Names are answered at 127.0.0.11: it is, or was, on a network that has some. */
  get hasNameServer(): boolean {
    return this.server !== undefined;
  }

  /** Best first: where names are looked up, and whose gateway is the default route (libnetwork `Endpoint.Less`). */
  get ranked(): readonly Endpoint[] {
    const gateways = ({ gateway, gateway6 }: Endpoint) => Number(gateway !== '') + Number(gateway6 !== '');
    return [...this.endpoints.values()].sort(
      (a, b) =>
        b.priority - a.priority ||
        Number(a.internal) - Number(b.internal) ||
        gateways(b) - gateways(a) ||
        (a.networkName < b.networkName ? -1 : 1),
    );
  }

  /** Where published ports lead. */
  get gatewayEndpoint(): Endpoint | undefined {
    return this.ranked.find(({ address }) => address !== '');
  }

  join(network: LiveNetwork, settings: EndpointSettings, spares: SparePool | undefined): Endpoint {
    const { record, pool, pool6 } = network;
    const wanted = { four: addressOf(settings.IPAMConfig?.IPv4Address), six: addressOf(settings.IPAMConfig?.IPv6Address) };
    const plain = this.name === undefined && wanted.four === undefined && !settings.MacAddress;
    const spare = plain ? spares?.take(network) : undefined;
    const address = spare?.address ?? take(pool, wanted.four, record);
    let address6: Address | undefined;
    try {
      address6 = take(pool6, wanted.six, record);
    } catch (error) {
      if (address !== undefined) pool?.release(address);
      throw error;
    }
    const connected = address !== undefined || address6 !== undefined;
    const endpoint: Endpoint = {
      id: randomId(),
      networkId: record.id,
      networkName: record.name,
      address: address === undefined ? '' : formatAddress(address),
      prefix: pool?.subnet.prefix ?? 0,
      gateway: record.internal || pool === undefined ? '' : formatAddress(pool.gateway),
      address6: address6 === undefined ? '' : formatAddress(address6),
      prefix6: pool6?.subnet.prefix ?? 0,
      gateway6: record.internal || pool6 === undefined ? '' : formatAddress(pool6.gateway),
      mac: connected ? (spare?.mac ?? (settings.MacAddress || macOf(address))) : '',
      names: hasNames(record) ? namesOf(this.owner, settings) : [],
      links: linksOf(settings),
      priority: settings.GwPriority ?? 0,
      internal: record.internal,
      hostName: connected ? (spare?.hostName ?? `veth${randomHex(4).slice(0, 7)}`) : '',
    };
    this.endpoints.set(record.name, endpoint);
    if (connected) this.plug(network, endpoint, spare);
    else if (record.driver === 'null') void this.namespace;
    return endpoint;
  }

  leave(network: LiveNetwork): void {
    const endpoint = this.endpoints.get(network.record.name);
    if (endpoint === undefined) return;
    this.endpoints.delete(network.record.name);
    const address = parseAddress(endpoint.address);
    if (address !== undefined) network.pool?.release(address);
    const address6 = parseAddress(endpoint.address6);
    if (address6 !== undefined) network.pool6?.release(address6);
    if (endpoint.hostName === '') return;
    this.track(this.net.removeLink(endpoint.hostName));
    // The link took its routes with it.
    if (this.endpoints.size > 0) this.route();
  }

  rename(name: string): void {
    const old = this.owner.name;
    this.owner.name = name;
    for (const [network, endpoint] of this.endpoints) {
      const names = [...new Set(endpoint.names.map((known, at) => (at === 0 && known === old ? name : known)))];
      this.endpoints.set(network, { ...endpoint, names });
    }
  }

  /** After the last `leave`. */
  close(): void {
    // Its socket would keep the namespace alive.
    this.server?.then((server) => server.dispose()).catch(() => {});
    if (this.name !== undefined) this.track(this.net.removeNamespace(this.name));
  }

  private plug(network: LiveNetwork, endpoint: Endpoint, spare: Spare | undefined): void {
    const name = `eth${this.interfaces++}`;
    const gateways = gatewaysOf(this.ranked);
    const first = this.endpoints.size === 1;
    if (spare !== undefined) {
      this.name = spare.namespace;
      this.track(spare.ready);
    } else {
      const addresses = [
        ...(endpoint.address ? [`${endpoint.address}/${endpoint.prefix}`] : []),
        ...(endpoint.address6 ? [`${endpoint.address6}/${endpoint.prefix6}`] : []),
      ];
      this.track(
        this.net.createEndpoint({
          bridge: network.bridge,
          hostName: endpoint.hostName,
          namespace: this.namespace,
          name,
          addresses,
          mac: endpoint.mac,
          ...mtuOf(network.record),
          gateways: first ? gateways : [],
        }),
      );
      if (!first) this.route();
    }
    if (hasNames(network.record) && this.server === undefined) {
      this.server = this.serveNames(this);
      this.track(this.server);
    }
  }

  /** The default routes are those of the best endpoints. */
  private route(): void {
    const gateways = gatewaysOf(this.ranked);
    this.track(this.net.setGateways(this.namespace, gateways));
  }

  /** Failures are for those who ask `ready`, not for the console. */
  private track(step: Promise<unknown>): void {
    this.work = Promise.all([this.work, step]);
    this.work.catch(() => {});
  }
}

function gatewaysOf(ranked: readonly Endpoint[]): string[] {
  return [ranked.find(({ gateway }) => gateway !== '')?.gateway, ranked.find(({ gateway6 }) => gateway6 !== '')?.gateway6].flatMap(
    (gateway) => gateway ?? [],
  );
}

function addressOf(text: string | undefined): Address | undefined {
  return text ? parseAddress(text) : undefined;
}

function take(pool: AddressPool | undefined, wanted: Address | undefined, { name, id }: LiveNetwork['record']): Address | undefined {
  if (pool === undefined) return undefined;
  if (wanted !== undefined) {
    pool.reserve(wanted);
    return wanted;
  }
  const address = pool.allocate();
  if (address !== undefined) return address;
  const { family } = pool.subnet;
  throw new EngineError('unavailable', `no available IPv${family} addresses on this network's address pools: ${name} (${id})`);
}

/** moby `buildEndpointDNSNames`. */
function namesOf(owner: SandboxOwner, settings: EndpointSettings): string[] {
  return [...new Set([owner.name, ...(settings.Aliases ?? []), owner.id.slice(0, 12), owner.hostname])].filter((name) => name !== '');
}

/** `name:alias`, or `name` alone. */
function linksOf({ Links }: EndpointSettings): Map<string, string> {
  return new Map(
    (Links ?? []).map((link) => {
      const [name = '', alias] = link.split(':');
      return [(alias ?? name).toLowerCase(), name];
    }),
  );
}
