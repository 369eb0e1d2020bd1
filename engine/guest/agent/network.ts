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
    createBridge: (name, { addresses, mac, mtu }) =>
      ask(
        wire.REQ_NET_BRIDGE,
        named(name)
          .texts(wire.TAG_CIDR, addresses)
          .u32(wire.TAG_MTU, mtu)
          .raw(wire.TAG_MAC, mac === undefined ? mac : parseMac(mac)),
      ),
    removeLink: (name) => ask(wire.REQ_NET_REMOVE_LINK, named(name)),
    createEndpoint: ({ bridge, hostName, namespace, name, addresses, mac, mtu, gateways }) =>
      ask(
        wire.REQ_NET_ENDPOINT,
        named(name)
          .text(wire.TAG_BRIDGE, bridge)
          .text(wire.TAG_HOST_NAME, hostName)
          .text(wire.TAG_NAMESPACE, namespace)
          .texts(wire.TAG_CIDR, addresses)
          .u32(wire.TAG_MTU, mtu)
          .raw(wire.TAG_MAC, mac === undefined ? mac : parseMac(mac))
          .texts(wire.TAG_GATEWAY, gateways),
      ),
    setGateways: (namespace, gateways) =>
      ask(wire.REQ_NET_GATEWAY, new ItemWriter().text(wire.TAG_NAMESPACE, namespace).texts(wire.TAG_GATEWAY, gateways)),
    loopbackUp: (namespace) => ask(wire.REQ_NET_LOOPBACK, new ItemWriter().text(wire.TAG_NAMESPACE, namespace)),
    forward: (options) => forward(connection, options),
  };
}

function parseMac(text: string): Uint8Array {
  if (!/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i.test(text)) throw new TypeError(`not a MAC address: ${text}`);
  return Uint8Array.from(text.split(':'), (byte) => Number.parseInt(byte, 16));
}
