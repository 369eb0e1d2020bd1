import assert from 'node:assert/strict';
import { test } from 'node:test';
import { costOf } from './cost.ts';
import { announcement, costWords, happened } from './words.ts';

const nginx = [
  { chainID: 'base', size: 100_000_000 },
  { chainID: 'nginx', size: 42_000_000 },
];

test('what two containers of one image cost', () => {
  const cost = costOf([
    { layers: nginx, own: 12_000 },
    { layers: nginx, own: 3_000 },
  ]);
  assert.equal(
    costWords(cost, ['web1', 'web2']),
    'Both share 142 MB; web1 has 12 kB of its own, web2 3 kB. Together 142 MB; without sharing it would be 284 MB.',
  );
});

test('one alone, and two that share only a base or nothing', () => {
  assert.equal(
    costWords(costOf([{ layers: nginx, own: 5 }]), ['web1']),
    'The image is 142 MB and stays as it is; web1 has 5 B of its own.',
  );
  const base = costOf([
    { layers: nginx, own: 0 },
    { layers: nginx.slice(0, 1), own: 7 },
  ]);
  assert.equal(
    costWords(base, ['web1', 'tool']),
    'Both share 100 MB; web1 has 0 B of its own on 42 MB of layers that the other has not, tool 7 B. Together 142 MB; without sharing it would be 242 MB.',
  );
  const apart = costOf([
    { layers: nginx.slice(0, 1), own: 0 },
    { layers: [{ chainID: 'x', size: 1000 }], own: 0 },
  ]);
  assert.match(costWords(apart, ['a', 'b']), /^They share nothing: .* Together 100 MB\.$/);
});

test('what happened, in words', () => {
  const happening = { path: '/index.html', kind: 'file', layer: 2, size: 620, before: 615, id: 0, at: 0 } as const;
  assert.equal(happened({ ...happening, what: 'copied' }), 'copied up from layer 3, then written: 615 B → 620 B');
  assert.equal(happened({ ...happening, what: 'hidden' }), 'deleted: a whiteout hides it; layer 3 still has its 615 B');
  assert.equal(
    announcement('web1', [
      { ...happening, what: 'made' },
      { ...happening, what: 'written' },
    ]),
    'web1: 2 changes, the last: /index.html written again: 615 B → 620 B',
  );
});
