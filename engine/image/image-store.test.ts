import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Digest } from '../oci/digest.ts';
import { sha256 } from '../oci/sha256.ts';
import { collectGarbage, verifyStore } from '../store/garbage.ts';
import { openMemoryStore } from '../store/memory.ts';
import { writeTar } from '../tar/writer.ts';
import { historyOf } from './history.ts';
import { ImageStore } from './image-store.ts';
import { Bench, tarBytes, tarOf } from './testing.ts';
import { imageUsage } from './usage.ts';

const nowhere = `sha256:${'0'.repeat(64)}` as Digest;

describe('layers', () => {
  it('are kept under the digest of their tar, once', async () => {
    const { images } = await Bench.open();
    const bytes = await tarBytes({ 'a/b': 'content', l: '-> a' });
    const first = await images.ingestLayer(writeTar(tarOf({ 'a/b': 'content', l: '-> a' })));
    const second = await images.ingestLayer(writeTar(tarOf({ 'a/b': 'content', l: '-> a' })));
    assert.equal(first.diffID, await sha256(bytes));
    assert.deepEqual([first.tarSize, first.size], [bytes.length, 'content'.length + 'a'.length]);
    assert.equal(second.index, first.index);
    const { tar } = await images.openLayer(first.diffID);
    assert.deepEqual(await tar.read(0, tar.size), bytes);
    assert.equal((await images.store.blobs.list()).length, 2);
  });

  it('of another digest than expected leave nothing', async () => {
    const bench = await Bench.open();
    await assert.rejects(bench.images.ingestLayer(writeTar(tarOf({ a: '1' })), { expectedDiffID: nowhere }), { kind: 'invalid' });
    assert.deepEqual(await bench.blobs(), []);
    assert.equal(bench.images.holdLayer(nowhere), undefined);
  });

  it('that are no tar leave nothing', async () => {
    const bench = await Bench.open();
    async function* junk() {
      yield new Uint8Array(5000).fill(65);
    }
    await assert.rejects(bench.images.ingestLayer(junk()), { kind: 'invalid', message: 'archive/tar: invalid tar header' });
    assert.deepEqual(await bench.blobs(), []);
  });

  it('that are not there cannot be opened', async () => {
    const { images } = await Bench.open();
    await assert.rejects(images.openLayer(nowhere), { kind: 'notFound', message: `layer does not exist: ${nowhere}` });
  });

  it('that are held are not dropped; with the last hold goes what no image has', async () => {
    const bench = await Bench.open();
    const one = await bench.images.ingestLayer(writeTar(tarOf({ a: '1' })));
    const two = bench.images.holdLayer(one.diffID);
    one.dispose();
    one.dispose();
    await bench.images.dropLayers([one.diffID]);
    assert.ok(bench.images.layerInfo(one.diffID));
    two?.dispose();
    await bench.images.dropLayers([]);
    assert.equal(bench.images.layerInfo(one.diffID), undefined);
    assert.deepEqual(await bench.blobs(), []);
  });

  it('that an image has stay when the last hold goes', async () => {
    const bench = await Bench.open();
    const image = await bench.image([{ a: '1' }]);
    bench.images.holdLayer(image.config.rootfs.diff_ids[0] as Digest)?.dispose();
    await bench.images.dropLayers([]);
    assert.ok(bench.images.layerInfo(image.config.rootfs.diff_ids[0] as Digest));
  });

  it('whose bytes another record has are kept', async () => {
    const bench = await Bench.open();
    const diffID = await bench.layer({ a: '1' });
    await bench.images.store.commit([{ key: 'container/1', value: { upper: { digest: diffID } } }]);
    await bench.images.dropLayers([diffID]);
    assert.equal(bench.images.layerInfo(diffID), undefined);
    assert.deepEqual(await bench.blobs(), [diffID]);
  });

  it('are not lost when others delete the same bytes', async () => {
    const bench = await Bench.open();
    const diffID = await bench.layer({ a: '1' });
    const { digest } = await bench.images.store.blobs.put([new Uint8Array(10)]);
    const before = await bench.blobs();
    await bench.images.deleteBlobs([diffID, digest]);
    assert.deepEqual(
      await bench.blobs(),
      before.filter((blob) => blob !== digest),
    );
  });

  it('whose bytes are being written elsewhere are kept until that is done', async () => {
    const bench = await Bench.open();
    const diffID = await bench.layer({ a: '1' });
    await bench.images.protect(async () => {
      await bench.images.dropLayers([diffID]);
      assert.equal((await bench.blobs()).includes(diffID), true);
      await bench.images.store.commit([{ key: 'container/1', value: diffID }]);
    });
    await bench.images.dropLayers([]);
    assert.deepEqual(await bench.blobs(), [diffID]);
  });

  it('that come in while the same ones go stay whole', async () => {
    const bench = await Bench.open();
    const diffID = await bench.layer({ a: '1' });
    const bytes = await tarBytes({ a: '1' });
    let go = () => {};
    const gate = new Promise<void>((resolve) => {
      go = resolve;
    });
    async function* slow() {
      yield bytes.subarray(0, 512);
      await gate;
      yield bytes.subarray(512);
    }
    const coming = bench.images.ingestLayer(slow());
    await bench.images.dropLayers([diffID]);
    go();
    await coming;
    const { tar } = await bench.images.openLayer(diffID);
    assert.deepEqual(await tar.read(0, tar.size), bytes);
  });
});

