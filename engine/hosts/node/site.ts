import { existsSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import path from 'node:path';
import sirv from 'sirv';

export interface Served {
  readonly url: string;
  close(): Promise<void>;
}

export interface SiteOptions {
  readonly port?: number;
  readonly host?: string;
  /** Asked before the site's files; says whether it answers. */
  readonly answer?: (request: IncomingMessage, response: ServerResponse) => boolean;
}

/** Serves the exported site. Text goes out in the gzipped copies that the build made. */
export async function serve(folder: string, { port = 3000, host = 'localhost', answer }: SiteOptions = {}): Promise<Served> {
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
    if (answer?.(request, response)) return;
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
