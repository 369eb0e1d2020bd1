import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposable.ts';
import { randomHex } from '../base/ids.ts';
import { type Address, formatAddress } from '../base/ip.ts';
import type { AgentNetwork } from '../guest/agent.ts';
import { macOf } from './mac.ts';
import type { LiveNetwork } from './network.ts';

/** A namespace on the default bridge, ready before anyone asks for it. */
export interface Spare {
  readonly namespace: string;
  readonly hostName: string;
  readonly address: Address;
  readonly mac: string;
  readonly ready: Promise<void>;
}

/** How long the engine must be quiet before a spare is made: the work would only slow down the command that is running. */
const quiet = 150;

/**
 * Keeps one spare sandbox for the default bridge: making a namespace with its veth pair takes the guest longer than the rest of a start.
 * A spare has an address already, so it is used only while that is the one Docker would give: the lowest that is free.
 */
export class SparePool implements Disposable {
  private readonly net: AgentNetwork;
  private readonly network: LiveNetwork;
  private readonly clock: Clock;
  private spare: Spare | undefined;
  private timer: Disposable | undefined;
  private made = 0;
  private disposed = false;

  constructor(net: AgentNetwork, network: LiveNetwork, clock: Clock) {
    this.net = net;
    this.network = network;
    this.clock = clock;
  }

  take(network: LiveNetwork): Spare | undefined {
    this.refillSoon();
    if (network !== this.network || this.spare === undefined || !this.fits(this.spare)) return undefined;
    const spare = this.spare;
    this.spare = undefined;
    return spare;
  }

  /** Called after everything that changes which address is the lowest. */
  refillSoon(): void {
    this.timer?.dispose();
    if (!this.disposed) this.timer = this.clock.after(quiet, () => this.refill());
  }

  dispose(): void {
    this.disposed = true;
    this.timer?.dispose();
  }

  private fits(spare: Spare): boolean {
    const next = this.network.pool?.next;
    return next === undefined || spare.address.value < next.value;
  }

  private refill(): void {
    const { pool, bridge } = this.network;
    if (pool === undefined || (this.spare !== undefined && this.fits(this.spare))) return;
    if (this.spare !== undefined) {
      pool.release(this.spare.address);
      this.net.removeLink(this.spare.hostName).catch(() => {});
      this.net.removeNamespace(this.spare.namespace).catch(() => {});
      this.spare = undefined;
    }
    const address = pool.allocate();
    if (address === undefined) return;
    const spare = {
      namespace: `s${++this.made}-${randomHex(3)}`,
      hostName: `veth${randomHex(4).slice(0, 7)}`,
      address,
      mac: macOf(address),
    };
    const created = this.net.createNamespace(spare.namespace);
    const connected = this.net.createEndpoint({
      bridge,
      hostName: spare.hostName,
      namespace: spare.namespace,
      name: 'eth0',
      addresses: [pool.format(address)],
      mac: spare.mac,
      gateways: [formatAddress(pool.gateway)],
    });
    const ready = Promise.all([created, connected]).then(() => {});
    this.spare = { ...spare, ready };
    ready.catch(() => {
      if (this.spare?.namespace === spare.namespace) this.spare = undefined;
      pool.release(address);
    });
  }
}
