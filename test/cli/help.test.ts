import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type Entry, isGroup } from '../../engine/cli/command.ts';
import { root } from '../../engine/cli/tree.ts';
import { realDocker, runOurs, runReal } from './programs.ts';
import { type StubDaemon, stubDaemon } from './stub-daemon.ts';

/** `--help` of every command of the real command line, to the byte. What may differ is in `allow`, with its reason. */
const real = realDocker();
const skip = 'missing' in real ? real.missing : false;
let folder: string;
let stub: StubDaemon;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'help-'));
  stub = await stubDaemon(folder);
});
after(async () => {
  stub.close();
  await rm(folder, { recursive: true });
});

/** What our help may say beside Docker's, and what it may leave out. */
function allow(path: readonly string[], entry: Entry | undefined, ours: string, theirs: string): { ours: string; theirs: string } {
  // Help says what cannot work here: one paragraph.
  const own = ours.replace(/^ {2}buildx .*\n/m, '').replace(/\nNot in this playground: .*\n/, '');
  // What does nothing here is not called experimental.
  let real = theirs.replace(/EXPERIMENTAL:\n(?: {2}[^\n]*\n)+\n/, '');
  // Options of a command that cannot work are not listed: there are hundreds, and none of them would do anything.
  if (entry !== undefined && !isGroup(entry) && entry.unavailable !== undefined) {
    real = real
      .replace(/\n(Aliases|Options):\n[\s\S]*$/, '')
      .replace(/\n+$/, '\n')
      .replace(/^((?:[^\n]*\n){3})[\s\S]*$/, '$1');
    return { ours: own.replace(/\n+$/, '\n').replace(/^((?:[^\n]*\n){3})[\s\S]*$/, '$1'), theirs: real };
  }
  // The builder here is BuildKit's, and its help that of the plugin `buildx`; the real program without it shows the classic one's.
  if (isBuilder(path)) return { ours: '', theirs: '' };
  return { ours: own, theirs: real };
}

function isBuilder(path: readonly string[]): boolean {
  return path.at(-1) === 'build' || path[0] === 'buildx' || path[0] === 'builder';
}

/** Every name that leads somewhere: of commands and of groups, hidden ones and second names too. */
function paths(entry: Entry, path: readonly string[] = []): string[][] {
  if (!isGroup(entry)) return [[...path]];
  const names = [...Object.keys(entry.commands), ...Object.keys(entry.synonyms ?? {})].filter((name, at, all) => all.indexOf(name) === at);
  return [
    [...path],
    ...names.flatMap((name) => {
      const next = entry.commands[name] ?? entry.commands[entry.synonyms?.[name] ?? name];
      return next === undefined ? [] : paths(next, [...path, name]);
    }),
  ];
}

function entryAt(path: readonly string[]): Entry | undefined {
  let entry: Entry | undefined = root;
  for (const word of path)
    entry = entry !== undefined && isGroup(entry) ? (entry.commands[word] ?? entry.commands[entry.synonyms?.[word] ?? word]) : undefined;
  return entry;
}

test('help texts', { skip }, async (context) => {
  if ('missing' in real) return;
  const place = { cwd: folder, env: { HOME: '/root', PATH: '/bin', DOCKER_HOST: stub.host } };
  const differing: string[] = [];
  const queue = paths(root);
  const known = new Set(queue.map((path) => path.join(' ')));
  let compared = 0;
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    const theirs = await runReal(real.path, [...path, '--help'], place);
    // What only they have.
    for (const [, name = ''] of theirs.stdout.matchAll(/^ {2}([a-z][\w-]+) {2,}[A-Z]/gm)) {
      const next = [...path, name];
      if (theirs.stdout.startsWith(`Usage:  ${['docker', ...path].join(' ')} COMMAND\n`) && !known.has(next.join(' '))) {
        known.add(next.join(' '));
        queue.push(next);
      }
    }
    const ours = await runOurs(stub.socketPath, [...path, '--help'], place);
    const { ours: a, theirs: b } = allow(path, entryAt(path), ours.stdout, theirs.stdout);
    if (isBuilder(path)) continue;
    compared += 1;
    // The real program has no buildx here and warns of its classic builder.
    const stderr = theirs.stderr.replace(/^DEPRECATED: [\s\S]*?\n\n/, '');
    if (a !== b || ours.stderr !== stderr || ours.code !== theirs.code) {
      differing.push(`docker ${path.join(' ')} --help\n${diff(b + stderr, a + ours.stderr)}`);
    }
  }
  context.diagnostic(`${compared} help texts compared with docker ${real.version}, ${differing.length} different`);
  assert.equal(differing.join('\n'), '');
});

function diff(theirs: string, ours: string): string {
  const [a, b] = [theirs.split('\n'), ours.split('\n')];
  const lines = Array.from({ length: Math.max(a.length, b.length) }, (_, at) => (a[at] === b[at] ? '' : `- ${a[at]}\n+ ${b[at]}\n`));
  return lines.join('').slice(0, 600);
}
