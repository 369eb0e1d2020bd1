import { DockerfileError } from '../dockerfile/source.ts';

/** A port as EXPOSE and `docker run -p` read it, `[ip:][host:]container[/proto]`, to `80/tcp` for each port of the range. */
export function exposedPorts(text: string): { readonly ports: readonly string[]; readonly protocol: string; readonly isMapping: boolean } {
  const parts = text.split(':');
  const [range = '', given = ''] = (parts.at(-1) ?? '').split('/');
  const protocol = given || 'tcp';
  const host = parts.at(-2) ?? '';
  const address = parts
    .slice(0, -2)
    .join(':')
    .replace(/^\[(.*)\]$/, '$1');
  if (address !== '' && !/^[\d.]+$|:/.test(address)) throw new DockerfileError(`Invalid ip address: ${address}`);
  if (range === '') throw new DockerfileError(`No port specified: ${text}<empty>`);
  const container = portRange(range);
  if (container === undefined) throw new DockerfileError(`Invalid containerPort: ${range}`);
  const [start, end] = container;
  const hostRange = host === '' ? container : portRange(host);
  if (hostRange === undefined) throw new DockerfileError(`Invalid hostPort: ${host}`);
  if (hostRange[1] - hostRange[0] !== end - start && start !== end)
    throw new DockerfileError(`Invalid ranges specified for container and host Ports: ${range} and ${host}`);
  if (!['tcp', 'udp', 'sctp'].includes(protocol.toLowerCase())) throw new DockerfileError(`Invalid proto: ${protocol}`);
  const ports = Array.from({ length: end - start + 1 }, (_, index) => `${start + index}/${protocol.toLowerCase()}`);
  return { ports, protocol, isMapping: parts.length > 1 };
}

function portRange(text: string): [start: number, end: number] | undefined {
  const match = /^(\d+)(?:-(\d+))?$/.exec(text);
  if (match === null) return undefined;
  const start = Number(match[1]);
  const end = match[2] === undefined ? start : Number(match[2]);
  return start > 65535 || end > 65535 || end < start ? undefined : [start, end];
}
