/**
 * Two sites on this machine: the playground on `localhost`, and on `127.0.0.1` the page of a course that embeds it. To a browser that is another
 * origin and another site. `npx tsx test/embed/serve.ts` serves them until it is stopped; the tests use the two functions.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Served, serve } from '../../app/serve.ts';

const out = process.env.SITE ?? path.resolve(import.meta.dirname, '../../out');
const types: Readonly<Record<string, string>> = { '.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript' };

export interface EmbedAccess {
  readonly allow?: readonly string[];
  readonly others?: string;
}

/** The exported site with an embed.json of its own. */
export async function serveSite(access: EmbedAccess, port = 0): Promise<Served> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'drydock-site-'));
  for (const name of readdirSync(out)) if (!name.startsWith('embed.json')) symlinkSync(path.join(out, name), path.join(folder, name));
  writeFileSync(path.join(folder, 'embed.json'), JSON.stringify(access));
  const served = await serve(folder, { port, host: 'localhost' });
  return {
    url: served.url,
    async close() {
      await served.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Pages of somebody else: those given by path, and the files of this folder. `{{site}}` in them is the playground's address. */
export async function servePages(
  pages: Readonly<Record<string, string>>,
  site: () => string,
  { host = '127.0.0.1', port = 0 } = {},
): Promise<Served> {
  const server = createServer((request, response) => {
    const name = new URL(request.url ?? '/', 'http://page').pathname;
    const own = name === '/' ? '/school.html' : name;
    const type = types[path.extname(own)] ?? 'text/html';
    try {
      const text = pages[own] ?? readFileSync(path.join(import.meta.dirname, path.basename(own)), 'utf8');
      response.writeHead(200, { 'Content-Type': `${type}; charset=utf-8` }).end(text.replaceAll('{{site}}', site()));
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(port, host, resolve));
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  let site: Served | undefined;
  const pages = await servePages({}, () => site?.url ?? '', { port: Number(process.env.PORT ?? 0) });
  site = await serveSite({ allow: [new URL(pages.url).origin] });
  console.log(`A course is at ${pages.url}, the playground that it embeds at ${site.url}`);
}
