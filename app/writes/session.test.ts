import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ContainerSummary } from '../../engine/api/types/container.ts';
import { record, records, sensible, settle } from './session.ts';

const container = (Id: string, ImageID: string, State = 'running') => ({ Id, ImageID, State }) as ContainerSummary;

test('two running ones of one image are chosen, else a running one, else any', () => {
  const [web2, tool, web1] = [container('web2', 'nginx'), container('tool', 'busybox'), container('web1', 'nginx')];
  assert.deepEqual(sensible([web2, tool, web1]), ['web1', 'web2']);
  assert.deepEqual(sensible([tool, container('old', 'nginx', 'exited')]), ['tool']);
  assert.deepEqual(sensible([container('old', 'nginx', 'exited')]), ['old']);
  assert.deepEqual(sensible([]), []);
});

test('who is seen stays, and gets a twin when one starts', () => {
  const all = [container('web2', 'nginx'), container('b', 'busybox'), container('a', 'busybox'), container('web1', 'nginx')];
  assert.deepEqual(sensible(all, ['web2']), ['web2', 'web1']);
  assert.deepEqual(sensible(all, ['web1', 'web2']), ['web1', 'web2']);
  assert.deepEqual(sensible(all.slice(0, 3), ['web2']), ['web2']);
  assert.deepEqual(sensible(all.slice(1, 3), ['web2']), ['a', 'b']);
});

test('the first look begins the log, later ones add to it, and what is new is new once', () => {
  const writable = (...paths: string[]) => ({
    container: 'c',
    image: 'i',
    size: 0,
    entries: paths.map((path) => ({ path, change: 'added' as const, kind: 'file' as const, size: 1, mtime: 1 })),
  });
  record(writable('/a'));
  assert.deepEqual(records.get().get('c')?.log, []);
  record(writable('/a', '/b', '/c'));
  record(writable('/b', '/c', '/d'));
  const { log = [], fresh = [] } = records.get().get('c') ?? {};
  assert.deepEqual(
    log.map(({ what, path }) => `${what} ${path}`),
    ['dropped /a', 'made /d', 'made /c', 'made /b'],
  );
  assert.equal(fresh.length, 4);
  settle('c', fresh.slice(0, 2));
  assert.equal(records.get().get('c')?.fresh.length, 2);
  settle('c', fresh);
  assert.deepEqual(records.get().get('c')?.fresh, []);
  assert.equal(records.get().get('c')?.log.length, 4);
});