describe('images', () => {
  it('have the digest of their config as ID, byte for byte', async () => {
    const bench = await Bench.open();
    const diffID = await bench.layer({ a: '1' });
    const text = `{ "os": "linux", "architecture":"386",\n "rootfs": {"type":"layers","diff_ids":["${diffID}"]} }`;
    const config = new TextEncoder().encode(text);
    const image = await bench.images.createImage({ config });
    assert.equal(image.id, await sha256(text));
    assert.equal(new TextDecoder().decode(await bench.images.configBytes(image.id)), text);
  });

  it('need their layers', async () => {
    const { images } = await Bench.open();
    const config = { architecture: '386', os: 'linux', rootfs: { type: 'layers', diff_ids: [nowhere] } } as const;
    await assert.rejects(images.createImage({ config, references: ['a'] }), {
      kind: 'notFound',
      message: `layer does not exist: ${nowhere}`,
    });
    assert.deepEqual(images.list(), []);
  });

  it('know their layers by chain', async () => {
    const bench = await Bench.open();
    const { layers } = await bench.image([{ a: '1' }, { b: '22' }, { c: '333' }]);
    const [first, second, third] = layers;
    assert.equal(first?.chainID, first?.diffID);
    assert.equal(second?.chainID, await sha256(`${first?.diffID} ${second?.diffID}`));
    assert.equal(third?.chainID, await sha256(`${second?.chainID} ${third?.diffID}`));
    assert.deepEqual(
      layers.map(({ size }) => size),
      [1, 2, 3],
    );
  });

  it('are found by tag, digest, ID and unique prefix', async () => {
    const bench = await Bench.open();
    const image = await bench.image([{ a: '1' }], ['foo:1', 'user/bar', `foo@${nowhere}`]);
    const hex = image.id.slice(7);
    const names = [
      'foo:1',
      'docker.io/library/foo:1',
      'user/bar',
      'user/bar:latest',
      image.id,
      hex,
      hex.slice(0, 12),
      image.id.slice(0, 15),
      `foo@${nowhere}`,
      `foo:9@${nowhere}`,
    ];
    for (const name of names) assert.equal(bench.images.resolve(name).id, image.id, name);
    assert.deepEqual([image.repoTags, image.repoDigests], [['foo:1', 'user/bar:latest'], [`foo@${nowhere}`]]);
  });

  it('that are not there are named as Docker names them', async () => {
    const { images } = await Bench.open();
    const cases = {
      foo: 'foo:latest',
      'foo:2': 'foo:2',
      'docker.io/library/foo': 'foo:latest',
      abcdef: 'abcdef:latest',
      [nowhere]: nowhere,
      [nowhere.slice(7)]: nowhere,
    };
    for (const [name, shown] of Object.entries(cases)) {
      assert.throws(() => images.resolve(name), { kind: 'notFound', message: `No such image: ${shown}` });
    }
    assert.throws(() => images.resolve('FOO'), {
      kind: 'invalid',
      message: 'invalid reference format: repository name (library/FOO) must be lowercase',
    });
  });

  it('lose a tag to the image that takes it', async () => {
    const bench = await Bench.open();
    const old = await bench.image([{ a: '1' }], ['foo']);
    const young = await bench.image([{ a: '2' }], ['foo']);
    assert.equal(bench.images.resolve('foo').id, young.id);
    assert.deepEqual(bench.images.get(old.id)?.repoTags, []);
  });

  it('are tagged', async () => {
    const bench = await Bench.open();
    const image = await bench.image([{ a: '1' }], ['foo']);
    bench.time += 5000;
    await bench.images.tag(image.id.slice(7, 15), 'localhost:5000/bar:2');
    assert.deepEqual(bench.images.resolve('foo').repoTags, ['foo:latest', 'localhost:5000/bar:2']);
    assert.equal(bench.images.resolve('foo').lastTagTime, bench.time);
    assert.deepEqual(bench.events, ['tag foo:latest', 'tag localhost:5000/bar:2']);
    await assert.rejects(bench.images.tag('none', 'x'), { kind: 'notFound', message: 'No such image: none:latest' });
    await assert.rejects(bench.images.tag('foo', `x@${nowhere}`), { message: 'refusing to create a tag with a digest reference' });
    await assert.rejects(bench.images.tag('foo', 'x:'), { kind: 'invalid', message: 'invalid reference format' });
  });

  it('are there when the store is opened again, and garbage collection keeps them', async () => {
    const store = openMemoryStore();
    const first = await ImageStore.open({ store, now: () => 1 });
    const layer = await first.ingestLayer(writeTar(tarOf({ a: '1' })));
    const config = { architecture: '386', os: 'linux', rootfs: { type: 'layers', diff_ids: [layer.diffID] } } as const;
    const image = await first.createImage({ config, references: ['foo:1'], standIn: 'debian' });
    await store.blobs.put([new Uint8Array(10)]);
    assert.deepEqual(await collectGarbage(store), { blobs: 1, bytes: 10 });
    assert.deepEqual(await verifyStore(store), { damaged: [], missing: [], garbage: [] });
    const second = await ImageStore.open({ store, now: () => 2 });
    assert.deepEqual(second.resolve('foo:1'), image);
    assert.equal((await second.openLayer(layer.diffID)).tar.size, layer.tarSize);
  });

  it('do not appear when the commit fails', async () => {
    const store = openMemoryStore();
    const images = await ImageStore.open({ store, now: () => 1 });
    const layer = await images.ingestLayer(writeTar(tarOf({ a: '1' })));
    store.commit = async () => {
      throw new Error('quota');
    };
    const config = { architecture: '386', os: 'linux', rootfs: { type: 'layers', diff_ids: [layer.diffID] } } as const;
    await assert.rejects(images.createImage({ config, references: ['foo'] }), { message: 'quota' });
    assert.deepEqual(images.list(), []);
    assert.throws(() => images.resolve('foo'), { kind: 'notFound' });
  });
});

