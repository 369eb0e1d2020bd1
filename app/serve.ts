/**
 * `npm start`: serves the exported site from `out/` on this machine, and builds it first when it is not there. Any static host does as well. Text goes out in the gzipped copies that
 * `compress.ts` made. `PORT` and `HOST` choose the address, default localhost:3000.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Served, serve } from '../engine/hosts/node/site.ts';

export { type Served, serve };

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
