import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

/**
 * The architecture, executable. A folder of the engine may import only from the folders listed here (and from itself), there are no cycles,
 * and only the places named in `platform` may see Node or the browser.
 */
const base = ['base'];
const mayImport: Record<string, readonly string[]> = {
  base: [],
  oci: base,
  tar: base,
  store: [...base, 'oci'],
  erofs: [...base, 'tar'],
  image: [...base, 'store', 'tar', 'erofs', 'oci'],
  registry: [...base, 'image', 'store', 'oci', 'tar'],
  vfs: [...base, 'store', 'tar', 'erofs', 'guest'],
  p9: [...base, 'vfs', 'guest'],
  guest: [...base, 'p9', 'vfs', 'tar'],
  snapshot: [...base, 'oci', 'store', 'image', 'tar', 'vfs', 'erofs', 'guest'],
  network: [...base, 'oci', 'guest', 'store'],
  volume: [...base, 'oci', 'guest', 'store', 'vfs', 'tar'],
  container: [...base, 'oci', 'store', 'tar', 'snapshot', 'image', 'guest', 'network', 'volume'],
  dockerfile: [...base],
  build: [...base, 'oci', 'store', 'tar', 'dockerfile', 'image', 'snapshot', 'container'],
  insight: [...base, 'oci', 'erofs', 'image', 'tar', 'snapshot', 'build'],
  api: [...base, 'oci', 'tar', 'store', 'image', 'registry', 'container', 'network', 'volume', 'build'],
  cli: [...base, 'api/client', 'dockerfile', 'oci', 'tar'],
  compose: [...base, 'api/client'],
  lesson: [...base, 'api/client', 'insight'],
  client: [...base, 'api/client', 'insight'],
  hosts: ['*'],
};

/** Modules from outside that a part of the engine may use. */
const packages: Record<string, readonly string[]> = {
  'engine/base': ['hash-wasm'],
  'engine/oci': ['hash-wasm'],
  'engine/tar': ['fflate', 'fzstd', 'hash-wasm', 'xz-decompress'],
  'engine/store': ['idb-keyval', 'hash-wasm'],
  'engine/lesson': ['unified', 'remark-parse', 'remark-directive', 'remark-frontmatter', 'remark-gfm', 'yaml', 'mdast', 'vfile', 'unist'],
  'engine/guest/v86': ['v86', '@bokuweb/zstd-wasm'],
};

/** Who may name Node's modules: composition roots and scripts that only ever run in Node. */
const nodeOnly = [/^engine\/hosts\/node/, /^engine\/guest\/v86\/build-state\.ts$/, /^test\//, /^app\/(vendor|notices|compress|serve)\.ts$/];

const root = path.resolve(import.meta.dirname, '..');

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

function sources(folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts'))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)));
}

function importsOf(file: string): Import[] {
  const text = readFileSync(path.join(root, file), 'utf8');
  const pattern = /^\s*(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/gm;
  return [...text.matchAll(pattern)].map((match) => {
    const specifier = match[2] ?? match[3] ?? '';
    const to = specifier.startsWith('.') ? path.normalize(path.join(path.dirname(file), specifier)) : specifier;
    return { from: file, to, typeOnly: match[1] !== undefined };
  });
}

/** Programs of the build, which are not part of the page. */
const isTool = (file: string) => /^app\/(vendor|notices|compress|serve)\.ts$/.test(file);
const isTest = (file: string) => /\.test\.tsx?$/.test(file);
/** `api/client/x.ts` is of `api/client`; the API's shared shapes (`api/types/`, `api/transport.ts`) belong to both of its sides. */
function roomOf(file: string): string {
  const [, first = '', second = ''] = file.split('/');
  if (first !== 'api') return first;
  return second === 'server' ? 'api' : 'api/client';
}

const engine = sources('engine').filter((file) => !isTest(file));

test('engine folders import only as the design lists', () => {
  const faults = engine.flatMap(importsOf).flatMap(({ from, to }) => {
    if (!to.startsWith('engine/')) return to.startsWith('app/') || to.startsWith('test/') ? [`${from} imports ${to}`] : [];
    const room = roomOf(from);
    const target = roomOf(to);
    const allowed = room === 'api/client' ? base : (mayImport[room] ?? []);
    if (target === room || allowed.includes('*') || allowed.includes(target)) return [];
    if (room === 'api' && target === 'api/client') return [];
    return [`${from} imports ${to}: ${room} may import only ${allowed.join(', ')}`];
  });
  assert.deepEqual(faults, []);
});

test('outside modules are used only where they are named', () => {
  const faults = engine.flatMap(importsOf).flatMap(({ from, to }) => {
    if (to.startsWith('engine/') || path.isAbsolute(to) || to.startsWith('..')) return [];
    if (to.startsWith('node:')) return nodeOnly.some((pattern) => pattern.test(from)) ? [] : [`${from} imports ${to}`];
    if (from.startsWith('engine/hosts/')) return [];
    const named = Object.entries(packages).some(
      ([folder, names]) => from.startsWith(`${folder}/`) && names.some((name) => to === name || to.startsWith(`${name}/`)),
    );
    return named ? [] : [`${from} imports ${to}`];
  });
  assert.deepEqual(faults, []);
});

test('the page knows the engine only through engine/client, the API client and the lessons, and the builder by its checks', () => {
  const faults = sources('app')
    .filter((file) => !isTest(file) && !isTool(file))
    .flatMap(importsOf)
    .filter(
      ({ to, typeOnly }) =>
        to.startsWith('engine/') && !typeOnly && !/^engine\/(client|lesson|insight|api\/client|api\/types|base|build\/lint)\b/.test(to),
    )
    .map(({ from, to }) => `${from} imports ${to}`);
  assert.deepEqual(faults, []);
});

test('there are no import cycles', () => {
  const graph = new Map(engine.map((file) => [file, importsOf(file).map(({ to }) => to)]));
  const state = new Map<string, 'open' | 'done'>();
  const cycles: string[] = [];
  const visit = (file: string, trail: readonly string[]): void => {
    if (state.get(file) === 'done') return;
    if (state.get(file) === 'open') {
      cycles.push([...trail.slice(trail.indexOf(file)), file].join(' -> '));
      return;
    }
    state.set(file, 'open');
    for (const next of graph.get(file) ?? []) if (graph.has(next)) visit(next, [...trail, file]);
    state.set(file, 'done');
  };
  for (const file of graph.keys()) visit(file, []);
  assert.deepEqual(cycles, []);
});
