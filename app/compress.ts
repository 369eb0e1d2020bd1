/** Puts a gzipped copy beside each text file of `out/`, for hosts that serve such copies, `npm start` among them. The last part of `npm run build`. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

const site = path.resolve(import.meta.dirname, '../out');
for (const entry of readdirSync(site, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !/\.(html|js|mjs|css|json|svg|txt|wasm|ttf)$/.test(entry.name)) continue;
  const file = path.join(entry.parentPath, entry.name);
  const plain = readFileSync(file);
  const small = gzipSync(plain, { level: 9 });
  if (small.length < plain.length) writeFileSync(`${file}.gz`, small);
}
