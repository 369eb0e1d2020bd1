import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodeName } from '../base/bytes.ts';
import { collect } from '../base/stream.ts';
import type { TarHeaderInit } from '../tar/header.ts';
import { compareNames } from '../tar/name.ts';
import { TarParser } from '../tar/parser.ts';
import { type TarInput, writeTar } from '../tar/writer.ts';
import { ErofsIndex, openContent } from './reader.ts';
import { IndexWriter } from './writer.ts';

const tag = '0123456789abcdef'.repeat(4);
const text = (value: string) => new TextEncoder().encode(value);
const file = (name: string, content = '', more: Partial<TarHeaderInit> = {}): TarInput => ({
  header: { ...more, name, type: 'file' },
  content: text(content),
});
const directory = (name: string, more: Partial<TarHeaderInit> = {}): TarInput => ({ header: { ...more, name, type: 'directory' } });
const symlink = (name: string, linkName: string): TarInput => ({ header: { name, type: 'symlink', linkName } });
const hardlink = (name: string, linkName: string): TarInput => ({ header: { name, type: 'hardlink', linkName } });

async function layer(entries: TarInput[]) {
  const tar = await collect(writeTar(entries));
  const writer = new IndexWriter();
  const parser = new TarParser({ member: (member) => writer.add(member) });
  parser.push(tar);
  parser.end();
  const image = writer.finish({ size: tar.length, tag });
  return { tar, image, index: new ErofsIndex(image), contentSize: writer.contentSize };
}

type Layer = Awaited<ReturnType<typeof layer>>;

function find({ index }: Layer, path: string): number {
  let nid = index.root;
  for (const name of path.split('/').filter((part) => part !== '')) {
    const entry = index.lookup(nid, name);
    assert.ok(entry, `${path}: no ${name}`);
    nid = entry.nid;
  }
  return nid;
}

/** All paths with what they are: `dir/`, `link -> target`, `c 0:0`, content of files, `!` for opaque. */
async function listing(made: Layer, nid = made.index.root, path = ''): Promise<string[]> {
  const lines: string[] = [];
  for (const { name, nid: child } of made.index.readdir(nid)) {
    const stat = made.index.stat(child);
    const here = `${path}${name}`;
    if (stat.type === 'directory') {
      lines.push(
        `${here}/${made.index.xattrs(child).has('trusted.overlay.opaque') ? '!' : ''}`,
        ...(await listing(made, child, `${here}/`)),
      );
    } else if (stat.type === 'symlink') lines.push(`${here} -> ${made.index.readlink(child)}`);
    else if (stat.type === 'file') lines.push(`${here} = ${await contentOf(made, child)}`);
    else lines.push(`${here} ${stat.type} ${stat.major}:${stat.minor}`);
  }
  return lines;
}

async function contentOf({ index, tar }: Layer, nid: number): Promise<string> {
  const content = openContent(index, nid, { size: tar.length, read: async (offset, length) => tar.slice(offset, offset + length) });
  return new TextDecoder().decode(await content.read(0, content.size));
}

