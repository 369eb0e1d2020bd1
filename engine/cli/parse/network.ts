import type { EndpointSettings } from '../../api/types/network.ts';
import { cut, type Flag } from '../flag.ts';
import { csvFields } from './csv.ts';

/** One `--network`: a name, or the long form `name=…,alias=…,ip=…`. */
export interface NetworkAttachment {
  readonly target: string;
  readonly aliases: readonly string[];
  readonly ip?: string;
  readonly ip6?: string;
  readonly mac?: string;
  readonly linkLocal: readonly string[];
  readonly driverOptions: Readonly<Record<string, string>>;
  readonly gatewayPriority?: number;
  readonly links?: readonly string[];
}

export function networks(short: string, usage: string): Flag<readonly NetworkAttachment[]> {
  return { short, usage, type: 'network', initial: [], set: (text, current) => [...current, parseNetwork(text)] };
}

function parseNetwork(text: string): NetworkAttachment {
  // Docker's own idea of the long form.
  if (!/\w+=\w+(,\w+=\w+)*/.test(text)) return { target: text, aliases: [], linkLocal: [], driverOptions: {} };
  let attachment: NetworkAttachment = { target: '', aliases: [], linkLocal: [], driverOptions: {} };
  for (const field of csvFields(text)) {
    const { key: rawKey, value: rawValue } = cut(field.toLowerCase(), '=');
    const key = rawKey.trim();
    const value = (rawValue ?? '').trim();
    if (rawValue === undefined || key === '') throw new Error(`invalid field ${field}`);
    switch (key) {
      case 'name':
        attachment = { ...attachment, target: value };
        break;
      case 'alias':
        attachment = { ...attachment, aliases: [...attachment.aliases, value] };
        break;
      case 'ip':
        attachment = { ...attachment, ip: value };
        break;
      case 'ip6':
        attachment = { ...attachment, ip6: value };
        break;
      case 'mac-address':
        attachment = { ...attachment, mac: value };
        break;
      case 'link-local-ip':
        attachment = { ...attachment, linkLocal: [...attachment.linkLocal, value] };
        break;
      case 'driver-opt': {
        const option = cut(value, '=');
        if (option.value === undefined) throw new Error('invalid key value pair format in driver options');
        attachment = { ...attachment, driverOptions: { ...attachment.driverOptions, [option.key]: option.value } };
        break;
      }
      case 'gw-priority':
        if (!/^[-+]?\d+$/.test(value)) throw new Error(`invalid gw-priority (${value}): invalid syntax`);
        attachment = { ...attachment, gatewayPriority: Number(value) };
        break;
      default:
        throw new Error(`invalid field key ${key}`);
    }
  }
  if (attachment.target === '') throw new Error('network name/id is not specified');
  return attachment;
}

export function isUserDefined(network: string): boolean {
  return !['default', 'bridge', 'host', 'none', ''].includes(network) && !network.startsWith('container:');
}

/** As Go's net.ParseMAC takes it. */
export function checkMac(mac: string): void {
  if (!/^([\da-f]{2}(:[\da-f]{2}){5}|[\da-f]{2}(-[\da-f]{2}){5}|[\da-f]{4}(\.[\da-f]{4}){2})$/i.test(mac))
    throw new Error(`${mac} is not a valid mac address`);
}

/** Undefined when nothing was asked for that the daemon would not do by itself. */
export function endpointOf(attachment: NetworkAttachment): EndpointSettings | undefined {
  if (!isUserDefined(attachment.target) && attachment.aliases.length > 0) {
    throw new Error('network-scoped aliases are only supported for user-defined networks');
  }
  if (attachment.target.trim() === '') throw new Error('no name set for network');
  if (attachment.mac !== undefined) checkMac(attachment.mac);
  const endpoint: EndpointSettings = {};
  if (attachment.aliases.length > 0) endpoint.Aliases = [...attachment.aliases];
  if (Object.keys(attachment.driverOptions).length > 0) endpoint.DriverOpts = { ...attachment.driverOptions };
  if (attachment.ip !== undefined || attachment.ip6 !== undefined || attachment.linkLocal.length > 0) {
    endpoint.IPAMConfig = {
      ...(attachment.ip === undefined ? {} : { IPv4Address: attachment.ip }),
      ...(attachment.ip6 === undefined ? {} : { IPv6Address: attachment.ip6 }),
      ...(attachment.linkLocal.length === 0 ? {} : { LinkLocalIPs: [...attachment.linkLocal] }),
    };
  }
  if (attachment.mac !== undefined) endpoint.MacAddress = attachment.mac;
  if (attachment.links?.length && isUserDefined(attachment.target)) endpoint.Links = [...attachment.links];
  if (attachment.gatewayPriority !== undefined) endpoint.GwPriority = attachment.gatewayPriority;
  return Object.keys(endpoint).length === 0 ? undefined : endpoint;
}
