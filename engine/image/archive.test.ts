import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { collect } from '../base/stream.ts';
import { hexOf } from '../oci/digest.ts';
import { readTar } from '../tar/reader.ts';
import { type TarInput, writeTar } from '../tar/writer.ts';
import { loadImages } from './load.ts';
import { saveImages } from './save.ts';
import { Bench, short, tarBytes } from './testing.ts';

const directory = mkdtempSync(join(tmpdir(), 'drydock-archive-'));
after(() => rmSync(directory, { recursive: true, force: true }));

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function files(archive: Uint8Array): Promise<Map<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>();
  for await (const { header, content } of readTar(once(archive))) found.set(header.name, await collect(content));
  return found;
}

const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

describe('save and load', () => {
  it('bring images to another store as they were', async () => {
    const here = await Bench.open();
    const base = await here.image([{ 'a/b': '1' }], ['base:1', 'base:2']);
    const app = await here.image([{ c: '2' }], ['user/app'], { from: base });
    const archive = await collect(saveImages(here.images, ['base', 'user/app:latest']));
    for (const bytes of [archive, gzipSync(archive)]) {
      const there = await Bench.open();
      const loaded = await loadImages(there.images, once(bytes));
      assert.deepEqual(loaded, [{ reference: 'base:1' }, { reference: 'base:2' }, { reference: 'user/app:latest' }]);
      assert.deepEqual(there.events, [`load ${short(base.id)}`, `load ${short(app.id)}`]);
      assert.deepEqual(there.images.resolve('base:1').layers, base.layers);
      assert.equal(there.images.resolve('user/app').id, app.id);
      assert.deepEqual(await there.blobs(), await here.blobs());
    }
  });

  it('write the same bytes again', async () => {
    const bench = await Bench.open();
    await bench.image([{ a: '1' }], ['a', 'b']);
    assert.deepEqual(await collect(saveImages(bench.images, ['a', 'b'])), await collect(saveImages(bench.images, ['a', 'b'])));
  });

  it('write an OCI layout and what Docker reads beside it', async () => {
    const bench = await Bench.open();
    const image = await bench.image([{ a: '1' }], ['foo:1']);
    const saved = await files(await collect(saveImages(bench.images, ['foo:1'])));
    const read = (name: string) => JSON.parse(new TextDecoder().decode(saved.get(name)));
    const layer = `blobs/sha256/${hexOf(image.layers[0]?.diffID ?? image.id)}`;
    assert.deepEqual([...saved.keys()].slice(-4), ['index.json', 'manifest.json', 'oci-layout', 'repositories']);
    assert.deepEqual(read('manifest.json')[0].Layers, [layer]);
    assert.deepEqual(read('manifest.json')[0].RepoTags, ['foo:1']);
    assert.deepEqual(read('repositories'), { foo: { 1: hexOf(image.layers[0]?.diffID ?? image.id) } });
    assert.deepEqual(read('index.json').manifests[0].annotations, {
      'io.containerd.image.name': 'docker.io/library/foo:1',
      'org.opencontainers.image.ref.name': '1',
    });
    const manifest = read(`blobs/${read('index.json').manifests[0].digest.replace(':', '/')}`);
    assert.equal(manifest.config.digest, image.id);
    assert.deepEqual(saved.get(layer), await tarBytes({ a: '1' }));
    writeFileSync(join(directory, 'saved.tar'), await collect(saveImages(bench.images, ['foo:1'])));
    assert.match(execFileSync('tar', ['-tvf', join(directory, 'saved.tar')], { encoding: 'utf8' }), /drwxr-xr-x 0\/0 .* blobs\/sha256\/\n/);
  });

  it('keep an image without a name by its ID', async () => {
    const here = await Bench.open();
    const image = await here.image([{ a: '1' }], ['foo']);
    const there = await Bench.open();
    assert.deepEqual(await loadImages(there.images, saveImages(here.images, [image.id])), [{ id: image.id }]);
    assert.deepEqual(there.images.get(image.id)?.repoTags, []);
  });

  it('refuse to save what is not there, before a byte is written', async () => {
    const { images } = await Bench.open();
    assert.throws(() => saveImages(images, ['foo']), { kind: 'notFound', message: 'No such image: foo' });
    assert.throws(() => saveImages(images, ['foo:1']), { kind: 'notFound', message: 'reference does not exist' });
  });

  it('read Docker’s older archives, with links for shared layers', async () => {
    const bench = await Bench.open();
    const [one, two] = [await tarBytes({ a: '1' }), await tarBytes({ b: '2' })];
    const other = await Bench.open();
    const wanted = await other.image([{ a: '1' }, { b: '2' }, { a: '1' }]);
    const config = await other.images.configBytes(wanted.id);
    const file = (name: string, content: Uint8Array): TarInput => ({ header: { name, type: 'file' }, content });
    const archive = writeTar([
      file('1/VERSION', json('1.0')),
      file('1/layer.tar', one),
      file('2/layer.tar', two),
      { header: { name: '3/layer.tar', type: 'symlink', linkName: '../1/layer.tar' } },
      file('config.json', config),
      file('manifest.json', json([{ Config: 'config.json', RepoTags: ['old:1'], Layers: ['1/layer.tar', '2/layer.tar', '3/layer.tar'] }])),
    ]);
    assert.deepEqual(await loadImages(bench.images, archive), [{ reference: 'old:1' }]);
    assert.equal(bench.images.resolve('old:1').id, wanted.id);
  });

  it('read a bare OCI layout with compressed layers', async () => {
    const other = await Bench.open();
    const wanted = await other.image([{ a: '1' }], ['foo:1']);
    const saved = await files(await collect(saveImages(other.images, ['foo:1'])));
    const entries: TarInput[] = [];
    for (const [name, content] of saved) {
      if (name === 'manifest.json' || name.endsWith('/')) continue;
      const isLayer = name.endsWith(hexOf(wanted.layers[0]?.diffID ?? wanted.id));
      entries.push({ header: { name, type: 'file' }, content: isLayer ? gzipSync(content) : content });
    }
    const bench = await Bench.open();
    assert.deepEqual(await loadImages(bench.images, writeTar(entries)), [{ reference: 'foo:1' }]);
    assert.equal(bench.images.resolve('foo:1').id, wanted.id);
  });

  it('refuse what is no archive of images, and leave nothing visible', async () => {
    const bench = await Bench.open();
    const file = (name: string, content: Uint8Array): TarInput => ({ header: { name, type: 'file' }, content });
    const layer = await tarBytes({ a: '1' });
    const refused: Array<[TarInput[], RegExp]> = [
      [[file('a', json(1))], /does not contain a manifest.json/],
      [[file('manifest.json', json([{ Config: 'c', RepoTags: null, Layers: [] }]))], /c is missing/],
      [
        [file('c', json({ rootfs: { diff_ids: ['x'] } })), file('manifest.json', json([{ Config: 'c', RepoTags: null, Layers: [] }]))],
        /layers length mismatch: expected 1, got 0/,
      ],
      [
        [
          file('l', layer),
          file('c', json({ rootfs: { diff_ids: ['x'] } })),
          file('manifest.json', json([{ Config: 'c', RepoTags: ['a'], Layers: ['l'] }])),
        ],
        /invalid diffID for layer 0: expected "x", got "sha256:/,
      ],
    ];
    for (const [entries, message] of refused) {
      await assert.rejects(loadImages(bench.images, writeTar(entries)), { kind: 'invalid', message });
    }
    assert.deepEqual(bench.images.list(), []);
  });
});

describe('a real Docker', () => {
  const docker = process.env.DRYDOCK_ORACLE_DOCKER;
  it('loads what is saved and saves what is loaded', {
    skip: docker === undefined ? 'DRYDOCK_ORACLE_DOCKER names no docker host' : false,
  }, async () => {
    const run = (...argv: string[]) => execFileSync('docker', ['-H', docker ?? '', ...argv], { encoding: 'utf8' });
    const bench = await Bench.open();
    const image = await bench.image([{ a: '1' }, { 'd/b': '2' }], ['drydock-oracle:1']);
    const path = join(directory, 'oracle.tar');
    writeFileSync(path, await collect(saveImages(bench.images, ['drydock-oracle:1'])));
    assert.match(run('load', '-i', path), /Loaded image: drydock-oracle:1/);
    assert.equal(run('image', 'inspect', '-f', '{{.Id}}', 'drydock-oracle:1').trim(), image.id);
    run('save', '-o', path, 'drydock-oracle:1');
    run('rmi', 'drydock-oracle:1');
    const there = await Bench.open();
    await loadImages(there.images, once(readFileSync(path)));
    assert.equal(there.images.resolve('drydock-oracle:1').id, image.id);
  });
});
