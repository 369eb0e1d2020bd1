import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collect } from '../../base/stream.ts';
import { gzip } from '../../tar/gzip.ts';
import { readTar } from '../../tar/reader.ts';
import { writeTar } from '../../tar/writer.ts';
import type { CliIo, HostFiles } from '../io.ts';
import { buildInputs, type WantedInputs } from './context.ts';

const encoder = new TextEncoder();

async function* once(bytes: Uint8Array) {
  yield bytes;
}

/** Files by path; a text that begins with `->` is a link. */
function host(files: Readonly<Record<string, string>>, stdin: Uint8Array | string = ''): CliIo {
  const paths = Object.keys(files);
  const hostFiles: Pick<HostFiles, 'stat' | 'read' | 'pack'> = {
    async stat(path) {
      const text = files[path];
      if (text?.startsWith('->')) return { type: 'symlink', mode: 0o777, size: 0, target: text.slice(2) };
      if (text !== undefined) return { type: 'file', mode: 0o644, size: text.length };
      return paths.some((other) => other.startsWith(`${path}/`)) ? { type: 'directory', mode: 0o755, size: 0 } : undefined;
    },
    read: (path) => once(encoder.encode(files[path] ?? '')),
    pack(path, { include = () => true, root } = {}) {
      const names = paths.filter((other) => other.startsWith(`${path}/`)).map((other) => other.slice(path.length + 1));
      const entries = names
        .filter((name) => include(name, false))
        .map((name) => ({
          header: { name: root === undefined ? name : `${root}/${name}`, type: 'file' as const },
          content: encoder.encode(files[`${path}/${name}`]),
        }));
      return writeTar(entries);
    },
  };
  const bytes = typeof stdin === 'string' ? encoder.encode(stdin) : stdin;
  return { cwd: '/w', files: hostFiles, stdin: once(bytes) } as unknown as CliIo;
}

/** The members that are sent, those beside the context under `+`. */
async function inputs(io: CliIo, path: string, file = '', more: Partial<WantedInputs> = {}) {
  const { tar, dockerfile, shownAs, session } = await buildInputs(io, {
    path,
    file,
    contexts: new Map(),
    secrets: new Map(),
    caches: [],
    ...more,
  });
  const members: Record<string, string> = {};
  for await (const { header, content } of readTar(tar)) {
    const text = header.type === 'symlink' ? `->${header.linkName}` : new TextDecoder().decode(await collect(content));
    members[header.name.replace(session.folder, '+')] = text;
  }
  return { dockerfile, shownAs, isArchive: session.isArchive, contexts: session.contexts, members };
}

test('the ignore file keeps files of the context away, but never itself; the Dockerfile goes beside it', async () => {
  const io = host({ '/w/app/Dockerfile': 'FROM a', '/w/app/.dockerignore': '*\n!src\n', '/w/app/src/a': '', '/w/app/secret': '' });
  const { dockerfile, shownAs, members } = await inputs(io, 'app');
  assert.deepEqual([dockerfile, shownAs], ['Dockerfile', 'app/Dockerfile']);
  assert.deepEqual(members, { '+/dockerfile/': '', '+/dockerfile/Dockerfile': 'FROM a', '.dockerignore': '*\n!src\n', 'src/a': '' });
});

test('an ignore file of the Dockerfile comes first', async () => {
  const io = host({
    '/w/x.Dockerfile': 'FROM x',
    '/w/x.Dockerfile.dockerignore': 'b\n',
    '/w/.dockerignore': 'a\n',
    '/w/a': '',
    '/w/b': '',
  });
  const { dockerfile, members } = await inputs(io, '.', 'x.Dockerfile');
  assert.equal(dockerfile, 'x.Dockerfile');
  assert.equal(members['+/dockerfile/x.Dockerfile.dockerignore'], 'b\n');
  assert.deepEqual(['a' in members, 'b' in members], [true, false]);
});

test('a Dockerfile from elsewhere or from stdin', async () => {
  const io = host({ '/w/app/a': '', '/other/My.Dockerfile': 'FROM elsewhere' }, 'FROM stdin');
  const elsewhere = await inputs(io, 'app', '/other/My.Dockerfile');
  assert.equal(elsewhere.dockerfile, 'My.Dockerfile');
  assert.equal(elsewhere.members['+/dockerfile/My.Dockerfile'], 'FROM elsewhere');
  const piped = await inputs(io, 'app', '-');
  assert.equal(piped.members['+/dockerfile/Dockerfile'], 'FROM stdin');
});

test('a Dockerfile that is a link goes with what it points to, inside its directory', async () => {
  const io = host({ '/w/Dockerfile': '->sub/real', '/w/sub/real': 'FROM linked', '/w/out': '->/etc/passwd', '/etc/passwd': 'root' });
  const { members } = await inputs(io, '.');
  assert.equal(members['+/dockerfile/Dockerfile'], '->sub/real');
  assert.equal(members['+/dockerfile/sub/real'], 'FROM linked');
  const outside = await inputs(io, '.', 'out');
  assert.deepEqual(
    Object.keys(outside.members).filter((name) => name.startsWith('+')),
    ['+/dockerfile/', '+/dockerfile/out'],
  );
});

test('stdin alone is a Dockerfile, or an archive with one', async () => {
  const plain = await inputs(host({}, 'FROM scratch\n'), '-');
  assert.deepEqual(plain.members, { '+/dockerfile/': '', '+/dockerfile/Dockerfile': 'FROM scratch\n' });
  const tar = await collect(writeTar([{ header: { name: 'sub/Dockerfile', type: 'file' }, content: encoder.encode('FROM tar') }]));
  for (const given of [tar, await collect(gzip(once(tar)))]) {
    const archive = await inputs(host({}, given), '-', 'sub/Dockerfile');
    assert.deepEqual([archive.isArchive, archive.members], [true, { 'sub/Dockerfile': 'FROM tar' }]);
  }
});

test('named contexts and secrets come beside the context', async () => {
  const io = host({ '/w/Dockerfile': '', '/w/lib/.dockerignore': 'x', '/w/lib/x': '', '/w/lib/y': 'Y' });
  const contexts = new Map([
    ['lib', 'lib'],
    ['base', 'docker-image://busybox'],
  ]);
  const sent = await inputs(io, '.', '', { contexts, secrets: new Map([['a/b', encoder.encode('hush')]]) });
  assert.deepEqual(sent.contexts, ['lib=local:lib', 'base=docker-image://busybox']);
  assert.equal(sent.members['+/contexts/lib/y'], 'Y');
  assert.equal('+/contexts/lib/x' in sent.members, false);
  assert.equal(sent.members['+/secrets/a%2Fb'], 'hush');
});

for (const [path, file, message] of [
  ['nowhere', '', 'unable to prepare context: path "nowhere" not found'],
  ['file', '', 'unable to prepare context: path "file" not found'],
  ['app', 'gone/x', 'resolve : lstat gone: no such file or directory'],
  ['-', '-', "invalid argument: can't use stdin for both build context and dockerfile"],
  ['-', 'Dockerfile', 'ambiguous Dockerfile source: both stdin and flag correspond to Dockerfiles'],
  ['https://x.example/a.git', '', 'git contexts do not work in this playground: no git server can be reached (https://x.example/a.git)'],
] as const) {
  test(`docker build ${file === '' ? '' : `-f ${file} `}${path}: ${message}`, async () => {
    await assert.rejects(inputs(host({ '/w/file': '', '/w/app/a': '' }, 'FROM a'), path, file), { message });
  });
}
