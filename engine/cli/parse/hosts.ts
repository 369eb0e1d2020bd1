import { parseAddress } from '../../base/ip.ts';
import { cut } from '../flag.ts';
import { quote } from '../go.ts';

/** `--add-host`: `name:ip` or `name=ip`, sent with a colon. */
export function extraHost(item: string): string {
  const byEquals = cut(item, '=');
  const { key: name, value } = byEquals.value === undefined ? cut(item, ':') : byEquals;
  if (value === undefined || name === '' || name.includes(':')) throw new Error(`bad format for add-host: ${quote(item)}`);
  if (value === 'host-gateway') return `${name}:${value}`;
  const ip = value.replace(/^\[(.+)\]$/, '$1');
  if (parseAddress(ip) === undefined) throw new Error(`invalid IP address in add-host: ${quote(ip)}`);
  return `${name}:${ip}`;
}

export function checkDns(item: string): string {
  const ip = item.trim();
  if (parseAddress(ip) === undefined) throw new Error(`IP address is not correctly formatted: ${item}`);
  return ip;
}

const domain =
  /^(:?(:?[a-zA-Z0-9]|(:?[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))(:?\.(:?[a-zA-Z0-9]|(:?[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])))*)\.?\s*$/;

/** `.` alone asks for no search domain at all. */
export function checkDomain(item: string): string {
  const text = item.trim();
  if (text === '.') return text;
  const found = /[a-zA-Z]/.test(text) ? domain.exec(text)?.[1] : undefined;
  if (found === undefined || found.length >= 255) throw new Error(`${text} is not a valid domain`);
  return found;
}

export function checkLink(item: string): string {
  if (item === '') throw new Error('empty string specified for links');
  if (item.split(':').length > 2) throw new Error(`bad format for links: ${item}`);
  return item;
}
