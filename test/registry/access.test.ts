import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type Server, type ServerResponse, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { freePort, type Registry, startRegistry, user, whyNoRegistry } from '../support/registry.ts';
import { Host } from './bench.ts';

const skip = whyNoRegistry();

describe('a registry that asks who you are', { skip }, () => {
  let registry: Registry;
  before(async () => {
    registry = await startRegistry({ auth: true });
  });
  after(() => registry.close());
  const account = () => ({ ...user, serveraddress: registry.host });

  it('takes the right password, and tells of a wrong one', async () => {
    const { registries } = await Host.open();
    await registries.login(account());
    await assert.rejects(registries.login({ ...account(), password: 'wrong' }), {
      kind: 'unauthorized',
      message: `login attempt to http://${registry.host}/v2/ failed with status: 401 Unauthorized`,
    });
    await assert.rejects(registries.login({ serveraddress: registry.host }), /no basic auth credentials/);
  });

  it('lets in who is somebody, for pull and push', async () => {
    const here = await Host.open();
    await here.pull('busybox:latest');
    const name = `${registry.host}/secret:1`;
    await here.images.tag('busybox', name);
    await assert.rejects(here.push(name), { message: 'no basic auth credentials' });
    await assert.rejects(here.push(name, { ...account(), password: 'wrong' }), { message: 'unauthorized: authentication required' });
    await here.push(name, account());
    const there = await Host.open();
    const head = `Head "http://${registry.host}/v2/secret/manifests/1"`;
    await assert.rejects(there.pull(name), { message: `${head}: no basic auth credentials` });
    await assert.rejects(there.pull(name, { ...account(), password: 'wrong' }), { message: /^.*unauthorized: authentication required$/ });
    assert.deepEqual(there.images.list(), []);
    await there.pull(name, account());
    assert.equal(there.images.resolve(name).id, here.images.resolve(name).id);
  });
});

/** In front of a registry: `handle` answers, or passes the request on with `pass`. */
class Front {
  readonly seen: string[] = [];
  host = '';
  private server: Server | undefined;
  private readonly behind: () => string;
  private readonly handle: (request: IncomingMessage, response: ServerResponse, pass: () => void) => void;

  constructor(behind: () => string, handle: (request: IncomingMessage, response: ServerResponse, pass: () => void) => void) {
    this.behind = behind;
    this.handle = handle;
  }

  async listen(): Promise<void> {
    this.server = createServer((request, response) => {
      this.seen.push(`${request.method} ${request.url}`);
      this.handle(request, response, () => this.pass(request, response));
    });
    await new Promise<void>((resolve) => this.server?.listen(0, '127.0.0.1', resolve));
    this.host = `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** With the same host: the addresses in the answers lead here again. */
  private pass(request: IncomingMessage, response: ServerResponse): void {
    const [hostname, port] = this.behind().split(':');
    const { authorization: _, ...headers } = request.headers;
    const passed = send({ hostname, port, method: request.method, path: request.url, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    passed.on('error', () => response.destroy());
    request.pipe(passed);
  }

  async close(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => this.server?.close(resolve));
  }
}

describe('a registry with a token server', { skip }, () => {
  let registry: Registry;
  let front: Front;
  before(async () => {
    registry = await startRegistry();
    front = new Front(
      () => registry.host,
      (request, response, pass) => {
        const url = new URL(request.url ?? '/', `http://${front.host}`);
        if (url.pathname === '/token') {
          const right = request.headers.authorization === `Basic ${btoa(`${user.username}:${user.password}`)}`;
          const scopes = url.searchParams.getAll('scope').join(' ');
          // Anybody may pull.
          const may = right || (!request.headers.authorization && scopes !== '' && !scopes.includes('push'));
          response.writeHead(may ? 200 : 401, { 'content-type': 'application/json' });
          response.end(
            may ? JSON.stringify({ token: btoa(`for ${scopes}`) }) : JSON.stringify({ details: 'incorrect username or password' }),
          );
          return;
        }
        const given = /^Bearer (.*)$/.exec(request.headers.authorization ?? '')?.[1];
        const path = /^\/v2\/(.+)\/(?:manifests|blobs|tags)\//.exec(url.pathname)?.[1];
        const needed =
          path === undefined ? '' : `repository:${path}:${['GET', 'HEAD'].includes(request.method ?? '') ? 'pull' : 'pull,push'}`;
        const held = given === undefined ? undefined : atob(given);
        if (held !== undefined && (needed === '' || held.includes(needed.replace(/pull$/, '')))) {
          pass();
          return;
        }
        const scope = needed === '' ? '' : `,scope="${needed}"`;
        response.writeHead(401, {
          'content-type': 'application/json',
          'www-authenticate': `Bearer realm="http://${front.host}/token",service="${front.host}"${scope}`,
        });
        response.end(JSON.stringify({ errors: [{ code: 'UNAUTHORIZED', message: 'authentication required' }] }));
      },
    );
    await front.listen();
  });
  after(async () => {
    await front.close();
    await registry.close();
  });

  it('is asked for a token of the right scope, with the account if there is one', async () => {
    const here = await Host.open();
    await here.pull('busybox:latest');
    const name = `${front.host}/team/box:1`;
    await here.images.tag('busybox', name);
    const refused = { message: /^.*unauthorized: incorrect username or password$/ };
    await assert.rejects(here.push(name, { ...user, password: 'wrong' }), refused);
    await here.push(name, user);
    assert.ok(
      front.seen.some((line) => line.startsWith('GET /token') && decodeURIComponent(line).includes('scope=repository:team/box:pull,push')),
    );
    await here.images.tag('busybox', `${front.host}/team/other:1`);
    assert.ok((await here.push(`${front.host}/team/other:1`, user)).some((line) => line.endsWith('Mounted from team/box')));
    await (await Host.open()).pull(name);
    await here.registries.login({ ...user, serveraddress: front.host });
    await assert.rejects(here.registries.login({ ...user, password: 'no', serveraddress: front.host }), {
      kind: 'unauthorized',
      ...refused,
    });
  });
});

