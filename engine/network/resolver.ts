import type { Names } from './dns.ts';
import type { Endpoint } from './network.ts';
import type { Sandbox } from './sandbox.ts';

/** The endpoints on a network, by its name. */
export type Neighbours = (network: string) => readonly Endpoint[];

/** What a sandbox's name server knows at this moment: nothing is kept, so a change is seen at once. */
export function namesFor(sandbox: Sandbox, neighbours: Neighbours): Names {
  return {
    resolve: (name) => {
      for (const [wanted, network] of readings(name)) {
        for (const own of sandbox.ranked) {
          if (network !== '' && own.networkName !== network) continue;
          const found = lookUp(own, wanted, neighbours(own.networkName));
          if (found.length > 0) return found.flatMap(({ address, address6 }) => [address, address6].filter((text) => text !== ''));
        }
      }
      return undefined;
    },
    reverse: (address) => {
      for (const { networkName } of sandbox.ranked) {
        const found = neighbours(networkName).find((endpoint) => endpoint.address === address || endpoint.address6 === address);
        if (found?.names[0] !== undefined) return `${found.names[0]}.${networkName}`;
      }
      return undefined;
    },
  };
}

/** `a.b.c` is that name on any network, or `a.b` on the network `c`, or `a` on `b.c` (libnetwork `Sandbox.ResolveName`), where case matters only of networks. */
function readings(name: string): Array<[name: string, network: string]> {
  const parts = name.split('.');
  return parts.map((_, at) => [parts.slice(0, parts.length - at).join('.'), parts.slice(parts.length - at).join('.')]);
}

/** A link's alias goes before other people's names. */
function lookUp(own: Endpoint, name: string, all: readonly Endpoint[]): Endpoint[] {
  const wanted = (own.links.get(name.toLowerCase()) ?? name).toLowerCase();
  return all.filter(({ names }) => names.some((known) => known.toLowerCase() === wanted));
}
