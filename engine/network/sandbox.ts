import { EngineError } from '../base/errors.ts';
import { randomHex, randomId } from '../base/ids.ts';
import type { AgentNetwork } from '../guest/agent.ts';
import { formatAddress, parseAddress, randomMac } from './address.ts';
import type { Endpoint, LiveNetwork, SandboxOwner } from './network.ts';
import type { SparePool } from './spare.ts';
import type { EndpointSettings } from './spec.ts';

/** A container's network namespace. Made at the first `join`, so that a spare one can be taken instead. */
export class Sandbox {
  readonly owner: SandboxOwner;
  readonly id = randomId();
  private readonly net: AgentNetwork;
  private readonly endpoints = new Map<string, Endpoint>();
  private name: string | undefined;
  private work: Promise<unknown> = Promise.resolve();
  private interfaces = 0;

  constructor(net: AgentNetwork, owner: SandboxOwner) {
    this.net = net;
    this.owner = owner;
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

  /** Where published ports lead: the first endpoint with a gateway. */
  get gatewayEndpoint(): Endpoint | undefined {
    return [...this.endpoints.values()].find(({ address }) => address !== '');
  }

  join(network: LiveNetwork, settings: EndpointSettings, spares: SparePool | undefined): Endpoint {
    const { record, pool } = network;
    const identity = {
      id: randomId(),
      networkId: record.id,
      networkName: record.name,
      names: namesOf(this.owner, settings),
    };
    if (pool === undefined) {
      const endpoint: Endpoint = { ...identity, address: '', prefix: 0, gateway: '', mac: '', hostName: '' };
      this.endpoints.set(record.name, endpoint);
      if (record.driver === 'null') void this.namespace;
      return endpoint;
    }
    const fixed = settings.IPAMConfig?.IPv4Address;
    const spare = this.name === undefined && !fixed && !settings.MacAddress ? spares?.take(network) : undefined;
    if (spare !== undefined) {
      this.name = spare.namespace;
      this.track(spare.ready);
    }
    const address = spare?.address ?? (fixed ? reserve(network, fixed) : pool.allocate());
    const endpoint: Endpoint = {
      ...identity,
      address: formatAddress(address),
      prefix: pool.subnet.prefix,
      gateway: record.internal ? '' : (record.gateway ?? ''),
      mac: spare?.mac ?? (settings.MacAddress || randomMac()),
      hostName: spare?.hostName ?? `veth${randomHex(4).slice(0, 7)}`,
    };
    const first = this.gatewayEndpoint === undefined;
    this.endpoints.set(record.name, endpoint);
    const name = `eth${this.interfaces++}`;
    if (spare === undefined) {
      this.track(
        this.net.createEndpoint({
          bridge: network.bridge,
          hostName: endpoint.hostName,
          namespace: this.namespace,
          name,
          addresses: [`${endpoint.address}/${endpoint.prefix}`],
          mac: endpoint.mac,
          gateways: first && endpoint.gateway !== '' ? [endpoint.gateway] : [],
        }),
      );
    }
    return endpoint;
  }

  leave(network: LiveNetwork): void {
    const endpoint = this.endpoints.get(network.record.name);
    if (endpoint === undefined) return;
    this.endpoints.delete(network.record.name);
    const address = parseAddress(endpoint.address);
    if (address !== undefined) network.pool?.release(address);
    if (endpoint.hostName !== '') this.track(this.net.removeLink(endpoint.hostName));
  }

  /** After the last `leave`. */
  close(): void {
    if (this.name !== undefined) this.track(this.net.removeNamespace(this.name));
  }

  /** Failures are for those who ask `ready`, not for the console. */
  private track(step: Promise<unknown>): void {
    this.work = Promise.all([this.work, step]);
    this.work.catch(() => {});
  }
}

function reserve(network: LiveNetwork, text: string): number {
  const address = parseAddress(text);
  if (address === undefined) throw new EngineError('invalid', `invalid IPv4 address: ${text}`);
  if (network.record.name === 'bridge') {
    throw new EngineError('invalid', 'user specified IP address is supported on user defined networks only');
  }
  network.pool?.reserve(address);
  return address;
}

/** What others may call it: its name, its aliases, its short ID and its hostname (libnetwork's DNSNames). */
function namesOf(owner: SandboxOwner, settings: EndpointSettings): string[] {
  return [...new Set([owner.name, ...(settings.Aliases ?? []), owner.id.slice(0, 12), owner.hostname])];
}
