import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { type FileNode, openFlag } from '../../vfs/node.ts';
import { openFolderTree } from './folder-tree.ts';

const owner = { mode: 0o640, uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
const bytes = (text: string) => new TextEncoder().encode(text);

function open(t: TestContext): { directory: string; outside: string; root: FileNode } {
  const base = fs.mkdtempSync(path.join(os.tmpdir(), 'drydock-folder-'));
  t.after(() => fs.rmSync(base, { recursive: true }));
  const directory = path.join(base, 'shared');
  const outside = path.join(base, 'outside');
  fs.mkdirSync(directory);
  fs.mkdirSync(outside);
  fs.writeFileSync(path.join(outside, 'secret'), 'secret');
  return { directory, outside, root: openFolderTree(directory) };
}

async function code(run: () => unknown): Promise<string> {
  try {
    await run();
  } catch (error) {
    return String((error as { code?: unknown }).code);
  }
  return 'none';
}

test('what one side writes the other reads, with mode and time', async (t) => {
  const { directory, root } = open(t);
  const { node, file } = await root.create('run.sh', openFlag.readWrite | openFlag.exclusive, { ...owner, mode: 0o755 });
  await file.write(0, bytes('#!/bin/sh\n'));
  await file.close();
  await node.setattr({ mtime: { sec: 1_000_000_000, nsec: 500_000_000 } });
  const stat = fs.statSync(path.join(directory, 'run.sh'));
  assert.equal(stat.mode & 0o777, 0o755);
  assert.equal(stat.mtimeMs, 1_000_000_000_500);
  fs.writeFileSync(path.join(directory, 'run.sh'), 'changed');
  const again = await (await root.lookup('run.sh')).open(openFlag.readOnly);
  assert.equal(new TextDecoder().decode(await again.read(0, 100)), 'changed');
  await again.close();
  assert.equal((await root.getattr()).mode & 0o170000, 0o040000);
  assert.deepEqual(
    (await root.entries()).map(({ name }) => name),
    ['run.sh'],
  );
});

test('no path leads out through a link', async (t) => {
  const { directory, outside, root } = open(t);
  fs.symlinkSync(outside, path.join(directory, 'link'));
  const link = await root.lookup('link');
  assert.equal(await link.readlink(), outside);
  assert.equal(await code(() => link.lookup('secret')), 'ENOTDIR');
  assert.equal(await code(() => link.open(0)), 'ELOOP');
  assert.equal(await code(() => link.create('made', 0, owner)), 'ENOTDIR');

  // A directory that is replaced by a link after something was found in it.
  fs.mkdirSync(path.join(directory, 'd'));
  fs.writeFileSync(path.join(directory, 'd/secret'), 'mine');
  const d = await root.lookup('d');
  const found = await d.lookup('secret');
  await root.rename('d', root, 'elsewhere');
  await root.symlink('d', outside, owner);
  const file = await found.open(0);
  assert.equal(new TextDecoder().decode(await file.read(0, 10)), 'mine');
  await file.close();

  // The same, done behind the engine's back.
  fs.renameSync(path.join(directory, 'elsewhere'), path.join(directory, 'moved'));
  fs.symlinkSync(outside, path.join(directory, 'elsewhere'));
  assert.equal(await code(() => found.open(0)), 'ENOENT');
  assert.equal(await code(() => d.create('made', 0, owner)), 'ENOENT');
  assert.deepEqual(fs.readdirSync(outside), ['secret']);
});

test('renames, links and removals are those of the machine', async (t) => {
  const { directory, root } = open(t);
  const { node, file } = await root.create('a', openFlag.readWrite, owner);
  await root.link('b', node);
  assert.equal((await root.lookup('b')).qid.path, node.qid.path);
  const folder = await root.mkdir('folder', { ...owner, mode: 0o755 });
  await root.rename('b', folder, 'c');
  assert.equal(await code(() => root.unlink('folder', true)), 'ENOTEMPTY');
  assert.equal(await code(() => root.unlink('folder', false)), 'EISDIR');
  await root.unlink('a', false);
  await file.write(0, bytes('after unlink'));
  assert.equal((await node.getattr()).size, 12);
  await file.close();
  assert.equal(fs.readFileSync(path.join(directory, 'folder/c'), 'utf8'), 'after unlink');
  await folder.unlink('c', false);
  await root.unlink('folder', true);
  assert.deepEqual(fs.readdirSync(directory), []);
});
