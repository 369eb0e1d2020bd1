/**
 * `npm test`: everything, in the order in which a fault is cheapest to find. Types and style first, then units and contracts, then the real
 * guest in Node, then the page in a real Chromium. `npm test -- engine/tar` runs only the tests whose path contains one of the words.
 */
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const words = process.argv.slice(2);

function run(title: string, command: string, args: readonly string[]): Promise<void> {
  console.log(`\n== ${title}`);
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit' });
    child.on('error', reject);
    child.on('exit', (code, signal) => (code === 0 ? resolve() : reject(new Error(`${title}: failed (${signal ?? code})`))));
  });
}

function testsIn(...folders: string[]): string[] {
  return folders
    .flatMap((folder) => readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && entry.name.endsWith('.test.ts'))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .filter((file) => words.length === 0 || words.some((word) => file.includes(word)))
    .sort();
}

const bin = (name: string) => path.join(root, 'node_modules', '.bin', name);
/** Those that boot a guest or a browser take a core each, so they come last; of these the oracle, which takes longest, begins. */
const heavy = (file: string) => /^test\/(api|guest|engine|e2e|lessons|headless|registry)\//.test(file);

try {
  if (words.length === 0) {
    await run('types', bin('tsc'), ['-p', 'tsconfig.json']);
    await run('types of the engine, without a browser', bin('tsc'), ['-p', 'tsconfig.engine.json']);
    await run('format and lint', bin('biome'), ['ci', '--error-on-warnings', '.']);
    await run('build', 'npm', ['run', '--silent', 'build']);
  }
  const files = testsIn('engine', 'app', 'test');
  if (files.length === 0) throw new Error(`no test file's path contains ${words.join(' or ')}`);
  const order = (file: string) => (file.includes('oracle') ? 1 : heavy(file) ? 2 : 0);
  const ordered = files.sort((a, b) => order(a) - order(b));
  await run('tests', process.execPath, [
    '--import',
    'tsx',
    '--test',
    '--test-reporter=spec',
    '--test-concurrency=2',
    '--test-timeout=4500000',
    ...ordered,
  ]);
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
