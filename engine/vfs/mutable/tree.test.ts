import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Clock } from '../../base/clock.ts';
import { EngineError, isKind } from '../../base/errors.ts';
import { openMemoryStore } from '../../store/memory.ts';
import type { Store } from '../../store/store.ts';
import { FileError } from '../errno.ts';
import { type OpenFile, openFlag } from '../node.ts';
import { pieceSize } from './content.ts';
import type { InodeNode } from './inode-node.ts';
import { type MutableTree, openMutableTree, removeMutableTree } from './tree.ts';

const owner = { mode: 0o644, uid: 1000, gid: 100 };
const bytes = (text: string) => new TextEncoder().encode(text);
const text = (data: Uint8Array) => new TextDecoder().decode(data);

/** Timers run when the test says so. */
function manualClock(): Clock & { run(): void } {
  let due: Array<() => void> = [];
  return {
    now: () => 1_700_000_000_123,
    after(_milliseconds, run) {
      due.push(run);
      return {
        dispose: () => {
          due = due.filter((other) => other !== run);
        },
      };
    },
    run() {
      const now = due;
      due = [];
      for (const run of now) run();
    },
  };
}

async function open(store: Store = openMemoryStore(), clock = manualClock(), capacity?: number) {
  const tree = await openMutableTree({ store, prefix: 'workspace/', clock, ...(capacity === undefined ? {} : { capacity }) });
  return { tree, store, clock, root: tree.root as InodeNode };
}

function fails(code: string, run: () => unknown): void {
  assert.throws(run, (error) => error instanceof FileError && error.code === code);
}

function create(tree: MutableTree, name: string, content: string): OpenFile {
  const { file } = (tree.root as InodeNode).create(name, openFlag.exclusive, owner);
  file.write(0, bytes(content));
  return file;
}

test('what the guest writes the page reads, and the other way round', async () => {
  const { tree, root } = await open();
  create(tree, 'a.txt', 'from the guest').close();
  assert.equal(text(tree.readFile('a.txt')), 'from the guest');
  const before = root.lookup('a.txt').qid.path;
  tree.writeFile('a.txt', 'from the page');
  const node = root.lookup('a.txt');
  assert.equal(node.qid.path, before, 'a file the guest may have open stays the same inode');
  assert.equal(node.qid.version, 0);
  const file = await node.open(openFlag.readOnly);
  assert.equal(text(await file.read(0, 100)), 'from the page');
  assert.equal((await node.getattr()).uid, 1000);
  tree.writeFile('made/on/the/way.txt', 'x');
  assert.deepEqual(
    tree.list().map(({ path, kind }) => [path, kind]),
    [
      ['a.txt', 'file'],
      ['made', 'directory'],
      ['made/on', 'directory'],
      ['made/on/the', 'directory'],
      ['made/on/the/way.txt', 'file'],
    ],
  );
});

test('a tree comes back as it was: types, modes, owners, times, links, attributes, holes', async () => {
  const { tree, store, root } = await open();
  assert.equal(tree.isNew, true);
  const { node, file } = root.create('data', openFlag.exclusive, { mode: 0o751, uid: 7, gid: 8 });
  file.write(3 * pieceSize - 2, bytes('edge'));
  file.close();
  root.link('hard', node);
  const folder = root.mkdir('folder', { mode: 0o1777, uid: 1, gid: 2 }) as InodeNode;
  folder.symlink('soft', '../data', owner);
  folder.mknod('pipe', { major: 0, minor: 0 }, { mode: 0o010600, uid: 0, gid: 0 });
  folder.mknod('null', { major: 1, minor: 3 }, { mode: 0o020666, uid: 0, gid: 0 });
  node.setxattr('user.note', bytes('kept'), 0);
  node.setattr({ mtime: { sec: 1_000_000_000, nsec: 123_456_789 }, atime: { sec: -5, nsec: 1 } });
  root.create('gr\udcfcn', openFlag.exclusive, owner).file.close();
  await tree.flush();

  const again = await open(store);
  assert.equal(again.tree.isNew, false);
  assert.deepEqual(again.tree.list(), tree.list());
  const data = again.root.lookup('data') as InodeNode;
  assert.equal((again.root.lookup('hard') as InodeNode).inode, data.inode);
  const attributes = data.getattr();
  assert.deepEqual([attributes.mode, attributes.uid, attributes.gid, attributes.nlink], [0o100751, 7, 8, 2]);
  assert.deepEqual(attributes.mtime, { sec: 1_000_000_000, nsec: 123_456_789 });
  assert.deepEqual(attributes.atime, { sec: -5, nsec: 1 });
  assert.equal(attributes.size, 3 * pieceSize + 2);
  assert.ok(attributes.blocks * 512 <= 2 * pieceSize, 'the hole takes no space');
  assert.equal(text(data.getxattr('user.note') ?? new Uint8Array()), 'kept');
  const content = again.tree.readFile('folder/soft');
  assert.equal(content[0], 0);
  assert.equal(text(content.subarray(-4)), 'edge');
  assert.deepEqual((again.root.lookup('folder').lookup('null') as InodeNode).getattr().rdev, { major: 1, minor: 3 });
  assert.equal((again.root.lookup('folder').lookup('pipe') as InodeNode).getattr().mode, 0o010600);

  await removeMutableTree(store, 'workspace/');
  assert.deepEqual(await store.list(''), []);
});

