import assert from 'node:assert/strict';
import { test } from 'node:test';
import { layOut, neighbour } from './arrange.ts';
import { buildGraph, type MapGraph } from './model.ts';

/** `count` images on one base, each with a layer of its own and `containers` containers. */
function town(count: number, containers: number): MapGraph {
  const ids = Array.from({ length: count }, (_, index) => `image${index}`);
  return buildGraph(
    {
      images: ids.map((Id) => ({
        Id,
        ParentId: '',
        RepoTags: [`${Id}:latest`],
        RepoDigests: [],
        Created: 0,
        Size: 1,
        SharedSize: -1,
        Labels: null,
        Containers: -1,
      })),
      containers: ids.flatMap((ImageID) =>
        Array.from({ length: containers }, (_, index) => ({
          Id: `${ImageID}-${index}`,
          ImageID,
          Names: [`/${ImageID}-${index}`],
          Image: ImageID,
          Command: '',
          Created: index,
          Ports: [],
          Labels: null,
          State: 'running' as const,
          Status: 'Up',
          HostConfig: {},
          NetworkSettings: null,
          Mounts: [],
        })),
      ),
      volumes: [{ Name: 'data', Driver: 'local', Mountpoint: '', Labels: null, Scope: 'local', Options: null }],
      layers: new Map(
        ids.map((id) => [
          id,
          [
            { diffID: 'sha256:base', size: 6e7, made: '' },
            { diffID: `sha256:${id}`, size: 10, made: '' },
          ],
        ]),
      ),
      wrote: new Map(),
    },
    new Map(),
  );
}

const desk = { width: 930, height: 400 };

for (const [images, containers] of [
  [1, 1],
  [5, 2],
  [30, 3],
] as const) {
  test(`${images} images with ${containers} containers each: nothing overlaps, and everything stands on something`, () => {
    for (const room of [desk, { width: 390, height: 600 }]) {
      const graph = town(images, containers);
      const { boxes, width, height } = layOut(graph, room);
      const list = [...boxes.values()];
      assert.equal(list.length, 1 + images * (2 + containers) + 1);
      for (const a of list) {
        assert.ok(a.x >= 0 && a.y >= 0 && a.x + a.w <= width && a.y + a.h <= height, `${a.key} is on the map`);
        for (const b of list) {
          const apart = a === b || a.x + a.w <= b.x + 1 || b.x + b.w <= a.x + 1 || a.y + a.h <= b.y || b.y + b.h <= a.y;
          assert.ok(apart, `${a.key} and ${b.key} are apart`);
        }
      }
      for (const node of [...graph.layers.values(), ...graph.images.values(), ...graph.containers.values()]) {
        const [box, below] = [boxes.get(node.key), boxes.get(node.below ?? '')];
        assert.ok(box);
        if (below === undefined) assert.equal(box.y, 0);
        else
          assert.ok(
            box.x >= below.x - 1 && box.x + box.w <= below.x + below.w + 1 && box.y >= below.y + below.h,
            `${node.key} stands on ${below.key}`,
          );
      }
    }
  });
}

test('one image with a container fits the window, and fills some of it', () => {
  const { width, height, narrow, low, boxes } = layOut(town(1, 1), desk);
  assert.ok(width <= desk.width && height <= desk.height && !narrow && !low);
  assert.ok((boxes.get('/base')?.w ?? 0) > 300);
});

test('a bigger layer is higher', () => {
  const { boxes } = layOut(town(2, 0), desk);
  assert.ok((boxes.get('/base')?.h ?? 0) > (boxes.get('/base/image0')?.h ?? 0));
});

test('arrows go to what stands on a thing, what it stands on, and what is beside it', () => {
  const layout = layOut(town(3, 1), desk);
  assert.equal(neighbour(layout, 'image1', 'up'), 'image1-0');
  assert.equal(neighbour(layout, 'image1-0', 'down'), 'image1');
  assert.equal(neighbour(layout, '/base/image1', 'down'), '/base');
  assert.equal(neighbour(layout, 'image1', 'left'), 'image0');
  assert.equal(neighbour(layout, 'image1', 'right'), 'image2');
  assert.equal(neighbour(layout, '/base', 'down'), undefined);
  assert.equal(neighbour(layout, '/base', 'right'), 'volume data');
});
