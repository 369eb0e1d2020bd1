/**
 * `npm start`: serves the exported site from `out/` on this machine, and builds it first when it is not there. Any static host does as well. Text goes out in the gzipped copies that
 * `compress.ts` made. `PORT` and `HOST` choose the address, default localhost:3000.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import sirv from 'sirv';

export interface Served {
  readonly url: string;
  close(): Promise<void>;
}

export async function serve(folder: string, { port = 3000, host = 'localhost' } = {}): Promise<Served> {
  if (!existsSync(path.join(folder, 'index.html'))) throw new Error(`There is no site in ${folder}: run npm run build first.`);
  const files = sirv(folder, {
    etag: true,
    gzip: true,
    setHeaders: (response, pathname) => {
      // Next names these by a hash of their content; the registry's blobs are named by their digest.
      const immutable = /^\/(_next\/static|registry\/blobs)\//.test(pathname);
      // The embed is made to be framed by anyone; the whole page has no use for it, and could be laid under a trap for clicks.
      if (!/^\/embed(\.html)?$/.test(pathname)) response.setHeader('Content-Security-Policy', "frame-ancestors 'self'");
      response.setHeader('Cache-Control', immutable ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  const server = createServer((request, response) => {
    files(request, response, () => {
      response.writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8' }).end('Not found\n');
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  const actual = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://${host}:${actual}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = path.resolve(import.meta.dirname, '..');
  const site = path.join(root, 'out');
  if (!existsSync(path.join(site, 'index.html'))) {
    const { status } = spawnSync('npm', ['run', 'build'], { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
    if (status !== 0) process.exit(status ?? 1);
  }
  serve(site, { port: Number(process.env.PORT ?? 3000), host: process.env.HOST ?? 'localhost' }).then(
    ({ url }) => console.log(`Drydock is at ${url}`),
    (error: Error) => {
      console.error(error.message);
      process.exitCode = 1;
    },
  );
}
