import type { Disposable } from '../base/disposable.ts';
import { EngineError } from '../base/errors.ts';
import { AgentError, type AgentNetwork } from '../guest/agent.ts';
import type { PortBinding, PortMap } from './spec.ts';

/** The guest's `ip_local_port_range`, from which Docker takes ports that nobody chose. */
const ephemeral = { first: 32768, last: 60999 };

export interface PublishRequest {
  /** `80/tcp` to the wanted bindings; an empty `HostPort` is any port. */
  readonly bindings: PortMap;
  /** The container's address. */
  readonly address: string;
  /** For messages: the endpoint's name and ID. */
  readonly endpoint: { readonly name: string; readonly id: string };
}

export interface Published extends Disposable {
  /** As `docker port` shows it: each with the port it really got. */
  readonly ports: PortMap;
}

interface Forward {
  readonly key: string;
  readonly forward: Disposable;
}

/** Ports of the guest that lead into containers. One allocator for all networks: a port is taken whoever took it. */
export class PortAllocator {
  private readonly net: AgentNetwork;
  private readonly taken = new Set<string>();
  private nextEphemeral = ephemeral.first;

  constructor(net: AgentNetwork) {
    this.net = net;
  }

  /** All or nothing. Rejects in Docker's words when a port is taken. */
  async publish({ bindings, address, endpoint }: PublishRequest): Promise<Published> {
    const open: Forward[] = [];
    const dispose = () => this.close(open);
    const ports: Record<string, PortBinding[]> = {};
    try {
      for (const [exposed, wanted] of Object.entries(bindings)) {
        const [port = '', protocol = 'tcp'] = exposed.split('/');
        if (protocol !== 'tcp' && protocol !== 'udp') continue;
        for (const { HostIp, HostPort } of wanted ?? []) {
          // Without an address: all of the host's, of both families.
          const hosts = HostIp ? [HostIp] : ['0.0.0.0', '::'];
          const got = await this.open(protocol, hosts, HostPort ?? '', { host: address, port: Number(port) });
          open.push(...got.forwards);
          ports[exposed] = [...(ports[exposed] ?? []), ...hosts.map((host) => ({ HostIp: host, HostPort: String(got.port) }))];
        }
      }
    } catch (error) {
      dispose();
      const reason = error instanceof Error ? error.message : String(error);
      throw new EngineError(
        'internal',
        `driver failed programming external connectivity on endpoint ${endpoint.name} (${endpoint.id}): ${reason}`,
      );
    }
    return { ports, dispose };
  }

  /** One port, the same on all of these addresses. */
  private async open(
    protocol: 'tcp' | 'udp',
    hosts: readonly string[],
    wanted: string,
    to: { host: string; port: number },
  ): Promise<{ forwards: Forward[]; port: number }> {
    const range = parseRange(wanted);
    /** What a port is asked for, as Docker prints a binding. */
    const asked = (host: string) => `${bracketed(host)}:${wanted ? `${wanted}:` : ''}${bracketed(to.host)}:${to.port}/${protocol}`;
    const fixed = range !== undefined && range.first === range.last;
    for (const port of this.candidates(range)) {
      const clash = hosts.map((host) => this.clash(protocol, host, port)).find((host) => host !== undefined);
      if (clash !== undefined) {
        if (!fixed) continue;
        throw new Error(`Bind for ${clash}:${port} failed: port is already allocated`);
      }
      const forwards: Forward[] = [];
      try {
        for (const host of hosts) {
          const key = `${protocol}/${port}/${host}`;
          this.taken.add(key);
          const forward = await this.net.forward({ protocol, host, port, to }).catch((error: unknown) => {
            this.taken.delete(key);
            throw error;
          });
          forwards.push({ key, forward });
        }
        return { forwards, port };
      } catch (error) {
        const failed = hosts[forwards.length] ?? '';
        this.close(forwards);
        // A program on the guest itself has it.
        if (error instanceof AgentError && error.code === 'EADDRINUSE' && !fixed) continue;
        const reason = error instanceof AgentError ? (reasons[error.code] ?? error.code) : String(error);
        throw new Error(`failed to bind host port ${fixed ? '' : `${port} `}for ${asked(failed)}: ${reason}`);
      }
    }
    throw new Error('all ports are allocated');
  }

  private close(forwards: Forward[]): void {
    for (const { key, forward } of forwards.splice(0)) {
      this.taken.delete(key);
      forward.dispose();
    }
  }

  /** Whose port it is already. 0.0.0.0 takes a port on every address of its family, and `::` of the other. */
  private clash(protocol: string, host: string, port: number): string | undefined {
    const prefix = `${protocol}/${port}/`;
    const family = host.includes(':');
    const all = family ? '::' : '0.0.0.0';
    const own = [host, all].find((address) => this.taken.has(prefix + address));
    if (own !== undefined || host !== all) return own;
    return [...this.taken]
      .flatMap((key) => (key.startsWith(prefix) ? key.slice(prefix.length) : []))
      .find((address) => address.includes(':') === family);
  }

  private *candidates(range: { first: number; last: number } | undefined): Generator<number> {
    if (range !== undefined) {
      for (let port = range.first; port <= range.last; port++) yield port;
      return;
    }
    for (let tried = ephemeral.first; tried <= ephemeral.last; tried++) {
      const port = this.nextEphemeral;
      this.nextEphemeral = port === ephemeral.last ? ephemeral.first : port + 1;
      yield port;
    }
  }
}

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'address already in use',
  EADDRNOTAVAIL: 'cannot assign requested address',
  EACCES: 'permission denied',
};

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

/** `8080`, `8000-8010`, or nothing for any. */
export function parseRange(text: string): { first: number; last: number } | undefined {
  if (text === '' || text === '0') return undefined;
  const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text);
  const first = Number(match?.[1]);
  const last = Number(match?.[2] ?? match?.[1]);
  if (match === null || first > 65535 || last > 65535 || last < first)
    throw new EngineError('invalid', `invalid port specification: "${text}"`);
  return { first, last };
}
