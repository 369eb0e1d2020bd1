import type { LiveNetwork } from './network.ts';
import type { NetworkInspect } from './spec.ts';

/** `GET /networks/{id}`. Keys as Go prints them: a struct's in its order, a map's sorted. */
export function inspectNetwork({ record, members }: LiveNetwork): NetworkInspect {
  return {
    Name: record.name,
    Id: record.id,
    Created: record.created,
    Scope: 'local',
    Driver: record.driver,
    EnableIPv4: record.ipv4,
    EnableIPv6: record.ipv6,
    IPAM: {
      Driver: 'default',
      Options: record.ipamOptions ?? null,
      Config: record.ipam.length === 0 ? null : record.ipam,
    },
    Internal: record.internal,
    Attachable: record.attachable,
    Ingress: false,
    ConfigFrom: { Network: '' },
    ConfigOnly: false,
    Containers: Object.fromEntries(
      [...members.values()]
        .sort((a, b) => (a.owner.id < b.owner.id ? -1 : 1))
        .map(({ owner, endpoint }) => [
          owner.id,
          {
            Name: owner.name,
            EndpointID: endpoint.id,
            MacAddress: endpoint.mac,
            IPv4Address: endpoint.address && `${endpoint.address}/${endpoint.prefix}`,
            IPv6Address: endpoint.address6 && `${endpoint.address6}/${endpoint.prefix6}`,
          },
        ]),
    ),
    Options: sorted(record.options),
    Labels: sorted(record.labels),
  };
}

function sorted(map: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
}
