import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { commandLines } from './command-lines.ts';
import { type Outcome, type Place, realDocker, runOurs, runReal } from './programs.ts';
import { type StubDaemon, stubDaemon } from './stub-daemon.ts';

/** What each command line asks of the daemon, prints and returns: the real program's and ours, at a daemon of canned answers. */
const real = realDocker();
const skip = 'missing' in real ? real.missing : false;
let folder: string;
let stubs: readonly [StubDaemon, StubDaemon];

const files: Readonly<Record<string, string>> = {
  'good.env': '# comment\nA=1\n  B=x y\nHOME\nNOPE\n\nC=\n',
  'bad.env': 'A=1\n=x\n',
  'white.env': 'A B=1\n',
  'crlf.env': '\ufeffA=1\r\nB=2\r\n',
  'good.json': '{ "defaultAction": "SCMP_ACT_ALLOW" }\n',
};

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flags-'));
  stubs = [await stubDaemon(folder, 'real'), await stubDaemon(folder, 'ours')];
});
after(async () => {
  for (const stub of stubs) stub.close();
  await rm(folder, { recursive: true });
});

test('command lines', { skip }, async (context) => {
  if ('missing' in real) return;
  const wanted = process.env.LINES ?? '';
  const lines = commandLines().filter((words) => words.join(' ').startsWith(wanted));
  const seen = new Set<string>();
  const differing: string[] = [];
  let compared = 0;
  const one = async (argv: readonly string[]) => {
    const name = argv.join(' ');
    if (seen.has(name)) return;
    seen.add(name);
    compared += 1;
    const place = (stub: StubDaemon): Place => ({
      cwd: join(folder, 'work'),
      env: { HOME: '/root', PATH: '/bin', DOCKER_HOST: stub.host },
    });
    const theirs = await observe(stubs[0], argv, () => runReal(real.path, argv, place(stubs[0])));
    const ours = await observe(stubs[1], argv, () => runOurs(stubs[1].socketPath, argv, place(stubs[1])));
    if (theirs !== ours) differing.push(`$ docker ${name}\n${diff(theirs, ours)}`);
  };
  for (const argv of lines) await one(argv);
  context.diagnostic(`${compared} command lines compared with docker ${real.version}, ${differing.length} different`);
  assert.ok(differing.length === 0, `\n${differing.join('\n')}`);
});

/** Everything that can be seen of a run, as text. */
async function observe(stub: StubDaemon, argv: readonly string[], run: () => Promise<Outcome>): Promise<string> {
  const work = join(folder, 'work');
  await rm(work, { recursive: true, force: true });
  await mkdir(work);
  for (const [name, text] of Object.entries(files)) await writeFile(join(work, name), text);
  stub.take();
  const { stdout, stderr, code } = await run();
  const made = (await readdir(work)).filter((name) => files[name] === undefined);
  const contents = await Promise.all(made.map(async (name) => `${name}: ${await readFile(join(work, name), 'utf8')}`));
  const requests = stub
    .take()
    .filter((request) => !superfluous(argv, request))
    .sort();
  return [...requests, `exit ${code}`, 'stdout:', neutral(stdout), 'stderr:', neutral(stderr), ...contents]
    .join('\n')
    .replaceAll(stub.host, 'unix://stub');
}

/** What the real program asks and makes nothing of: whether a network is a swarm's, plugins of an inspected name, the end of what it does not attach to. */
function superfluous(argv: readonly string[], request: string): boolean {
  const [noun = '', verb = ''] = argv;
  if (noun === 'network' && verb === 'rm') return request.startsWith('GET /networks/');
  if (noun === 'inspect') return request === 'GET /info';
  if (noun === 'stats') return request.startsWith('GET /events');
  if (noun === 'attach') return request.endsWith('/json');
  return (
    noun === 'run' &&
    argv.some((word) => /^-[a-z]*d/.test(word) || word.startsWith('--detach')) &&
    /\/wait\?condition=(next-exit|removed)$/.test(request)
  );
}

/** Words of the two programs that are their own: of what they are made, and when. */
function neutral(text: string): string {
  return (
    text
      .replace(/\nNot in this playground: .*\n/g, '')
      .replace(/build [\w-]+/g, 'build COMMIT')
      .replace(/^DEPRECATED: [\s\S]*?\n\n/gm, '')
      .replace(/^( Git commit: +)\w+$/m, '$1COMMIT')
      .replace(/^ (Go version|Built): .*\n/gm, '')
      .replace(/"GitCommit":"(e6534b4|drydock)"(,"GoVersion":"[^"]*")?/, '"GitCommit":"COMMIT"')
      .replace(/^ {2}buildx .*\n/m, '')
      .replace(/"BuildTime":"\w{3} \w{3} +\d+ [\d:]+ \d{4}",(?="Context")/, '')
      // The real program takes them from a map as they come.
      .replace(/^ Runtimes: .*$/m, (line) => line.split(' ').sort().join(' '))
      .replace(/^time=.*Can't .*\n/gm, '')
  );
}

/** Lines that only one has; of two requests with other bodies, the members that differ. */
function diff(theirs: string, ours: string): string {
  const [a, b] = [theirs.split('\n'), ours.split('\n')];
  const missing = a.filter((line) => !b.includes(line));
  const more = b.filter((line) => !a.includes(line));
  const text: string[] = [];
  for (const line of missing) {
    const [head, body] = split(line);
    const at = more.findIndex((other) => body !== undefined && split(other)[0] === head && split(other)[1] !== undefined);
    if (at < 0) text.push(`- ${line}`);
    else text.push(`  ${head}`, ...members(body, split(more.splice(at, 1)[0] ?? '')[1], ''));
  }
  return [...text, ...more.map((line) => `+ ${line}`)].join('\n');
}

function split(line: string): [head: string, body?: unknown] {
  const [, head = line, json] = /^([A-Z]+ \S+) (\{.*\})$/.exec(line) ?? [];
  return json === undefined ? [head] : [head, JSON.parse(json)];
}

function members(a: unknown, b: unknown, path: string): string[] {
  if (JSON.stringify(a) === JSON.stringify(b)) return [];
  const record = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!record(a) || !record(b)) return [`  ${path}: - ${JSON.stringify(a)} + ${JSON.stringify(b)}`];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((key) => members(a[key], b[key], `${path}.${key}`));
}