describe('a registry that is not well', { skip }, () => {
  let registry: Registry;
  before(async () => {
    registry = await startRegistry();
  });
  after(() => registry.close());

  async function pushed(name: string): Promise<string> {
    const host = await Host.open();
    await host.pull('busybox:latest');
    await host.images.tag('busybox', `${registry.host}/${name}`);
    await host.push(`${registry.host}/${name}`);
    return host.images.resolve('busybox').id;
  }

  it('is not there', async () => {
    const host = await Host.open();
    const address = `127.0.0.1:${await freePort()}`;
    const message = `Get "http://${address}/v2/": dial tcp ${address}: connect: connection refused`;
    await assert.rejects(host.pull(`${address}/x:1`), { kind: 'unavailable', message });
    await assert.rejects(host.registries.login({ ...user, serveraddress: address }), { message });
    await host.pull('busybox:latest');
    await host.images.tag('busybox', `${address}/x:1`);
    await assert.rejects(host.push(`${address}/x:1`), { message });
  });

  it('breaks off in the middle of a layer: the rest is asked for, and only the rest', async () => {
    const id = await pushed('broken:1');
    let breaks = 2;
    const ranges: Array<string | undefined> = [];
    const front = new Front(
      () => registry.host,
      (request, response, pass) => {
        if (request.method === 'GET' && request.url?.includes('/blobs/') && breaks > 0) {
          ranges.push(request.headers.range);
          const { write } = response;
          let left = 300_000;
          response.write = (chunk: Buffer, ...rest: unknown[]) => {
            if (chunk.length < left) {
              left -= chunk.length;
              return write.call(response, chunk, ...(rest as [BufferEncoding]));
            }
            breaks--;
            write.call(response, chunk.subarray(0, left), 'binary', () => response.destroy());
            response.write = () => false;
            return false;
          };
        }
        pass();
      },
    );
    await front.listen();
    try {
      const host = await Host.open();
      const lines = await host.pull(`${front.host}/broken:1`);
      assert.equal(lines.filter((line) => line.endsWith('Retrying in 5 seconds')).length, 2);
      assert.equal(host.images.resolve(`${front.host}/broken:1`).id, id);
      assert.deepEqual(
        front.seen.filter((line) => line.startsWith('GET') && line.includes('/blobs/')).length,
        // The config, and three attempts for the layer.
        4,
      );
    } finally {
      await front.close();
    }
  });

  it('breaks off in the middle of an upload: the layer is sent again', async () => {
    const host = await Host.open();
    await host.pull('busybox:latest');
    let breaks = 2;
    const front = new Front(
      () => registry.host,
      (request, response, pass) => {
        if (request.method === 'PUT' && request.url?.includes('/blobs/uploads/') && breaks-- > 0) response.destroy();
        else pass();
      },
    );
    await front.listen();
    try {
      await host.images.tag('busybox', `${front.host}/again:1`);
      const lines = await host.push(`${front.host}/again:1`);
      assert.equal(lines.filter((line) => line.endsWith('Retrying in 5 seconds')).length, 2);
      assert.ok(lines.some((line) => line.endsWith(': Pushed')));
      await (await Host.open()).pull(`${registry.host}/again:1`);
    } finally {
      await front.close();
    }
  });

  it('answers nonsense, and is called by its status', async () => {
    const front = new Front(
      () => registry.host,
      (request, response, pass) => {
        if (request.url === '/v2/') return pass();
        response.writeHead(request.url?.includes('gone') ? 503 : 418, { 'content-type': 'text/plain' });
        response.end('teapot');
      },
    );
    await front.listen();
    try {
      const host = await Host.open();
      await assert.rejects(host.pull(`${front.host}/gone:1`), { message: 'received unexpected HTTP status: 503 Service Unavailable' });
      await assert.rejects(host.pull(`${front.host}/odd:1`), { message: /^error parsing HTTP 418 response body: / });
      assert.deepEqual(host.images.list(), []);
    } finally {
      await front.close();
    }
  });

  it('is slow, and the visitor gives up', async () => {
    await pushed('slow:1');
    const abort = new AbortController();
    const front = new Front(
      () => registry.host,
      (request, _, pass) => {
        if (request.method === 'GET' && request.url?.includes('/blobs/')) abort.abort();
        else pass();
      },
    );
    await front.listen();
    try {
      const host = await Host.open();
      await assert.rejects(host.pull(`${front.host}/slow:1`, undefined, abort.signal), { kind: 'cancelled', message: 'context canceled' });
      assert.deepEqual(host.images.list(), []);
    } finally {
      await front.close();
    }
  });
});
