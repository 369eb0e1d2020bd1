import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collect } from '../../base/stream.ts';
import type { CliIo, HostFiles } from '../io.ts';
import { buildContext } from './context.ts';

const encoder = new TextEncoder();

/** Files by path; a packed directory is the list of the names that were let in. */
function host(files: Readonly<Record<string, string>>, stdin = ''): CliIo {
  const one = (text: string) =>
    (async function* () {
      yield encoder.encode(text);
    })();
  const paths = Object.keys(files);
  const hostFiles: Pick<HostFiles, 'stat' | 'read' | 'pack'> = {
    async stat(path) {
      if (files[path] !== undefined) return { type: 'file', mode: 0o644, size: files[path].length };
      return paths.some((other) => other.startsWith(`${path}/`)) ? { type: 'directory', mode: 0o755, size: 0 } : undefined;
    },
    read: (path) => one(files[path] ?? ''),
    pack(path, { include = () => true } = {}) {
      const names = paths.filter((other) => other.startsWith(`${path}/`)).map((other) => other.slice(path.length + 1));
      return one(names.filter((name) => include(name, false)).join(' '));
    },
  };
  return { cwd: '/w', files: hostFiles, stdin: one(stdin) } as unknown as CliIo;
}

async function context(io: CliIo, path: string, file = '') {
  const { tar, dockerfile } = await buildContext(io, path, file);
  return { dockerfile, text: new TextDecoder().decode(await collect(tar)) };
}

test('the ignore file keeps files away, but never the Dockerfile and itself', async () => {
  const io = host({ '/w/app/Dockerfile': '', '/w/app/.dockerignore': '*\n!src\n', '/w/app/src/a': '', '/w/app/secret': '' });
  assert.deepEqual(await context(io, 'app'), { dockerfile: 'Dockerfile', text: 'Dockerfile .dockerignore src/a' });
});

test('an ignore file of the Dockerfile comes first, and goes under the common name', async () => {
  const io = host({ '/w/x.Dockerfile': '', '/w/x.Dockerfile.dockerignore': 'b\n', '/w/.dockerignore': 'a\n', '/w/a': '', '/w/b': '' });
  const { dockerfile, text } = await context(io, '.', 'x.Dockerfile');
  assert.equal(dockerfile, 'x.Dockerfile');
  assert.match(text, /^\.dockerignore\0/);
  assert.match(text, /x\.Dockerfile x\.Dockerfile\.dockerignore a$/);
});

test('a Dockerfile from elsewhere or from stdin is put beside the context', async () => {
  const io = host({ '/w/app/a': '', '/other/Dockerfile': 'FROM elsewhere' }, 'FROM stdin');
  const elsewhere = await context(io, 'app', '/other/Dockerfile');
  assert.equal(elsewhere.dockerfile, '.dockerfile.0');
  assert.match(elsewhere.text, /FROM elsewhere/);
  const piped = await context(io, 'app', '-');
  assert.match(piped.text, /FROM stdin/);
});

test('stdin alone is a Dockerfile, or a tar that holds one', async () => {
  const plain = await context(host({}, 'FROM scratch\n'), '-');
  assert.match(plain.text, /^Dockerfile\0.*FROM scratch/s);
  const tar = plain.text;
  assert.equal((await context(host({}, tar), '-', 'sub/Dockerfile')).text, tar);
});

for (const [path, file, message] of [
  ['nowhere', '', 'unable to prepare context: path "nowhere" not found'],
  ['file', '', 'unable to prepare context: path "file" not found'],
  ['app', '/gone', 'unable to prepare context: unable to evaluate symlinks in Dockerfile path: lstat /gone: no such file or directory'],
  ['-', '-', "invalid argument: can't use stdin for both build context and dockerfile"],
] as const) {
  test(`docker build ${file === '' ? '' : `-f ${file} `}${path}: ${message}`, async () => {
    await assert.rejects(context(host({ '/w/file': '', '/w/app/a': '' }), path, file), { message });
  });
}
