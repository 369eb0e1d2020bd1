import type { PortMap } from '../../api/types/container.ts';
import { cut } from '../flag.ts';

export interface Ports {
  readonly exposed: Record<string, Record<string, never>>;
  readonly bindings: PortMap;
}

/** `--publish` and `--expose`: `[[ip:]hostPort:]containerPort[/protocol]`, ranges, and the long form `published=…,target=…`. */
export function parsePorts(published: readonly string[], exposed: readonly string[]): Ports {
  const ports: Ports = { exposed: {}, bindings: {} };
  for (const spec of published) publish(ports, standardNotation(spec));
  for (const spec of exposed) {
    if (spec.includes(':')) throw new Error(`invalid port format for --expose: ${spec}`);
    const { key, value: protocol = 'tcp' } = cut(spec, '/');
    const range = parseRange(key);
    if (range === undefined) throw new Error(`invalid range format for --expose: ${spec}, error: ${rangeError(key)}`);
    for (let port = range.start; port <= range.end; port += 1) ports.exposed[`${port}/${protocol}`] = {};
  }
  return ports;
}

function publish(ports: Ports, spec: string): void {
  const parts = spec.split(':');
  const container = parts.at(-1) ?? '';
  const host = parts.at(-2) ?? '';
  const ip = address(parts.slice(0, -2).join(':'));
  const [numbers = '', value = ''] = container.split('/');
  const protocol = value === '' ? 'tcp' : value.toLowerCase();
  if (numbers === '') throw new Error(`no port specified: ${spec}<empty>`);
  const inner = parseRange(numbers);
  if (inner === undefined) throw new Error(`invalid containerPort: ${numbers}`);
  const outer = host === '' ? undefined : parseRange(host);
  if (host !== '' && outer === undefined) throw new Error(`invalid hostPort: ${host}`);
  if (!['tcp', 'udp', 'sctp'].includes(protocol)) throw new Error(`invalid proto: ${value}`);
  if (outer !== undefined && inner.end - inner.start !== outer.end - outer.start && inner.end !== inner.start) {
    throw new Error(`invalid ranges specified for container and host Ports: ${numbers} and ${host}`);
  }
  for (let port = inner.start; port <= inner.end; port += 1) {
    const name = `${port}/${protocol}`;
    let hostPort = '';
    if (outer !== undefined) {
      // One port in a range of the host's: the daemon picks.
      const picks = inner.start === inner.end && outer.start !== outer.end;
      hostPort = picks ? `${outer.start}-${outer.end}` : String(outer.start + port - inner.start);
    }
    ports.exposed[name] = {};
    ports.bindings[name] = [...(ports.bindings[name] ?? []), { HostIp: ip, HostPort: hostPort }];
  }
}

function address(text: string): string {
  if (text === '') return '';
  const ip = text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text;
  const v4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(ip);
  const valid =
    v4 === null
      ? /^[\da-fA-F:.]+$/.test(ip) && ip.split(':').length > 3 - Number(ip.includes('::'))
      : v4.slice(1).every((part) => Number(part) < 256);
  if (!valid) throw new Error(`invalid IP address: ${ip}`);
  return ip;
}

function parseRange(text: string): { start: number; end: number } | undefined {
  const match = /^(\d+)(?:-(\d+))?$/.exec(text);
  if (match === null) return undefined;
  const start = Number(match[1]);
  const end = Number(match[2] ?? match[1]);
  return start > 65535 || end > 65535 || end < start ? undefined : { start, end };
}

function rangeError(text: string): string {
  if (text === '') return 'empty string specified for ports';
  const [start = '', end] = text.split('-');
  const bad = [start, end ?? start].find((part) => !/^\d+$/.test(part));
  if (bad !== undefined) return `strconv.ParseUint: parsing "${bad}": invalid syntax`;
  const large = [start, end ?? start].find((part) => Number(part) > 65535);
  return large === undefined ? `invalid range specified for port: ${text}` : `strconv.ParseUint: parsing "${large}": value out of range`;
}

function standardNotation(spec: string): string {
  if (!spec.includes('=')) return spec;
  const params: Record<string, string> = { protocol: 'tcp' };
  for (const param of spec.split(',')) {
    const { key, value } = cut(param, '=');
    if (value === undefined || key === '') throw new Error(`invalid publish opts format (should be name=value but got '${param}')`);
    params[key] = value;
  }
  return `${params.published ?? ''}:${params.target ?? ''}/${params.protocol}`;
}
