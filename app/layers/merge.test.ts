import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EntryKind, LayerEntry } from '../../engine/insight/insight.ts';
import { entriesOf, filesOfLayer, merge } from './merge.ts';

const entry = (
  change: LayerEntry['change'],
  path: string,
  size = 0,
  kind: EntryKind = 'file',
  more: Partial<LayerEntry> = {},
): LayerEntry => ({ path, change, kind, size, hides: 0, mode: 0o644, ...more });
const folder = (path: string, change: LayerEntry['change'] = 'added', more: Partial<LayerEntry> = {}) =>
  entry(change, path, 0, 'directory', more);
const told = (merged: ReturnType<typeof merge>) =>
  Object.fromEntries(merged.files.map(({ path, sign = '', from, under = [] }) => [path, `${sign}${from}<${under}`]));

const base = [folder('/etc'), entry('added', '/etc/a', 10), entry('added', '/etc/b', 20), folder('/srv'), entry('added', '/srv/page', 5)];

test('the highest name wins, folders are merged, and what lies below is remembered', () => {
  const merged = merge([base, [folder('/etc', 'unchanged'), entry('changed', '/etc/a', 12), entry('added', '/etc/c', 1)]]);
  assert.deepEqual(told(merged), {
    '/etc': '0<',
    '/etc/a': 'C1<0',
    '/etc/b': '0<',
    '/srv': '0<',
    '/srv/page': '0<',
    '/etc/c': '1<',
  });
  assert.deepEqual(merged.waste, [{ path: '/etc/a', layer: 0, by: 1, bytes: 10 }]);
  assert.equal(merged.hiddenBy(0, '/etc/a'), 1);
  assert.equal(merged.hiddenBy(1, '/etc/a'), undefined);
});

test('a whiteout of a folder takes all below it away; what comes back is new, over what was there', () => {
  const merged = merge([base, [entry('removed', '/etc', 0, 'directory')], [folder('/etc'), entry('added', '/etc/a', 3)]]);
  assert.deepEqual(told(merged), { '/srv': '0<', '/srv/page': '0<', '/etc': '2<0', '/etc/a': 'C2<0', '/etc/b': 'D1<0' });
  assert.deepEqual(
    merged.waste.map(({ path, by, bytes }) => [path, by, bytes]),
    [
      ['/etc/b', 1, 20],
      ['/etc/a', 1, 10],
    ],
  );
});

test('an opaque folder hides what lower layers have in it', () => {
  const merged = merge([base, [folder('/etc', 'changed', { opaque: true }), entry('changed', '/etc/a', 1)]]);
  assert.equal(told(merged)['/etc/b'], 'D1<0');
  assert.equal(told(merged)['/etc/a'], 'C1<0');
});

test('a file in the place of a folder takes it away', () => {
  const merged = merge([base, [entry('changed', '/srv', 4)]]);
  assert.equal(told(merged)['/srv'], 'C1<0');
  assert.equal(told(merged)['/srv/page'], 'D1<0');
});

test('of a container only its own changes are marked', () => {
  const image = [base, [entry('changed', '/etc/a', 12), entry('removed', '/etc/b')]];
  assert.equal(told(merge(image))['/etc/b'], 'D1<0');
  const marked = told(merge(image, [entry('added', '/new')]));
  assert.deepEqual([marked['/etc/a'], marked['/etc/b'], marked['/new']], ['1<0', undefined, 'Awritable<']);
});

test('the writable layer lies on top', () => {
  const writable = entriesOf({
    container: 'c',
    image: 'i',
    size: 7,
    entries: [
      { path: '/etc', change: 'changed', kind: 'directory', size: 0, mtime: 0, origin: { layer: 0, size: 0 } },
      { path: '/srv', change: 'changed', kind: 'directory', size: 0, mtime: 0, origin: { layer: 0, size: 0 }, opaque: true },
      { path: '/etc/a', change: 'changed', kind: 'file', size: 7, mtime: 0, origin: { layer: 0, size: 10 } },
      { path: '/etc/b', change: 'removed', kind: 'file', size: 0, mtime: 0, origin: { layer: 0, size: 20 } },
      { path: '/new', change: 'added', kind: 'file', size: 0, mtime: 0 },
    ],
  });
  const merged = merge([base], writable);
  assert.deepEqual(told(merged), {
    '/etc': 'Cwritable<0',
    '/etc/a': 'Cwritable<0',
    '/srv': 'Cwritable<0',
    '/srv/page': 'Dwritable<0',
    '/new': 'Awritable<',
    '/etc/b': 'Dwritable<0',
  });
  assert.deepEqual(
    filesOfLayer(base, 0, merged).map(({ path, sign, hiddenBy }) => [path, sign, hiddenBy]),
    [
      ['/etc', 'A', undefined],
      ['/etc/a', 'A', 'writable'],
      ['/etc/b', 'A', 'writable'],
      ['/srv', 'A', undefined],
      ['/srv/page', 'A', 'writable'],
    ],
  );
});
