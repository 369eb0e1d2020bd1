/**
 * Copies v86 to public/vendor/v86: it is loaded at run time as it stands, because bundlers cannot digest it (engine/DECISIONS.md).
 * Part of `npm run build` and `npm run dev`.
 */
import { cpSync, mkdirSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const target = path.join(root, 'public/vendor/v86');
mkdirSync(target, { recursive: true });
for (const file of ['build/libv86.mjs', 'build/v86.wasm', 'LICENSE']) {
  cpSync(path.join(root, 'node_modules/v86', file), path.join(target, path.basename(file)));
}
