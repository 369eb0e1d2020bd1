/**
 * The last part of `npm run build`. Puts a gzipped copy beside each text file of `out/`, for hosts that serve such copies, `npm start` among them;
 * not beside embed.json, which the site's owner may change where it lies.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

const site = path.resolve(import.meta.dirname, '../out');
// Next's data for its own links, of which there are none. Beside embed.html a folder of that name makes some hosts answer /embed with it.
rmSync(path.join(site, 'embed'), { recursive: true, force: true });
for (const entry of readdirSync(site, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || entry.name === 'embed.json' || !/\.(html|js|mjs|css|json|svg|txt|wasm|ttf)$/.test(entry.name)) continue;
  const file = path.join(entry.parentPath, entry.name);
  const plain = readFileSync(file);
  const small = gzipSync(plain, { level: 9 });
  if (small.length < plain.length) writeFileSync(`${file}.gz`, small);
}
