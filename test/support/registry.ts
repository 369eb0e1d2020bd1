import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { unpackDebian } from './debian.ts';

/** A real registry (Debian's docker-registry, distribution 2.8) on 127.0.0.1 and a free port, its blobs in a folder of its own. */
export interface Registry {
  /** `127.0.0.1:40000`. */
  readonly host: string;
  readonly folder: string;
  close(): Promise<void>;
}

export interface RegistryOptions {
  /** Asks for user `learner`, password `pw`. */
  readonly auth?: boolean;
  /** Sends the headers by which pages of other sites may use it. */
  readonly cors?: boolean;
  /** Prefix of a command: the same registry answers there too, at the same address. */
  readonly inside?: readonly string[];
}

export const user = { username: 'learner', password: 'pw' };
const htpasswd = `learner:${'$2y$05$abcdefghijklmnopqrstuuHIrMEWpUCQe2YqFR3sXwQ75u4od..9q'}\n`;

/** What a page needs a registry to send: the README's lines. */
export const corsHeaders = {
  'Access-Control-Allow-Origin': ['*'],
  'Access-Control-Allow-Methods': ['GET, HEAD, POST, PUT, PATCH'],
  'Access-Control-Allow-Headers': ['Accept, Authorization, Content-Type, Content-Range, Range'],
  'Access-Control-Expose-Headers': ['Location, Docker-Content-Digest, WWW-Authenticate, Link'],
};

/** The reason for which no registry can be had here. */
export function whyNoRegistry(): string | false {
  try {
    program();
    return false;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function program(): string {
  return path.join(unpackDebian(['docker-registry'], { release: 'bookworm' }), 'usr/bin/docker-registry');
}

export async function startRegistry({ auth = false, cors = false, inside }: RegistryOptions = {}): Promise<Registry> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'drydock-registry-'));
  const host = `127.0.0.1:${await freePort()}`;
  writeFileSync(path.join(folder, 'htpasswd'), htpasswd);
  const config = {
    version: 0.1,
    log: { level: 'error', accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: path.join(folder, 'data') } },
    http: { addr: host, secret: 'shared', ...(cors ? { headers: corsHeaders } : {}) },
    ...(auth ? { auth: { htpasswd: { realm: 'drydock', path: path.join(folder, 'htpasswd') } } } : {}),
  };
  // JSON is YAML.
  writeFileSync(path.join(folder, 'config.yml'), JSON.stringify(config));
  const places: ReadonlyArray<readonly string[]> = [[], ...(inside === undefined ? [] : [inside])];
  const children = places.map((prefix) => {
    const [file = '', ...args] = [...prefix, program(), 'serve', path.join(folder, 'config.yml')];
    return spawn(file, args, { stdio: 'ignore' });
  });
  await untilAnswers(host);
  return {
    host,
    folder,
    async close() {
      await Promise.all(children.map(end));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('close', resolve));
  child.kill('SIGKILL');
  await ended;
}

async function untilAnswers(host: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const answers = await fetch(`http://${host}/v2/`).then(
      () => true,
      () => false,
    );
    if (answers) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('docker-registry does not start');
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
