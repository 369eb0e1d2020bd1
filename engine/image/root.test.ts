import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openRoot, type RootNode } from './root.ts';
import { Bench } from './testing.ts';

async function rootOf(...layers: Array<Record<string, string>>) {
  const bench = await Bench.open();
  const root = await openRoot(bench.images, await bench.image(layers));
  const read = async (path: string) => {
    const node = root.lookup(path);
    if (node === undefined) return undefined;
    const content = root.open(node);
    return new TextDecoder().decode(await content.read(0, content.size));
  };
  const walk = (directory: RootNode): string[] =>
    root.readdir(directory).flatMap((node) => (node.type === 'directory' ? [`${node.path}/`, ...walk(node)] : [node.path]));
  const all = () => walk(root.lookup('/') as RootNode);
  return { root, read, all };
}

describe('the root of an image', () => {
  it('merges layers, the topmost answering', async () => {
    const { read, all } = await rootOf({ 'etc/a': '1', 'etc/b': '1' }, { 'etc/b': '2', 'etc/c': '2' });
    assert.deepEqual(all(), ['/etc/', '/etc/a', '/etc/b', '/etc/c']);
    assert.deepEqual([await read('/etc/a'), await read('etc/b'), await read('/etc//./c'), await read('/none')], ['1', '2', '2', undefined]);
  });

  it('applies whiteouts', async () => {
    const { all } = await rootOf(
      { 'd/a': '1', 'd/b': '1', 'o/x': '1', 'r/x': '1', f: '1' },
      { 'd/.wh.a': '', 'o/.wh..wh..opq': '', 'o/y': '2', '.wh.r': '', '.wh.f': '' },
      { 'r/z': '3', 'd/a': '3' },
    );
    assert.deepEqual(all(), ['/d/', '/d/a', '/d/b', '/o/', '/o/y', '/r/', '/r/z']);
  });

  it('lets a file end the merging of directories', async () => {
    const { all } = await rootOf({ 'x/deep': '1' }, { x: 'file' }, { 'x/new': '3' });
    assert.deepEqual(all(), ['/x/', '/x/new']);
  });

  it('follows symbolic links inside the root', async () => {
    const { root, read } = await rootOf(
      { 'usr/lib/f': 'found', lib: '-> usr/lib', abs: '-> /usr/lib/f', up: '-> ../../../usr', 'usr/loop': '-> loop' },
      { 'usr/lib/g': 'above' },
    );
    assert.deepEqual(
      [await read('/lib/f'), await read('/lib/g'), await read('/abs'), await read('/up/lib/f')],
      ['found', 'above', 'found', 'found'],
    );
    assert.equal(root.lookup('/lib/f')?.path, '/usr/lib/f');
    assert.equal(root.lookup('/lib', { follow: false })?.type, 'symlink');
    assert.equal(root.lookup('/usr/loop'), undefined);
    assert.equal(root.lookup('/lib/../lib/f')?.path, '/usr/lib/f');
    assert.equal(root.lookup('/../../usr')?.path, '/usr');
    assert.equal(root.lookup('/abs/'), undefined);
    assert.equal(root.lookup('/usr/lib/')?.path, '/usr/lib');
  });

  it('is an empty directory without layers', async () => {
    const { all, root } = await rootOf();
    assert.deepEqual(all(), []);
    assert.equal(root.lookup('/')?.type, 'directory');
  });
});
