import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FileEntry } from './merge.ts';
import { openAtFirst, parentsOf, rowsOf, treeOf } from './tree.ts';

const file = (path: string, size = 1, more: Partial<FileEntry> = {}): FileEntry => ({ path, kind: 'file', size, ...more });
const tree = treeOf([
  file('/etc/nginx/nginx.conf', 600, { sign: 'C' }),
  { path: '/etc', kind: 'directory', size: 0 },
  file('/etc/hosts', 40),
  file('/README', 7, { sign: 'A' }),
  file('/etc/old', 900, { sign: 'D' }),
]);
const every = { text: '', onlySigned: false };
const shown = (...options: Parameters<typeof rowsOf>) =>
  rowsOf(...options).map(({ node, depth, open }) => `${' '.repeat(depth)}${node.name}${open ? '/' : ''}`);

test('folders that no entry tells of are there, first and with what is below them counted', () => {
  assert.deepEqual(shown(tree, new Set(), every), ['etc', 'README']);
  const [etc] = rowsOf(tree, new Set(), every);
  assert.equal(etc?.node.bytes, 640);
  assert.equal(etc?.node.signed, 2);
  assert.deepEqual(shown(tree, new Set(['/etc', '/etc/nginx']), every), ['etc/', ' nginx/', '  nginx.conf', ' hosts', ' old', 'README']);
});

test('a file of several names is counted once', () => {
  const linked = treeOf([file('/bin/busybox', 800), file('/bin/ls', 800, { linked: true }), file('/bin/sh', 800, { linked: true })]);
  assert.equal(linked.bytes, 800);
});

test('a name finds its files with the folders on the way; only changes leaves the rest out', () => {
  assert.deepEqual(shown(tree, new Set(), { text: 'NGINX.c', onlySigned: false }), ['etc/', ' nginx/', '  nginx.conf']);
  assert.deepEqual(shown(tree, new Set(), { text: 'etc/h', onlySigned: false }), ['etc/', ' hosts']);
  assert.deepEqual(shown(tree, new Set(['/etc']), { text: '', onlySigned: true }), ['etc/', ' nginx', ' old', 'README']);
  assert.deepEqual(shown(tree, new Set(), { text: 'nowhere', onlySigned: false }), []);
});

test('positions are those among the siblings that are shown', () => {
  assert.deepEqual(
    rowsOf(tree, new Set(['/etc']), every).map(({ position, siblings }) => `${position}/${siblings}`),
    ['1/2', '1/3', '2/3', '3/3', '2/2'],
  );
});

test('at first as much is open as can be seen at a glance, and the path that is asked for', () => {
  assert.deepEqual([...openAtFirst(tree, undefined)], ['/etc', '/etc/nginx']);
  assert.deepEqual([...openAtFirst(tree, undefined, 4)], []);
  assert.deepEqual([...openAtFirst(tree, '/etc/nginx/nginx.conf', 2)], ['/etc', '/etc/nginx']);
  assert.deepEqual(parentsOf('/a/b/c'), ['/a', '/a/b']);
});

test('ten thousand files are a tree at once', () => {
  const many = treeOf(Array.from({ length: 10_000 }, (_, index) => file(`/d${index % 100}/f${index}`)));
  assert.equal(rowsOf(many, new Set(many.children.map(({ entry }) => entry.path)), every).length, 10_100);
});
