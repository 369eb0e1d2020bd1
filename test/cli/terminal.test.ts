import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { realDocker } from './programs.ts';
import { type StubDaemon, stubDaemon } from './stub-daemon.ts';

/** What is seen and typed on a terminal, through the real program and through ours, to the byte. Python lends its pseudo-terminals. */
const real = realDocker();
const skip = 'missing' in real ? real.missing : hasPython() ? false : 'no python3 for a pseudo-terminal';
const program = join(import.meta.dirname, '..', 'oracle', 'docker.ts');
let folder: string;
let stub: StubDaemon;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'terminal-'));
  stub = await stubDaemon(folder);
});
after(async () => {
  stub.close();
  await rm(folder, { recursive: true });
});

type Step = readonly [waitFor: string, type: string];
const question = '[y/N] ';

const cases: ReadonlyArray<{ readonly line: string; readonly steps?: readonly Step[]; readonly cols?: number }> = [
  { line: 'container prune', steps: [[question, 'n\n']] },
  { line: 'container prune', steps: [[question, 'y\n']] },
  { line: 'container prune', steps: [[question, 'Y\n']] },
  { line: 'volume prune', steps: [[question, '\n']] },
  { line: 'volume prune -a', steps: [[question, 'yes please\n']] },
  { line: 'network prune', steps: [[question, '\x03']] },
  { line: 'image prune', steps: [[question, '\x04']] },
  { line: 'image prune -a --filter label=x', steps: [[question, 'n\n']] },
  { line: 'system prune', steps: [[question, '\x03']] },
  { line: 'system prune -a --volumes', steps: [[question, 'n\n']] },
  { line: 'ps --help', cols: 60 },
  { line: 'ps --help', cols: 160 },
  { line: 'run --help', cols: 40 },
  { line: 'run --help', cols: 100 },
  { line: 'network create --help', cols: 20 },
  { line: 'ps', cols: 40 },
  { line: 'images', cols: 30 },
  { line: 'load' },
  { line: 'save busybox' },
  { line: 'export full' },
  { line: 'logs full' },
  { line: 'top full' },
  { line: 'diff full' },
];

test('on a terminal', { skip }, async (context) => {
  if ('missing' in real) return;
  const differing: string[] = [];
  for (const { line, steps = [], cols = 80 } of cases) {
    const [theirs, ours] = await Promise.all([
      onTerminal([real.path, ...line.split(' ')], steps, cols),
      onTerminal([process.execPath, '--import', import.meta.resolve('tsx'), program, '--', ...line.split(' ')], steps, cols),
    ]);
    if (theirs !== ours) differing.push(`$ docker ${line} (${cols} columns)\n- ${theirs}\n+ ${ours}`);
  }
  context.diagnostic(`${cases.length} command lines on a terminal compared with docker ${real.version}, ${differing.length} different`);
  assert.ok(differing.length === 0, `\n${differing.join('\n')}`);
});

/** The output and the code, as JSON. */
function onTerminal(argv: readonly string[], steps: readonly Step[], cols: number): Promise<string> {
  const env = { HOME: '/root', PATH: process.env.PATH ?? '', TERM: 'xterm', DOCKER_HOST: stub.host };
  return new Promise((resolve, reject) => {
    const child = spawn('python3', [join(import.meta.dirname, 'terminal.py')], { cwd: folder, stdio: ['pipe', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += String(chunk);
    });
    child.once('error', reject);
    child.once('close', () => resolve(text));
    child.stdin.end(JSON.stringify({ argv, env, steps, cols, rows: 24 }));
  });
}

function hasPython(): boolean {
  try {
    execFileSync('python3', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