describe('history', () => {
  it('is newest first, with sizes, parents and tags', async () => {
    const bench = await Bench.open();
    const base = await bench.image([{ a: '1' }], ['base']);
    const committed = await bench.image([{ b: '22' }], ['app:1', 'app:2'], { from: base, parent: base });
    const lines = historyOf(bench.images, committed);
    assert.deepEqual(
      lines.map(({ Id, CreatedBy, Size, Tags }) => [Id, CreatedBy, Size, Tags]),
      [
        [committed.id, 'layer 1', 2, ['app:1', 'app:2']],
        [base.id, 'layer 0', 1, ['base:latest']],
      ],
    );
    assert.equal(lines[0]?.Created, Date.UTC(2026, 0, 1) / 1000);
  });

  it('of a pulled image knows only the image itself', async () => {
    const bench = await Bench.open();
    const image = await bench.image([{ a: '1' }, { b: '2' }]);
    assert.deepEqual(
      historyOf(bench.images, image).map(({ Id, Tags }) => [Id, Tags]),
      [
        [image.id, null],
        ['<missing>', null],
      ],
    );
  });
});

describe('disk usage', () => {
  it('counts shared layers once', async () => {
    const bench = await Bench.open();
    const base = await bench.image([{ a: 'x'.repeat(100) }], ['base']);
    const one = await bench.image([{ b: 'x'.repeat(10) }], ['one'], { from: base });
    const lone = await bench.image([{ c: 'x'.repeat(7) }], ['lone']);
    const usage = imageUsage(bench.images);
    assert.equal(usage.layersSize, 117);
    assert.deepEqual(
      [base.id, one.id, lone.id].map((id) => usage.sharedSizes.get(id)),
      [100, 100, 0],
    );
  });
});
