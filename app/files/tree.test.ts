import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WorkspaceEntry } from '../../engine/client/client.ts';
import { faultOf, rowsOf } from './tree.ts';

const entries: WorkspaceEntry[] = ['b.txt', 'a10.txt', 'a2.txt', 'src/', 'src/main.py', 'src/lib/', 'src/lib/x.py', 'Dockerfile'].map(
  (path) => ({
    path: path.replace(/\/$/, ''),
    kind: path.endsWith('/') ? 'directory' : 'file',
    size: 0,
    mtime: 0,
    executable: false,
  }),
);

test('folders come first, numbers in their order, closed folders hide what is below', () => {
  const shown = (open: string[]) => rowsOf(entries, new Set(open)).map(({ depth, name }) => `${' '.repeat(depth)}${name}`);
  assert.deepEqual(shown([]), ['src', 'a2.txt', 'a10.txt', 'b.txt', 'Dockerfile']);
  assert.deepEqual(shown(['src', 'src/lib']), ['src', ' lib', '  x.py', ' main.py', 'a2.txt', 'a10.txt', 'b.txt', 'Dockerfile']);
});

test('a name must be new, not empty and inside', () => {
  assert.equal(faultOf('new.py', 'src', entries), undefined);
  assert.equal(faultOf('deep/new.py', '', entries), undefined);
  assert.match(faultOf('', '', entries) ?? '', /needed/);
  assert.match(faultOf('../x', '', entries) ?? '', /inside/);
  assert.match(faultOf('main.py', 'src', entries) ?? '', /already/);
  assert.equal(faultOf('main.py', 'src', entries, 'src/main.py'), undefined);
});