describe('erofs: what unpacking would give', () => {
  const cases: Record<string, { entries: TarInput[]; tree: string[] }> = {
    'an empty layer': { entries: [], tree: [] },
    'missing parents appear': { entries: [file('a/b/c', 'x')], tree: ['a/', 'a/b/', 'a/b/c = x'] },
    'names are cleaned': {
      entries: [directory('./'), file('./a', '1'), file('/b', '2'), file('c/../d', '3')],
      tree: ['a = 1', 'b = 2', 'd = 3'],
    },
    'a later member replaces an earlier one': { entries: [file('a', '1'), file('a', '2')], tree: ['a = 2'] },
    'a directory again keeps its children': {
      entries: [directory('d'), file('d/f', '1'), directory('d', { mode: 0o700 })],
      tree: ['d/', 'd/f = 1'],
    },
    'a file in place of a directory': { entries: [file('d/f', '1'), file('d', '2')], tree: ['d = 2'] },
    'a directory in place of a file': { entries: [file('d', '2'), file('d/f', '1')], tree: ['d/', 'd/f = 1'] },
    'symlinks in the directories of a path are followed': {
      entries: [directory('usr/lib'), symlink('lib', 'usr/lib'), file('lib/x', '1'), symlink('usr/up', '../lib'), file('usr/up/y', '2')],
      tree: ['lib -> usr/lib', 'usr/', 'usr/lib/', 'usr/lib/x = 1', 'usr/lib/y = 2', 'usr/up -> ../lib'],
    },
    'and in those of a hard link’s target': {
      entries: [symlink('a/b', '../c'), file('a/b/d', '1'), hardlink('h', 'a/b/d'), hardlink('l', 'a/b')],
      tree: ['a/', 'a/b -> ../c', 'c/', 'c/d = 1', 'h = 1', 'l -> ../c'],
    },
    'symlinks cannot leave the root': {
      entries: [symlink('out', '../../../etc'), file('out/f', '1')],
      tree: ['etc/', 'etc/f = 1', 'out -> ../../../etc'],
    },
    'symlinks in a circle are replaced': {
      entries: [symlink('a', 'b'), symlink('b', 'a'), file('a/f', '1')],
      tree: ['a/', 'a/f = 1', 'b -> a'],
    },
    'hard links': { entries: [file('a', '1'), hardlink('d/b', './a'), file('a', '2')], tree: ['a = 2', 'd/', 'd/b = 1'] },
    devices: {
      entries: [
        { header: { name: 'null', type: 'char', major: 1, minor: 3 } },
        { header: { name: 'big', type: 'block', major: 259, minor: 70_000 } },
        { header: { name: 'pipe', type: 'fifo' } },
      ],
      tree: ['big block 259:70000', 'null char 1:3', 'pipe fifo 0:0'],
    },
    'a whiteout is a character device 0:0': { entries: [file('d/.wh.gone')], tree: ['d/', 'd/gone char 0:0'] },
    'an opaque marker': { entries: [file('d/a', '1'), file('d/.wh..wh..opq'), file('d/b', '2')], tree: ['d/!', 'd/a = 1', 'd/b = 2'] },
    'a whiteout hides nothing of its own layer': {
      entries: [file('.wh.f'), file('f', '1'), file('g', '2'), file('.wh.g')],
      tree: ['f = 1', 'g = 2'],
    },
    'a directory that replaces one of the layer below is opaque': {
      entries: [file('.wh.d'), file('d/f', '1'), file('e/f', '2'), file('.wh.e')],
      tree: ['d/!', 'd/f = 1', 'e/!', 'e/f = 2'],
    },
    'files of AUFS itself are left out': { entries: [file('.wh..wh.aufs')], tree: [] },
  };
  for (const [name, { entries, tree }] of Object.entries(cases)) {
    it(name, async () => assert.deepEqual(await listing(await layer(entries)), tree));
  }

  it('refuses what cannot be unpacked', async () => {
    await assert.rejects(layer([hardlink('a', 'nowhere')]), { kind: 'invalid', message: 'archive: invalid hard link "a" -> "nowhere"' });
    await assert.rejects(layer([file('../a')]), { kind: 'invalid' });
    await assert.rejects(layer([file('n'.repeat(256))]), { kind: 'invalid' });
  });
});

