import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import fixtures from './fixtures.json' with { type: 'json' };

/**
 * A daemon of canned answers that remembers what it was asked: the same for the real command line and for ours, so that what they send and what
 * they make of the answers can be compared. Objects whose name begins with `no` do not exist.
 */
export interface StubDaemon {
  /** `unix:///…` */
  readonly host: string;
  readonly socketPath: string;
  /** What was asked since the last call, `METHOD /path?sorted=query {"body"}`; pings left out. */
  take(): string[];
  close(): void;
}

const id = 'c'.repeat(64);

type Answer = { readonly status?: number; readonly json?: unknown; readonly raw?: Buffer | string };

function route(method: string, path: string): Answer {
  const [, noun = '', name = '', verb = ''] = /^\/([a-z]+)(?:\/(.*?))?(?:\/([a-z]+))?$/.exec(path) ?? [];
  const key = `${method} ${noun}${name === '' ? '' : '/'}${['json', 'create', 'prune', 'df', 'load', 'get', 'search'].includes(name) ? name : name === '' ? '' : '*'}${verb === '' ? '' : `/${verb}`}`;
  if (/^no/.test(name)) return { status: 404, json: { message: `No such ${noun.replace(/s$/, '')}: ${name}` } };
  const container = name === 'plain' ? fixtures.containers.plain : fixtures.containers.full;
  switch (key) {
    case 'POST containers/create':
      return { status: 201, json: { Id: id, Warnings: [] } };
    case 'GET containers/json':
      return { json: fixtures.ps };
    case 'GET containers/*/json':
      return { json: container };
    case 'GET containers/*/top':
      return { json: fixtures.top };
    case 'GET containers/*/changes':
      return {
        json: [
          { Kind: 0, Path: '/etc' },
          { Kind: 1, Path: '/etc/new' },
          { Kind: 2, Path: '/gone' },
        ],
      };
    case 'GET containers/*/stats':
      return { json: fixtures.stats };
    case 'GET containers/*/logs':
      return { raw: Buffer.concat([frame(1, 'out\n'), frame(2, 'err\n')]) };
    case 'GET containers/*/export':
      return { raw: 'a tar' };
    case 'POST containers/*/wait':
      return { json: { StatusCode: 3 } };
    case 'POST containers/*/update':
      return { json: { Warnings: ['careful'] } };
    case 'POST containers/*/exec':
      return { status: 201, json: { Id: 'e'.repeat(64) } };
    case 'GET exec/*/json':
      return { json: { ID: 'e'.repeat(64), Running: false, ExitCode: 4 } };
    case 'POST exec/*/start':
      return { json: {} };
    case 'POST containers/prune':
      return { json: { ContainersDeleted: [id], SpaceReclaimed: 1234567 } };
    case 'POST commit':
      return { status: 201, json: { Id: `sha256:${'a'.repeat(64)}` } };
    case 'GET images/json':
      return { json: fixtures.images };
    case 'GET images/*/json':
      return { json: fixtures.image };
    case 'GET images/*/history':
      return { json: fixtures.history };
    case 'DELETE images/*':
      return { json: [{ Untagged: 'busybox:latest' }, { Deleted: `sha256:${'b'.repeat(64)}` }] };
    case 'POST images/*/tag':
      return { status: 201 };
    case 'POST images/prune':
      return { json: { ImagesDeleted: [{ Deleted: 'sha256:b' }], SpaceReclaimed: 2000 } };
    case 'POST images/create':
      return { raw: '{"status":"sha256:d"}\n' };
    case 'POST images/load':
      return { raw: '{"stream":"Loaded image: busybox:latest\\n"}\n' };
    case 'GET images/get':
      return { raw: 'a tar' };
    case 'GET networks':
      return { json: fixtures.networks };
    case 'GET networks/*':
      return { json: fixtures.network };
    case 'POST networks/create':
      return { status: 201, json: { Id: 'n'.repeat(64), Warning: '' } };
    case 'POST networks/prune':
      return { json: { NetworksDeleted: ['net1'] } };
    case 'GET volumes':
      return { json: fixtures.volumes };
    case 'GET volumes/*':
      return { json: fixtures.volume };
    case 'POST volumes/create':
      return { status: 201, json: fixtures.volume };
    case 'POST volumes/prune':
      return { json: { VolumesDeleted: ['vol1'], SpaceReclaimed: 10 } };
    case 'POST build/prune':
      return { json: { CachesDeleted: ['x'], SpaceReclaimed: 10 } };
    case 'GET info':
      return { json: fixtures.info };
    case 'GET version':
      return { json: fixtures.version };
    case 'GET system/df':
      return { json: fixtures.df };
    case 'GET events':
      return { raw: event };
    default:
      return method === 'GET' ? { status: 404, json: { message: 'page not found' } } : { status: 204 };
  }
}

const event = `{"Type":"container","Action":"start","Actor":{"ID":"${id}","Attributes":{"image":"busybox","name":"full"}},"scope":"local","time":1767225600,"timeNano":1767225600123456768}\n`;

function frame(stream: number, text: string): Buffer {
  const body = Buffer.from(text);
  const head = Buffer.alloc(8);
  head[0] = stream;
  head.writeUInt32BE(body.length, 4);
  return Buffer.concat([head, body]);
}

