import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WrittenEntry } from '../../engine/insight/insight.ts';
import { happenings, isOnTheWay, sameWrites } from './changes.ts';

const entry = (change: WrittenEntry['change'], path: string, size = 0, more: Partial<WrittenEntry> = {}): WrittenEntry => ({
  path,
  change,
  kind: 'file',
  size,
  mtime: 1,
  ...more,
});
const origin = { layer: 2, size: 615 };
const told = (before: WrittenEntry[], after: WrittenEntry[]) =>
  happenings(before, after).map(({ what, path, before: was, size }) => `${what} ${path} ${was}>${size}`);

test('the first write copies up, a new file is made, a delete is a whiteout', () => {
  const after = [entry('changed', '/index.html', 620, { origin }), entry('added', '/new', 3), entry('removed', '/50x.html', 0, { origin })];
  assert.deepEqual(told([], after), ['copied /index.html 615>620', 'made /new 0>3', 'hidden /50x.html 615>0']);
  assert.deepEqual(told(after, after), []);
});

test('what is written again, deleted, or was never more than here', () => {
  const before = [entry('changed', '/index.html', 620, { origin }), entry('added', '/new', 3), entry('added', '/log', 9)];
  const after = [entry('removed', '/index.html', 0, { origin }), entry('added', '/log', 9, { mtime: 2 })];
  assert.deepEqual(told(before, after), ['hidden /index.html 615>0', 'written /log 9>9', 'dropped /new 3>0']);
  assert.deepEqual(told(after, []), ['bared /index.html 0>615', 'dropped /log 9>0']);
});

test('folders on the way are not told with what is in them, those that come alone are', () => {
  const folder = (path: string, change: WrittenEntry['change'] = 'changed') => entry(change, path, 0, { kind: 'directory' });
  const after = [folder('/etc'), folder('/etc/nginx'), entry('added', '/etc/nginx/x', 1), folder('/empty', 'added')];
  assert.deepEqual(told([], after), ['made /etc/nginx/x 0>1', 'made /empty 0>0']);
  const anew = entry('changed', '/etc', 0, { kind: 'directory', origin, opaque: true });
  assert.deepEqual(told(after.slice(0, 1), [anew, entry('added', '/etc/x', 1)]), ['replaced /etc 0>0', 'made /etc/x 0>1']);
  assert.deepEqual(
    after.map((one, index) => isOnTheWay(one, after[index + 1])),
    [true, true, false, false],
  );
});

test('a folder that comes or goes whole is told once', () => {
  const files = ['/new/a', '/new/b', '/new/b/c', '/new/b/d', '/x'].map((path) => entry('added', path, 2));
  const all = [entry('added', '/new', 0, { kind: 'directory' }), ...files];
  assert.deepEqual(
    happenings([], all).map(({ what, path, size, inside }) => [what, path, size, inside]),
    [
      ['made', '/x', 2, undefined],
      ['made', '/new', 8, 4],
    ],
  );
  assert.deepEqual(
    happenings(all, []).map(({ what, path, inside }) => [what, path, inside]),
    [
      ['dropped', '/x', undefined],
      ['dropped', '/new', 4],
    ],
  );
});

test('two looks are the same when nothing was written', () => {
  const layer = (...entries: WrittenEntry[]) => ({ container: 'c', image: 'i', size: 1, entries });
  assert.ok(sameWrites(layer(entry('added', '/a', 1)), layer(entry('added', '/a', 1))));
  assert.ok(!sameWrites(layer(entry('added', '/a', 1)), layer(entry('added', '/a', 1, { mtime: 2 }))));
  assert.ok(!sameWrites(layer(entry('added', '/a', 1)), layer()));
});