describe('erofs: attributes', () => {
  it('keeps mode, owner, time, size and links', async () => {
    const made = await layer([
      directory('./', { mode: 0o1777, uid: 7 }),
      file('f', 'hello', { mode: 0o4711, uid: 4_000_000_000, gid: 70_000, mtime: 1_700_000_000, mtimeNanos: 123_456_789 }),
      file('old', '', { mtime: -3, mtimeNanos: 5 }),
      file('future', '', { mtime: 5_000_000_000 }),
      hardlink('g', 'f'),
      directory('d'),
      directory('d/e'),
    ]);
    const root = made.index.stat(made.index.root);
    assert.deepEqual([root.mode, root.uid, root.nlink], [0o1777, 7, 3]);
    const stat = made.index.stat(find(made, 'f'));
    assert.deepEqual(stat, {
      type: 'file',
      mode: 0o4711,
      uid: 4_000_000_000,
      gid: 70_000,
      size: 5,
      mtime: 1_700_000_000,
      mtimeNanos: 123_456_789,
      nlink: 2,
      major: 0,
      minor: 0,
    });
    assert.equal(find(made, 'g'), find(made, 'f'));
    assert.deepEqual([made.index.stat(find(made, 'old')).mtime, made.index.stat(find(made, 'old')).mtimeNanos], [-3, 5]);
    assert.equal(made.index.stat(find(made, 'future')).mtime, 5_000_000_000);
  });

  it('keeps xattrs, but not those that would steer overlayfs', async () => {
    const xattrs = new Map([
      ['security.capability', Uint8Array.of(1, 2, 3)],
      ['user.long', new Uint8Array(3000).fill(7)],
      ['user.empty', new Uint8Array()],
      ['system.posix_acl_access', Uint8Array.of(2, 0, 0, 0)],
      ['trusted.overlay.redirect', text('/elsewhere')],
      ['unknown.space', text('x')],
    ]);
    const made = await layer([file('f', 'content', { xattrs }), file('g', 'plain')]);
    const read = made.index.xattrs(find(made, 'f'));
    assert.deepEqual([...read.keys()].sort(), ['security.capability', 'system.posix_acl_access', 'user.empty', 'user.long']);
    for (const [name, value] of read) assert.deepEqual(value, xattrs.get(name));
    assert.equal(await contentOf(made, find(made, 'f')), 'content');
    assert.equal(made.index.xattrs(find(made, 'g')).size, 0);
  });

  it('marks a directory with whiteouts, so that overlayfs does not list them', async () => {
    const made = await layer([file('d/.wh.x'), file('e/f')]);
    assert.deepEqual([...made.index.xattrs(find(made, 'd')).keys()], ['trusted.overlay.origin']);
    assert.equal(made.index.xattrs(find(made, 'e')).size, 0);
  });

  it('counts as Docker does: each file once, links by their target', async () => {
    const { contentSize } = await layer([
      file('a', '12345'),
      hardlink('b', 'a'),
      symlink('c', 'four'),
      file('a2', 'xx'),
      file('a2', 'yyy'),
      file('.wh.z'),
    ]);
    assert.equal(contentSize, 5 + 4 + 3);
  });
});

describe('erofs: directories', () => {
  for (const count of [1, 20, 35, 36, 500, 3000]) {
    it(`finds each of ${count} names, in the order of their bytes`, async () => {
      const names = Array.from({ length: count }, (_, at) => `${'!-+a.Z~'[at % 7]}${'n'.repeat(at % 90)}${at}`);
      names.push(decodeName(Uint8Array.of(0xff, 0x2e)), '\u{1f433}', '\uffee', 'x'.repeat(255));
      const made = await layer(names.map((name) => file(`d/${name}`, name.slice(0, 3))));
      const read = made.index.readdir(find(made, 'd')).map(({ name }) => name);
      assert.deepEqual(read, [...names].sort(compareNames));
      for (const name of names) assert.equal(made.index.stat(find(made, `d/${name}`)).type, 'file');
      assert.equal(made.index.lookup(find(made, 'd'), 'no such name'), undefined);
    });
  }
});

describe('erofs: the image', () => {
  it('is the same for the same tar', async () => {
    const entries = () => [
      file('b', '1'),
      file('a/c', '2', {
        xattrs: new Map([
          ['user.b', text('1')],
          ['user.a', text('2')],
        ]),
      }),
      symlink('l', 'b'),
    ];
    assert.deepEqual((await layer(entries())).image, (await layer(entries())).image);
  });

  it('names the tar by its digest and length', async () => {
    const { image, tar } = await layer([file('a', 'x')]);
    assert.equal(new TextDecoder().decode(image.subarray(1152, 1152 + 64)), tag);
    assert.equal(new DataView(image.buffer).getUint32(1152 + 64, true), tar.length / 512);
    assert.equal(image.length % 512, 0);
  });

  it('is refused when damaged', async () => {
    const { image } = await layer([file('a', 'x')]);
    assert.throws(() => new ErofsIndex(image.slice(0, 600)), { kind: 'internal' });
    assert.throws(() => new ErofsIndex(new Uint8Array(4096)), { kind: 'internal' });
    assert.throws(() => new ErofsIndex(image).stat(1_000_000), { kind: 'internal' });
  });
});