const pathStat = Buffer.from(JSON.stringify({ name: 'x', size: 0, mode: 0o644, mtime: '2026-01-01T00:00:00Z', linkTarget: '' })).toString(
  'base64',
);

export async function stubDaemon(folder: string, name = 'stub'): Promise<StubDaemon> {
  let seen: string[] = [];
  const record = (request: IncomingMessage, body: string) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://d');
    if (pathname === '/_ping') return;
    // The real program looks for plugins among the objects of any kind.
    if (/^\/v[\d.]+\/plugins\//.test(pathname)) return;
    searchParams.sort();
    const query = [...searchParams]
      .filter(([name, value]) => value !== '' && !(name === 'pause' && value === '1'))
      .map(([name, value]) => `${name}=${spelled(name, value)}`)
      .join('&');
    const text = body === '' || body === '{}' ? '' : ` ${body.startsWith('{') ? sorted(body) : 'and a tar'}`;
    seen.push(`${request.method} ${pathname.replace(/^\/v[\d.]+/, '')}${query === '' ? '' : `?${query}`}${text}`);
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      record(request, Buffer.concat(chunks).toString());
      answer(request, response);
    });
  });
  server.on('upgrade', (request, socket, head) => {
    const length = Number(request.headers['content-length'] ?? 0);
    let body = head;
    const go = () => {
      if (body.length < length) return;
      socket.off('data', more);
      record(request, body.subarray(0, length).toString());
      if (/\/(no[^/]*)\/attach/.test(request.url ?? '')) {
        socket.end('HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\nContent-Length: 31\r\n\r\n{"message":"No such container"}');
        return;
      }
      socket.end(
        'HTTP/1.1 101 UPGRADED\r\nContent-Type: application/vnd.docker.multiplexed-stream\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n',
      );
    };
    const more = (chunk: Buffer) => {
      body = Buffer.concat([body, chunk]);
      go();
    };
    socket.on('error', () => undefined);
    socket.on('data', more);
    go();
  });
  const socketPath = `${folder}/${name}.sock`;
  await new Promise<void>((resolve) => void server.listen(socketPath, resolve));
  return {
    host: `unix://${socketPath}`,
    socketPath,
    take() {
      const taken = seen;
      seen = [];
      return taken;
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function answer(request: IncomingMessage, response: ServerResponse): void {
  response
    .setHeader('Api-Version', '1.50')
    .setHeader('Ostype', 'linux')
    .setHeader('Docker-Experimental', 'false')
    .setHeader('Server', 'Docker/28.2.2')
    .setHeader('Swarm', 'inactive');
  const path = new URL(request.url ?? '/', 'http://d').pathname.replace(/^\/v[\d.]+/, '');
  if (path === '/_ping') {
    response.end(request.method === 'HEAD' ? '' : 'OK');
    return;
  }
  if (request.method === 'HEAD') response.setHeader('X-Docker-Container-Path-Stat', pathStat);
  // What `docker stats` watches, nothing happens to.
  const quiet =
    path === '/events' &&
    (request.url ?? '').includes('filters=%7B%22type%22%3A%7B%22container%22') &&
    !(request.url ?? '').includes('until');
  const { status = 200, json, raw } = quiet ? { raw: '' } : route(request.method ?? 'GET', path);
  response.writeHead(status, {
    'Content-Type': raw === undefined || path === '/images/load' ? 'application/json' : 'application/octet-stream',
  });
  response.end(raw ?? (json === undefined ? '' : JSON.stringify(json)));
}

/** Members whose absence says something else than their being empty: Go's pointers, and lists that replace a default. */
const telling: ReadonlySet<string> = new Set([
  'PidsLimit',
  'StopTimeout',
  'MemorySwappiness',
  'Init',
  'EnableIPv4',
  'EnableIPv6',
  'MaskedPaths',
  'ReadonlyPaths',
]);

/** JSON with its keys in order, and without members that say what their absence says. */
function sorted(text: string): string {
  return text === '' ? '' : JSON.stringify(lean(JSON.parse(text)));
}

function lean(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lean);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([name, member]) => [name, lean(member)] as const);
  const kept = members.filter(([name, member]) => (telling.has(name) ? member !== null : !isEmpty(member)));
  // The real program carries these through a map, whose order is none: variables, and the subnets of a network.
  const put = kept.map(
    ([name, member]) => [name, /^(Env|Config)$/.test(name) && Array.isArray(member) ? inOrder(member) : member] as const,
  );
  return Object.fromEntries(put.sort(([a], [b]) => (a < b ? -1 : 1)));
}

const inOrder = (members: readonly unknown[]): unknown[] => members.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

function isEmpty(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return !value;
  return Array.isArray(value) ? value.length === 0 : Object.keys(value).length === 0;
}

/** A truth is `1` or `true`, a name of Docker Hub is with or without its domain, a time that was reckoned from now is so. */
function spelled(name: string, value: string): string {
  if (value.startsWith('{')) return sorted(value);
  if (name === 'since' || name === 'until') return Math.abs(Number(value) * 1000 - Date.now()) < 100_000_000 ? 'reckoned' : value;
  return value.replace(/^true$/, '1').replace(/^docker\.io\/library\//, '');
}
