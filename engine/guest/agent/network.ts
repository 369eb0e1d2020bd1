import type { AgentNetwork } from '../agent.ts';
import { ItemWriter } from './codec.ts';
import type { Connection } from './connection.ts';
import { forward } from './sockets.ts';
import * as wire from './wire.ts';

export function network(connection: Connection): AgentNetwork {
  const ask = async (type: number, items: ItemWriter): Promise<void> => {
    await connection.request(type, items);
  };
  const named = (name: string): ItemWriter => new ItemWriter().text(wire.TAG_NAME, name);
  return {
    createNamespace: (name) => ask(wire.REQ_NET_NAMESPACE, named(name)),
    removeNamespace: (name) => ask(wire.REQ_NET_REMOVE_NAMESPACE, named(name)),
    createBridge: (name, { cidr, mac }) =>
      ask(
        wire.REQ_NET_BRIDGE,
        named(name)
          .text(wire.TAG_CIDR, cidr)
          .raw(wire.TAG_MAC, mac === undefined ? mac : parseMac(mac)),
      ),
    removeLink: (name) => ask(wire.REQ_NET_REMOVE_LINK, named(name)),
    createEndpoint: ({ bridge, hostName, namespace, name, cidr, mac, gateway }) =>
      ask(
        wire.REQ_NET_ENDPOINT,
        named(name)
          .text(wire.TAG_BRIDGE, bridge)
          .text(wire.TAG_HOST_NAME, hostName)
          .text(wire.TAG_NAMESPACE, namespace)
          .text(wire.TAG_CIDR, cidr)
          .raw(wire.TAG_MAC, mac === undefined ? mac : parseMac(mac))
          .text(wire.TAG_GATEWAY, gateway),
      ),
    loopbackUp: (namespace) => ask(wire.REQ_NET_LOOPBACK, new ItemWriter().text(wire.TAG_NAMESPACE, namespace)),
    forward: (options) => forward(connection, options),
  };
}

function parseMac(text: string): Uint8Array {
  if (!/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i.test(text)) throw new TypeError(`not a MAC address: ${text}`);
  return Uint8Array.from(text.split(':'), (byte) => Number.parseInt(byte, 16));
}
