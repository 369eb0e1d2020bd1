import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type TarInput, writeTar } from '../tar/writer.ts';
import { exportSize, type Received, transferSize } from './transfer.ts';
import { readContext } from './tree.ts';

/** The numbers are those that BuildKit 0.13 showed for the same files. */

const mtime = 1_790_000_000;
const file = (name: string, size: number): TarInput => ({
  header: { name, type: 'file', mtime, mtimeNanos: 1 },
  content: new Uint8Array(size),
});
const tree = (...entries: TarInput[]) => readContext(writeTar(entries), mtime);

test('one file, no file, an empty one, one with its ignore file', async () => {
  const context = await tree(file('Dockerfile', 75), file('bad', 20), file('empty', 0));
  assert.equal(transferSize(context, ['Dockerfile', 'Dockerfile.dockerignore']), 112);
  assert.equal(transferSize(context, ['bad', 'bad.dockerignore']), 50);
  assert.equal(transferSize(context, ['nothing']), 2);
  assert.equal(transferSize(await tree(file('Dockerfile', 0)), undefined), 31);
  assert.equal(transferSize(await tree(file('.dockerignore', 21)), ['.dockerignore']), 61);
});

test('links and directories', async () => {
  const link = (name: string, linkName: string): TarInput => ({ header: { name, type: 'symlink', linkName, mtime, mtimeNanos: 1 } });
  assert.equal(transferSize(await tree(link('out', '/etc/hostname')), undefined), 41);
  assert.equal(transferSize(await tree(link('dang', 'nowhere')), undefined), 36);
  assert.equal(transferSize(await tree({ header: { name: 'd/', type: 'directory', mtime, mtimeNanos: 1 } }), undefined), 23);
});

test('what is there since the last build is named, and not sent again', async () => {
  const received: Received = new Map();
  const context = await tree(file('hello.txt', 6));
  assert.equal(transferSize(context, ['/hello.txt'], received), 42);
  assert.equal(transferSize(context, ['/hello.txt'], received), 30);
  assert.equal(transferSize(await tree(file('hello.txt', 8)), ['/hello.txt'], received), 44);
});

test('an export leaves out the packets without content', async () => {
  const directory = (name: string): TarInput => ({ header: { name, type: 'directory', mtime, mtimeNanos: 1 } });
  assert.equal(exportSize(await tree(file('Dockerfile', 75), directory('a/'), directory('a/b/'), file('a/b/hello.txt', 6))), 196);
});
