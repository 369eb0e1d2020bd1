// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the words of a Dockerfile look like this
import type { Files } from './bench.ts';

/** One build of several on one cache. */
export interface CacheBuild {
  readonly dockerfile: string;
  readonly files?: Files;
  readonly buildArgs?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly target?: string;
  readonly noCache?: true;
  readonly noCacheFilter?: readonly string[];
  /** Before this build `bb` becomes another image: with one more file, or with another config only. */
  readonly base?: 'files' | 'config';
}

/** Builds one after the other; what the last one takes from the cache is compared. */
export interface CacheCase {
  readonly name: string;
  readonly builds: readonly CacheBuild[];
  /** Why the first step that is built again misses, as this builder tells it. */
  readonly reason?: unknown;
}

const files: Files = { 'a.txt': 'alpha\n', 'b.txt': 'beta\n', 'src/': '', 'src/main.c': 'int main;\n', 'src/util.c': 'util\n' };
const later = { mtime: 1_700_000_000 };

/** Two builds: the second one with what changed. */
const change = (name: string, first: string | CacheBuild, second: string | Partial<CacheBuild>, reason?: unknown): CacheCase => {
  const one: CacheBuild = { files, ...(typeof first === 'string' ? { dockerfile: first } : first) };
  return { name, builds: [one, { ...one, ...(typeof second === 'string' ? { dockerfile: second } : second) }], reason };
};

const copyAndRun = 'FROM bb\nWORKDIR /w\nCOPY src src\nRUN cat src/main.c > out\nCOPY a.txt .\nRUN echo last > last';

