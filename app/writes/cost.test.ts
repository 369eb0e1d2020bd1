import assert from 'node:assert/strict';
import { test } from 'node:test';
import { costOf } from './cost.ts';

const layers = (...named: ReadonlyArray<readonly [string, number]>) => named.map(([chainID, size]) => ({ chainID, size }));
const nginx = layers(['base', 100], ['nginx', 42]);

test('two containers of one image: its layers are there once, each has its own writes', () => {
  assert.deepEqual(
    costOf([
      { layers: nginx, own: 12 },
      { layers: nginx, own: 3 },
    ]),
    {
      shared: 2,
      sharedBytes: 142,
      apart: [
        { layers: 0, own: 12 },
        { layers: 0, own: 3 },
      ],
      total: 157,
      withoutSharing: 299,
    },
  );
});

test('of two images only the common base is shared', () => {
  const cost = costOf([
    { layers: nginx, own: 1 },
    { layers: layers(['base', 100], ['site', 7], ['page', 2]), own: 0 },
  ]);
  assert.deepEqual([cost.shared, cost.sharedBytes, cost.total, cost.withoutSharing], [1, 100, 152, 252]);
  assert.deepEqual(
    cost.apart.map((each) => each.layers),
    [42, 9],
  );
});

test('one alone shares nothing but stands on its whole image', () => {
  const cost = costOf([{ layers: nginx, own: 5 }]);
  assert.deepEqual([cost.shared, cost.sharedBytes, cost.total, cost.withoutSharing], [2, 142, 147, 147]);
});