test('rename replaces as rename(2) does', async () => {
  const { tree, root } = await open();
  for (const path of ['a/one', 'b/two', 'file', 'other']) tree.writeFile(path, path);
  tree.mkdir('empty');
  const [a, b] = [root.lookup('a'), root.lookup('b')] as InodeNode[];
  assert.ok(a !== undefined && b !== undefined);
  fails('EISDIR', () => root.rename('file', root, 'a'));
  fails('ENOTDIR', () => root.rename('a', root, 'file'));
  fails('ENOTEMPTY', () => root.rename('a', root, 'b'));
  fails('EINVAL', () => root.rename('a', a, 'inside'));
  fails('ENOENT', () => root.rename('nothing', root, 'x'));
  root.rename('a', root, 'empty');
  root.rename('file', root, 'other');
  root.rename('other', b, 'moved');
  assert.deepEqual(
    tree.list().map(({ path }) => path),
    ['b', 'b/moved', 'b/two', 'empty', 'empty/one'],
  );
  assert.equal(text(tree.readFile('b/moved')), 'file');
  root.rename('b', root, 'b');
  assert.equal(tree.stat('b')?.kind, 'directory');
});

test('a file that is unlinked while open works on and leaves nothing in the store', async () => {
  const { tree, store, root } = await open();
  const file = create(tree, 'gone', 'still here');
  await tree.flush();
  root.unlink('gone', false);
  fails('ENOENT', () => root.lookup('gone'));
  assert.equal(text(await file.read(0, 100)), 'still here');
  file.write(0, bytes('STILL'));
  assert.equal(tree.used > 0, true);
  file.close();
  assert.equal(tree.used, 0);
  await tree.flush();
  assert.deepEqual(
    (await store.list('')).map(([key]) => key),
    ['workspace/inode/1'],
  );
});

test('directories are removed when empty, files are not directories', async () => {
  const { tree, root } = await open();
  tree.writeFile('d/f', '');
  fails('EISDIR', () => root.unlink('d', false));
  fails('ENOTEMPTY', () => root.unlink('d', true));
  fails('ENOTDIR', () => (root.lookup('d') as InodeNode).unlink('f', true));
  fails('EEXIST', () => root.mkdir('d', owner));
  fails('EPERM', () => root.link('hard', root.lookup('d')));
  tree.remove('d');
  assert.deepEqual(tree.list(), []);
});

test('truncated content does not come back when the file grows again', async () => {
  const { tree, root, store } = await open();
  const file = create(tree, 'f', 'x'.repeat(2 * pieceSize));
  await tree.flush();
  const node = root.lookup('f') as InodeNode;
  node.setattr({ size: 3 });
  node.setattr({ size: 10 });
  assert.deepEqual([...(await file.read(0, 100))], [120, 120, 120, 0, 0, 0, 0, 0, 0, 0]);
  await tree.flush();
  assert.deepEqual([...(await open(store)).tree.readFile('f')], [120, 120, 120, 0, 0, 0, 0, 0, 0, 0]);
});

