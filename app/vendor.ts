/**
 * Copies v86 to public/vendor/v86: it is loaded at run time as it stands, because bundlers cannot digest it (engine/DECISIONS.md).
 * Only the compile threshold in its WebAssembly is another (engine/guest/v86/jit.ts). Part of `npm run build` and `npm run dev`.
 */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { raiseCompileThreshold } from '../engine/guest/v86/jit.ts';

const root = path.resolve(import.meta.dirname, '..');
const target = path.join(root, 'public/vendor/v86');
mkdirSync(target, { recursive: true });
writeFileSync(path.join(target, 'v86.wasm'), raiseCompileThreshold(readFileSync(path.join(root, 'node_modules/v86/build/v86.wasm'))));
for (const file of ['build/libv86.mjs', 'LICENSE']) {
  cpSync(path.join(root, 'node_modules/v86', file), path.join(target, path.basename(file)));
}
