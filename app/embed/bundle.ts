/** Bundles `<docker-playground>` to public/embed.js, which embedding pages load. Part of `npm run build` and `npm run dev`. */
import path from 'node:path';
import { build } from 'esbuild';

await build({
  entryPoints: [path.resolve(import.meta.dirname, 'element.ts')],
  outfile: path.resolve(import.meta.dirname, '../../public/embed.js'),
  bundle: true,
  minify: true,
  format: 'iife',
  // Pages with an iframe of their own call drydockEmbed.connect(iframe).
  globalName: 'drydockEmbed',
  target: 'es2021',
  logLevel: 'warning',
});
