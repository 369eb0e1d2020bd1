import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Digest } from '../oci/digest.ts';
import { pruneImages, removeImage } from './remove.ts';
import { Bench, short } from './testing.ts';
import type { DeletedImage, Image, ImageUser } from './types.ts';

const digest = `sha256:${'d'.repeat(64)}`;
const container = `${'c0ffee'.repeat(10)}abcd`;

function lines(deleted: readonly DeletedImage[]): string[] {
  return deleted.map((line) => ('Untagged' in line ? `Untagged: ${line.Untagged}` : `Deleted: ${line.Deleted}`));
}

function uses(bench: Bench, image: Image, running: boolean): void {
  const user: ImageUser = { id: container, running };
  bench.images.usersOf = (id) => (id === image.id ? [user] : []);
  for (const { diffID } of image.layers) bench.images.holdLayer(diffID);
}

describe('rmi', () => {
  it('of the only tag removes the image and its layers, top first', async () => {
    const bench = await Bench.open();
    const image = await bench.image([{ a: '1' }, { b: '2' }], ['foo:1']);
    bench.events.length = 0;
    assert.deepEqual(lines(await removeImage(bench.images, 'foo:1')), [
      'Untagged: foo:1',
      `Deleted: ${image.id}`,
      `Deleted: ${image.layers[1]?.chainID}`,
      `Deleted: ${image.layers[0]?.chainID}`,
    ]);
    assert.deepEqual(bench.events, [`untag ${short(image.id)}`, `delete ${short(image.id)}`]);
    assert.deepEqual([bench.images.list(), await bench.blobs()], [[], []]);
    assert.deepEqual(await bench.images.store.list(''), []);
  });

  it('of one of several tags only takes the tag', async () => {
    const bench = await Bench.open();
    const image = await bench.image([{ a: '1' }], ['foo:1', 'foo:2']);
    assert.deepEqual(lines(await removeImage(bench.images, 'foo:1')), ['Untagged: foo:1']);
    assert.equal(bench.images.resolve('foo:2').id, image.id);
  });

  it('of the last tag takes the digests of the repository too', async () => {
    const bench = await Bench.open();
    const image = await bench.image([{ a: '1' }], ['foo:1', `foo@${digest}`, 'other:1']);
    assert.deepEqual(lines(await removeImage(bench.images, 'foo:1')), ['Untagged: foo:1', `Untagged: foo@${digest}`]);
    assert.deepEqual(bench.images.get(image.id)?.repoTags, ['other:1']);
  });

  it('by ID takes all references of one repository', async () => {
    const bench = await Bench.open();
    const image = await bench.image([{ a: '1' }], ['foo:1', `foo@${digest}`]);
    assert.deepEqual(lines(await removeImage(bench.images, image.id.slice(7, 15))).slice(0, 3), [
      'Untagged: foo:1',
      `Untagged: foo@${digest}`,
      `Deleted: ${image.id}`,
    ]);
  });

  it('by ID needs force when there are several tags', async () => {
    const bench = await Bench.open();
    const image = await bench.image([{ a: '1' }], ['foo:1', 'bar:1']);
    const message = `conflict: unable to delete ${short(image.id)} (must be forced) - image is referenced in multiple repositories`;
    await assert.rejects(removeImage(bench.images, image.id), { kind: 'conflict', message });
    assert.deepEqual(bench.images.resolve(image.id).repoTags, ['bar:1', 'foo:1']);
    assert.deepEqual(lines(await removeImage(bench.images, image.id, { force: true })).slice(0, 3), [
      'Untagged: bar:1',
      'Untagged: foo:1',
      `Deleted: ${image.id}`,
    ]);
  });

  it('keeps layers that another image has', async () => {
    const bench = await Bench.open();
    const base = await bench.image([{ a: '1' }], ['base']);
    const app = await bench.image([{ b: '2' }], ['app'], { from: base });
    assert.deepEqual(lines(await removeImage(bench.images, 'app')), [
      'Untagged: app:latest',
      `Deleted: ${app.id}`,
      `Deleted: ${app.layers[1]?.chainID}`,
    ]);
    assert.equal((await bench.images.openLayer(base.layers[0]?.diffID as Digest)).tar.size > 0, true);
  });

  it('keeps a layer that another image has in another place', async () => {
    const bench = await Bench.open();
    const one = await bench.image([{ a: '1' }, { b: '2' }], ['one']);
    const two = await bench.image([{ b: '2' }], ['two']);
    const deleted = lines(await removeImage(bench.images, 'one'));
    assert.deepEqual(deleted.slice(2), [`Deleted: ${one.layers[1]?.chainID}`, `Deleted: ${one.layers[0]?.chainID}`]);
    assert.equal((await bench.images.openLayer(two.layers[0]?.diffID as Digest)).tar.size > 0, true);
  });

  it('of the last tag that a container uses needs force, and then leaves the image', async () => {
    for (const running of [true, false]) {
      const bench = await Bench.open();
      const image = await bench.image([{ a: '1' }], ['foo:1']);
      uses(bench, image, running);
      await assert.rejects(removeImage(bench.images, 'foo:1'), {
        kind: 'conflict',
        message: `conflict: unable to remove repository reference "foo:1" (must force) - container ${short(`sha256:${container}`)} is using its referenced image ${short(image.id)}`,
      });
      const deleted = lines(await removeImage(bench.images, 'foo:1', { force: true }));
      // A running container keeps the image, untagged; a stopped one keeps only its layers.
      assert.deepEqual(deleted, running ? ['Untagged: foo:1'] : ['Untagged: foo:1', `Deleted: ${image.id}`]);
      assert.equal(bench.images.get(image.id) !== undefined, running);
      assert.ok(bench.images.layerInfo(image.layers[0]?.diffID as Digest));
    }
  });

  it('by ID of an image in use says by which container', async () => {
    const bench = await Bench.open();
    const image = await bench.image([{ a: '1' }], ['foo:1']);
    const id = short(image.id);
    uses(bench, image, false);
    await assert.rejects(removeImage(bench.images, id), {
      message: `conflict: unable to delete ${id} (must be forced) - image is being used by stopped container ${container.slice(0, 12)}`,
    });
    uses(bench, image, true);
    await assert.rejects(removeImage(bench.images, id, { force: true }), {
      message: `conflict: unable to delete ${id} (cannot be forced) - image is being used by running container ${container.slice(0, 12)}`,
    });
    assert.deepEqual(bench.images.resolve(id).repoTags, ['foo:1']);
  });

  it('of a parent is refused, of its tag is not', async () => {
    const bench = await Bench.open();
    const base = await bench.image([{ a: '1' }], ['base']);
    await bench.image([{ b: '2' }], ['app'], { from: base, parent: base });
    await assert.rejects(removeImage(bench.images, short(base.id), { force: true }), {
      message: `conflict: unable to delete ${short(base.id)} (cannot be forced) - image has dependent child images`,
    });
    assert.deepEqual(lines(await removeImage(bench.images, 'base')), ['Untagged: base:latest']);
    assert.ok(bench.images.get(base.id));
  });

  it('prunes untagged parents unless told not to', async () => {
    for (const prune of [true, false]) {
      const bench = await Bench.open();
      const base = await bench.image([{ a: '1' }]);
      const app = await bench.image([{ b: '2' }], ['app'], { from: base, parent: base });
      const deleted = lines(await removeImage(bench.images, 'app', { prune }));
      const own = ['Untagged: app:latest', `Deleted: ${app.id}`, `Deleted: ${app.layers[1]?.chainID}`];
      assert.deepEqual(deleted, prune ? [...own, `Deleted: ${base.id}`, `Deleted: ${base.layers[0]?.chainID}`] : own);
    }
  });

  it('of what is not there says so', async () => {
    const bench = await Bench.open();
    await assert.rejects(removeImage(bench.images, 'nope'), { kind: 'notFound', message: 'No such image: nope:latest' });
  });
});