export const cacheCases: readonly CacheCase[] = [
  change('nothing changed', copyAndRun, {}),
  change('only a time changed', copyAndRun, {
    files: { ...files, 'src/main.c': { ...later, content: 'int main;\n' }, 'a.txt': { ...later, content: 'alpha\n' } },
  }),
  change(
    'content of a file in a directory',
    copyAndRun,
    { files: { ...files, 'src/main.c': 'int Main;\n' } },
    { kind: 'files', changed: ['/src/main.c'], added: [], removed: [] },
  ),
  change(
    'content of a file copied last',
    copyAndRun,
    { files: { ...files, 'a.txt': 'ALPHA\n' } },
    { kind: 'files', changed: ['/a.txt'], added: [], removed: [] },
  ),
  change(
    'mode of a file',
    copyAndRun,
    { files: { ...files, 'a.txt': { mode: 0o755, content: 'alpha\n' } } },
    { kind: 'files', changed: ['/a.txt'], added: [], removed: [] },
  ),
  change(
    'a file more',
    copyAndRun,
    { files: { ...files, 'src/new.c': 'new\n' } },
    { kind: 'files', changed: [], added: ['/src/new.c'], removed: [] },
  ),
  change(
    'a file less',
    copyAndRun,
    { files: { 'a.txt': 'alpha\n', 'src/': '', 'src/main.c': 'int main;\n' } },
    { kind: 'files', changed: [], added: [], removed: ['/src/util.c'] },
  ),
  change(
    'a file renamed',
    'FROM bb\nCOPY src /s',
    { files: { 'src/': '', 'src/main.c': 'int main;\n', 'src/other.c': 'util\n' } },
    { kind: 'files', changed: [], added: ['/src/other.c'], removed: ['/src/util.c'] },
  ),
  change('a file that is not copied', copyAndRun, { files: { ...files, 'b.txt': 'BETA\n', 'c.txt': 'new\n' } }),
  change(
    'an ignored file',
    { dockerfile: 'FROM bb\nCOPY . /all', files: { ...files, '.dockerignore': '*.log\n.dockerignore\nDockerfile\n' } },
    {
      files: { ...files, '.dockerignore': '*.log\n.dockerignore\nDockerfile\n', 'x.log': 'noise\n' },
    },
  ),
  change('the Dockerfile in the context', 'FROM bb\nCOPY . /all', 'FROM bb\n# changed\nCOPY . /all', {
    kind: 'files',
    changed: ['/Dockerfile'],
    added: [],
    removed: [],
  }),
  change(
    'a link to another target',
    { dockerfile: 'FROM bb\nCOPY d /d', files: { 'd/': '', 'd/l': '-> one' } },
    { files: { 'd/': '', 'd/l': '-> two' } },
    { kind: 'files', changed: ['/d/l'], added: [], removed: [] },
  ),
  change(
    'a wild card with one more match',
    'FROM bb\nCOPY *.txt /t/',
    { files: { ...files, 'c.txt': 'c\n' } },
    { kind: 'files', changed: [], added: ['/c.txt'], removed: [] },
  ),
  change('two sources change places', 'FROM bb\nCOPY a.txt b.txt /t/', 'FROM bb\nCOPY b.txt a.txt /t/'),
  change('another destination', 'FROM bb\nCOPY a.txt /x\nRUN true', 'FROM bb\nCOPY a.txt /y\nRUN true', {
    kind: 'instruction',
    was: 'COPY a.txt /x',
  }),
  change('an owner', 'FROM bb\nCOPY a.txt /x', 'FROM bb\nCOPY --chown=1:1 a.txt /x'),
  change(
    'a comment and spaces',
    'FROM bb\nRUN echo a  >  /a\nCOPY a.txt   /x',
    '# hello\nFROM   bb\n\nRUN   echo a  >  /a\n# more\nCOPY a.txt /x',
  ),
  change('spaces inside a command', 'FROM bb\nRUN echo a > /a', 'FROM bb\nRUN echo  a > /a', {
    kind: 'instruction',
    was: 'RUN echo a > /a',
  }),
  change('a continuation', 'FROM bb\nRUN echo a && echo b > /b', 'FROM bb\nRUN echo a && \\\n echo b > /b'),
  change('a command before another', 'FROM bb\nRUN echo a > /a\nRUN echo b > /b', 'FROM bb\nRUN echo A > /a\nRUN echo b > /b', {
    kind: 'instruction',
    was: 'RUN echo a > /a',
  }),
  change('a command after another', 'FROM bb\nRUN echo a > /a\nRUN echo b > /b', 'FROM bb\nRUN echo a > /a\nRUN echo B > /b', {
    kind: 'instruction',
    was: 'RUN echo b > /b',
  }),
  change(
    'a command in between',
    'FROM bb\nRUN echo a > /a\nRUN echo b > /b',
    'FROM bb\nRUN echo a > /a\nRUN echo new > /n\nRUN echo b > /b',
    { kind: 'instruction', was: 'RUN echo b > /b' },
  ),
  change('two commands change places', 'FROM bb\nRUN echo a > /a\nRUN echo b > /b', 'FROM bb\nRUN echo b > /b\nRUN echo a > /a'),
  change('the last step goes', 'FROM bb\nRUN echo a > /a\nRUN echo b > /b', 'FROM bb\nRUN echo a > /a'),
  change(
    'a label and a cmd',
    'FROM bb\nLABEL v=1\nRUN echo a > /a\nCMD ["x"]\nEXPOSE 1',
    'FROM bb\nLABEL v=2\nRUN echo a > /a\nCMD ["y"]\nEXPOSE 2',
  ),
  change('a label of the command line', { dockerfile: copyAndRun, labels: { l: '1' } }, { labels: { l: '2' } }),
  change(
    'an environment variable',
    'FROM bb\nENV V=1\nRUN echo a > /a\nCOPY a.txt /x',
    'FROM bb\nENV V=2\nRUN echo a > /a\nCOPY a.txt /x',
    { kind: 'inputs', changed: ['$V'] },
  ),
  change(
    'an environment variable after the command',
    'FROM bb\nRUN echo a > /a\nENV V=1\nCOPY a.txt /x',
    'FROM bb\nRUN echo a > /a\nENV V=2\nCOPY a.txt /x',
  ),
  change(
    'an argument that is used',
    { dockerfile: 'FROM bb\nARG V\nRUN echo $V > /v', buildArgs: { V: '1' } },
    { buildArgs: { V: '2' } },
    { kind: 'inputs', changed: ['$V'] },
  ),
  change(
    'an argument that is declared and not used',
    { dockerfile: 'FROM bb\nARG V\nRUN echo x > /v', buildArgs: { V: '1' } },
    { buildArgs: { V: '2' } },
    { kind: 'inputs', changed: ['$V'] },
  ),
  change(
    'an argument that is declared later',
    { dockerfile: 'FROM bb\nRUN echo x > /x\nARG V\nRUN echo y > /y', buildArgs: { V: '1' } },
    { buildArgs: { V: '2' } },
    { kind: 'inputs', changed: ['$V'] },
  ),
  change(
    'an argument that copies do not see',
    { dockerfile: 'FROM bb\nARG V\nCOPY a.txt /x\nWORKDIR /w', buildArgs: { V: '1' } },
    { buildArgs: { V: '2' } },
  ),
  change(
    'an argument above the first stage',
    { dockerfile: 'ARG V=0\nFROM bb\nRUN echo x > /x\nARG V\nRUN echo $V > /v', buildArgs: { V: '1' } },
    { buildArgs: { V: '2' } },
    { kind: 'inputs', changed: ['$V'] },
  ),
  change('a default that is given', { dockerfile: 'FROM bb\nARG V=1\nRUN echo $V > /v' }, { buildArgs: { V: '1' } }),
  change(
    'a proxy',
    { dockerfile: 'FROM bb\nRUN echo x > /x', buildArgs: { HTTP_PROXY: 'http://one' } },
    { buildArgs: { HTTP_PROXY: 'http://two' } },
  ),
  change('a user', 'FROM bb\nUSER 1\nRUN echo x > /tmp/x', 'FROM bb\nUSER 2\nRUN echo x > /tmp/x', { kind: 'inputs', changed: ['user'] }),
  change('a working directory', 'FROM bb\nWORKDIR /a\nRUN echo x > x', 'FROM bb\nWORKDIR /b\nRUN echo x > x', {
    kind: 'instruction',
    was: 'WORKDIR /a',
  }),
  change('a shell', 'FROM bb\nRUN echo x > /x', 'FROM bb\nSHELL ["/bin/sh", "-ec"]\nRUN echo x > /x', {
    kind: 'inputs',
    changed: ['step'],
  }),
  change('a heredoc', 'FROM bb\nRUN <<E\necho a > /a\nE\nCOPY <<E /f\none\nE', 'FROM bb\nRUN <<E\necho a > /a\nE\nCOPY <<E /f\ntwo\nE'),
  change('the name of a heredoc', 'FROM bb\nCOPY <<one /f\nx\none', 'FROM bb\nCOPY <<two /f\nx\ntwo'),
  change(
    'the value of a secret',
    { dockerfile: 'FROM bb\nRUN --mount=type=secret,id=s cat /run/secrets/s > /s', secrets: { s: 'one' } },
    { secrets: { s: 'two' } },
  ),
  change(
    'what a cache mount holds',
    'FROM bb\nRUN --mount=type=cache,target=/c echo x >> /c/f\nRUN --mount=type=cache,target=/c cat /c/f > /f',
    'FROM bb\nRUN --mount=type=cache,target=/c echo more >> /c/f\nRUN --mount=type=cache,target=/c cat /c/f > /f',
  ),
  change(
    'a file of a bind mount',
    'FROM bb\nRUN --mount=type=bind,source=src,target=/m cat /m/main.c > /x',
    { files: { ...files, 'src/main.c': 'changed\n' } },
    { kind: 'files', changed: ['/src/main.c'], added: [], removed: [] },
  ),
  change('a file beside a bind mount', 'FROM bb\nRUN --mount=type=bind,source=src,target=/m cat /m/main.c > /x', {
    files: { ...files, 'a.txt': 'changed\n' },
  }),
  change('options of a mount', 'FROM bb\nRUN --mount=type=cache,target=/c true', 'FROM bb\nRUN --mount=type=cache,target=/c,id=other true'),
  change(
    'a stage that gives the same files',
    'FROM bb AS s\nRUN echo x > /f && echo 1 > /noise\nFROM bb\nCOPY --from=s /f /f\nRUN cat /f > /g',
    'FROM bb AS s\nRUN echo x > /f && echo 2 > /noise\nFROM bb\nCOPY --from=s /f /f\nRUN cat /f > /g',
  ),
  change(
    'a stage that gives other files',
    'FROM bb AS s\nRUN echo x > /f\nFROM bb\nCOPY --from=s /f /f\nRUN cat /f > /g',
    'FROM bb AS s\nRUN echo y > /f\nFROM bb\nCOPY --from=s /f /f\nRUN cat /f > /g',
    { kind: 'instruction', was: 'RUN echo x > /f' },
  ),
  change(
    'a stage that is not needed',
    'FROM bb AS s\nRUN echo x > /f\nFROM bb AS t\nRUN echo t > /t\nFROM bb\nCOPY --from=s /f /f',
    'FROM bb AS s\nRUN echo x > /f\nFROM bb AS t\nRUN echo changed > /t\nFROM bb\nCOPY --from=s /f /f',
  ),
  change(
    'stages change places and names',
    'FROM bb AS a\nRUN echo a > /a\nFROM bb AS b\nRUN echo b > /b\nFROM bb\nCOPY --from=a /a /a\nCOPY --from=b /b /b',
    'FROM bb AS y\nRUN echo b > /b\nFROM bb AS x\nRUN echo a > /a\nFROM bb\nCOPY --from=x /a /a\nCOPY --from=y /b /b',
  ),
  change('a stage in front of everything', 'FROM bb\nRUN echo a > /a', 'FROM bb AS first\nRUN echo a > /a\nFROM first\nRUN echo b > /b'),
  change(
    'another target',
    { dockerfile: 'FROM bb AS one\nRUN echo 1 > /1\nFROM one AS two\nRUN echo 2 > /2', target: 'one' },
    { target: 'two' },
  ),
  change(
    'a mounted stage',
    'FROM bb AS s\nRUN echo x > /f\nFROM bb\nRUN --mount=from=s,target=/s cat /s/f > /g',
    'FROM bb AS s\nRUN echo y > /f\nFROM bb\nRUN --mount=from=s,target=/s cat /s/f > /g',
  ),
  change('files of the base image', copyAndRun, { base: 'files' }, { kind: 'parent' }),
  change('the config of the base image', copyAndRun, { base: 'config' }),
  change('a step that failed', 'FROM bb\nRUN echo a > /a\nRUN false', 'FROM bb\nRUN echo a > /a\nRUN true'),
  change('without cache', copyAndRun, { noCache: true }, { kind: 'disabled' }),
  change('without cache, a directory after a command', 'FROM bb\nRUN busybox date +%N > /t\nWORKDIR /w\nRUN cat /t > t', { noCache: true }),
  change(
    'without cache for one stage',
    'FROM bb AS s\nRUN echo x > /f\nFROM bb AS t\nRUN echo y > /y\nCOPY --from=s /f /f',
    { noCacheFilter: ['t'] },
    { kind: 'disabled' },
  ),
  change('ADD and COPY of the same', 'FROM bb\nADD a.txt /x', 'FROM bb\nCOPY a.txt /x'),
  change('onbuild', 'FROM bb AS p\nONBUILD COPY a.txt /x\nFROM p\nRUN echo 1 > /1', { files: { ...files, 'a.txt': 'changed\n' } }),
  {
    name: 'back to what was before',
    builds: [
      { dockerfile: copyAndRun, files },
      { dockerfile: copyAndRun, files: { ...files, 'a.txt': 'x\n' } },
      { dockerfile: copyAndRun, files },
    ],
  },
  {
    name: 'the order in which a target was built before',
    builds: [
      { dockerfile: 'FROM bb AS a\nRUN echo a > /a\nFROM bb AS b\nRUN echo b > /b', target: 'a' },
      { dockerfile: 'FROM bb AS a\nRUN echo a > /a\nFROM bb AS b\nRUN echo b > /b', target: 'b' },
      { dockerfile: 'FROM bb AS a\nRUN echo a > /a\nFROM bb AS b\nRUN echo b > /b\nFROM bb\nCOPY --from=a /a /a\nCOPY --from=b /b /b' },
    ],
  },
];