test('changes are saved together, a moment after the first of them', async () => {
  const commits: number[] = [];
  const memory = openMemoryStore();
  const store: Store = {
    ...memory,
    commit: (changes) => {
      commits.push(changes.length);
      return memory.commit(changes);
    },
  };
  const { tree, clock } = await open(store);
  for (let index = 0; index < 50; index++) tree.writeFile(`f${index}`, 'x');
  assert.deepEqual(commits, []);
  clock.run();
  await tree.flush();
  assert.deepEqual(commits, [101], 'the root, fifty inodes, fifty pieces');
});

test('events name what changed on either side, once', async () => {
  const { tree, clock } = await open();
  const seen: unknown[] = [];
  tree.onChange.on((changes) => seen.push(changes.map(({ path, kind }) => `${kind} ${path}`)));
  const file = create(tree, 'log', '1');
  file.write(1, bytes('2'));
  tree.writeFile('d/e', '');
  clock.run();
  tree.rename('d/e', 'd/f');
  clock.run();
  assert.deepEqual(seen, [
    ['written log', 'written d', 'written d/e'],
    ['removed d/e', 'written d/f'],
  ]);
});

test('a full store is ENOSPC, keeps what it had, and takes everything once there is room', async () => {
  const memory = openMemoryStore();
  let full = false;
  const store: Store = {
    ...memory,
    commit: (changes) => (full ? Promise.reject(new EngineError('exhausted', 'no space left on device')) : memory.commit(changes)),
  };
  const { tree, root } = await open(store);
  tree.writeFile('kept', 'old');
  await tree.flush();
  full = true;
  tree.writeFile('kept', 'new');
  const file = create(tree, 'second', 'x');
  await assert.rejects(
    async () => file.fsync(),
    (error) => isKind(error, 'exhausted'),
  );
  fails('ENOSPC', () => file.write(1, bytes('more')));
  fails('ENOSPC', () => root.mkdir('d', owner));
  assert.throws(
    () => tree.writeFile('third', ''),
    (error) => isKind(error, 'exhausted'),
  );
  assert.throws(
    () => tree.writeFile('kept', 'newer'),
    (error) => isKind(error, 'exhausted'),
  );
  assert.equal(text(tree.readFile('kept')), 'new');
  assert.equal(text((await open(memory)).tree.readFile('kept')), 'old', 'nothing is half done');
  full = false;
  root.unlink('second', false);
  await tree.flush();
  tree.writeFile('third', '3');
  await tree.flush();
  const again = (await open(memory)).tree;
  assert.deepEqual(
    again.list().map(({ path }) => path),
    ['kept', 'third'],
  );
  assert.equal(text(again.readFile('kept')), 'new');
});

test('no more than its capacity', async () => {
  const { tree } = await open(openMemoryStore(), manualClock(), 1000);
  const file = create(tree, 'f', 'x'.repeat(900));
  fails('ENOSPC', () => file.write(900, bytes('y'.repeat(200))));
  file.write(0, bytes('rewriting takes nothing'));
});

test('the page cannot leave the tree', async () => {
  const { tree, root } = await open();
  tree.writeFile('d/f', 'inside');
  root.symlink('out', '/etc/passwd', owner);
  root.symlink('up', '../../..', owner);
  root.symlink('loop', 'loop', owner);
  root.symlink('in', './d/../d/f', owner);
  assert.throws(
    () => tree.readFile('../f'),
    (error) => isKind(error, 'invalid'),
  );
  assert.equal(tree.stat('out'), undefined);
  assert.equal(tree.stat('up/etc'), undefined);
  assert.throws(() => tree.stat('loop'));
  assert.equal(text(tree.readFile('in')), 'inside');
});

test('extended attributes obey their flags', async () => {
  const { root } = await open();
  root.setxattr('user.a', bytes('1'), 1);
  fails('EEXIST', () => root.setxattr('user.a', bytes('2'), 1));
  fails('ENODATA', () => root.setxattr('user.b', bytes('2'), 2));
  root.setxattr('user.a', undefined, 0);
  fails('ENODATA', () => root.setxattr('user.a', undefined, 0));
  assert.deepEqual(root.listxattr(), []);
});
