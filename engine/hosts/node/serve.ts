import { once } from 'node:events';
import { chmod, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { ServeRequest } from './arguments.ts';
import { startNodeEngine } from './engine.ts';
import { createHttpServer } from './http-server.ts';
import { dockerHost, type ListenAddress } from './listen-address.ts';

/** The Engine API for other programs of this machine, until a signal ends it. Resolves with the exit code. */
export async function serve({ listen: wanted, ...options }: ServeRequest): Promise<number> {
  const ended = new Promise<void>((resolve) => {
    // Several come for one Ctrl-C: from the terminal, and again from npm. The first one counts.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
  });
  const { engine, close } = await startNodeEngine(options);
  const server = createHttpServer(engine.api);
  try {
    const [address] = await Promise.all([listen(server, wanted), engine.ready]);
    process.stdout.write(`Drydock's engine is ready: export DOCKER_HOST=${dockerHost(address)}\n`);
    await ended;
  } finally {
    server.close();
    server.closeAllConnections();
    await close();
    if ('path' in wanted) await rm(wanted.path, { force: true });
  }
  return 0;
}

async function listen(server: Server, wanted: ListenAddress): Promise<ListenAddress> {
  if ('path' in wanted) {
    await removeStale(wanted.path);
    server.listen(wanted.path);
    await once(server, 'listening');
    await chmod(wanted.path, 0o600);
    return wanted;
  }
  server.listen(wanted.port, wanted.host);
  await once(server, 'listening');
  return { host: wanted.host, port: (server.address() as AddressInfo).port };
}

/** The socket of a server that is no more: nobody answers on it. One that somebody answers on stays, and listening on it fails. */
async function removeStale(path: string): Promise<void> {
  const answered = await new Promise<boolean>((resolve) => {
    const probe = connect(path, () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code !== 'ECONNREFUSED'));
  });
  if (!answered) await rm(path, { force: true });
}