describe('image prune', () => {
  it('takes dangling images, and layers that no image has', async () => {
    const bench = await Bench.open();
    await bench.image([{ a: '1' }], ['kept']);
    const dangling = await bench.image([{ b: '22' }]);
    const lost = await bench.layer({ lost: 'x' });
    const { deleted, spaceReclaimed } = await pruneImages(bench.images);
    assert.deepEqual(lines(deleted), [`Deleted: ${dangling.id}`, `Deleted: ${dangling.layers[0]?.chainID}`]);
    assert.equal(spaceReclaimed, 2);
    assert.deepEqual(
      bench.images.list().map(({ repoTags }) => repoTags),
      [['kept:latest']],
    );
    assert.equal(bench.images.layerInfo(lost), undefined);
  });

  it('with all takes every image that no container uses', async () => {
    const bench = await Bench.open();
    const used = await bench.image([{ a: '1' }], ['used']);
    await bench.image([{ b: '2' }], ['two:1', 'two:2', `two@${digest}`]);
    uses(bench, used, false);
    const { deleted } = await pruneImages(bench.images, { dangling: false });
    assert.deepEqual(lines(deleted).slice(0, 3), ['Untagged: two:1', 'Untagged: two:2', `Untagged: two@${digest}`]);
    assert.deepEqual(
      bench.images.list().map(({ repoTags }) => repoTags),
      [['used:latest']],
    );
  });

  it('obeys until and labels', async () => {
    const bench = await Bench.open();
    await bench.image([{ a: '1' }], [], { created: '2026-01-01T00:00:00Z', labels: { old: 'yes' } });
    await bench.image([{ b: '1' }], [], { created: '2026-02-01T00:00:00Z', labels: { old: 'no' } });
    await pruneImages(bench.images, { matches: (labels) => labels.old === 'maybe' });
    assert.equal(bench.images.list().length, 2);
    await pruneImages(bench.images, { until: Date.UTC(2026, 0, 15) });
    assert.deepEqual(
      bench.images.list().map(({ config }) => config.config?.Labels),
      [{ old: 'no' }],
    );
  });
});
