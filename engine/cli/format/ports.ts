import type { PortSummary } from '../../api/types/container.ts';

/** `0.0.0.0:8080->80/tcp, 443/tcp`: neighbours as ranges, as `docker ps` shows them. */
export function displayPorts(ports: readonly PortSummary[]): string {
  const sorted = [...ports].sort(
    (a, b) =>
      a.PrivatePort - b.PrivatePort ||
      compare(a.IP ?? '', b.IP ?? '') ||
      (a.PublicPort ?? 0) - (b.PublicPort ?? 0) ||
      compare(a.Type, b.Type),
  );
  const finished: string[] = [];
  const mapped: string[] = [];
  const open = new Map<string, { first: number; last: number }>();
  for (const { IP: ip = '', PrivatePort: port, PublicPort: host = 0, Type: type } of sorted) {
    if (ip !== '' && host !== port) {
      mapped.push(`${join(ip, String(host))}->${port}/${type}`);
      continue;
    }
    const key = ip === '' ? type : `${ip}/${type}`;
    const group = open.get(key);
    if (group !== undefined && port === group.last + 1) {
      group.last = port;
      continue;
    }
    if (group !== undefined) finished.push(show(key, group));
    open.set(key, { first: port, last: port });
  }
  for (const [key, group] of open) finished.push(show(key, group));
  return [...finished, ...mapped].join(', ');
}

function show(key: string, { first, last }: { first: number; last: number }): string {
  const [ip = '', type] = key.includes('/') ? key.split('/') : ['', key];
  const range = first === last ? String(first) : `${first}-${last}`;
  return `${ip === '' ? range : `${join(ip, range)}->${range}`}/${type}`;
}

function join(ip: string, port: string): string {
  return ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
