import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ContainerSummary } from '../../engine/api/types/container.ts';
import type { ImageSummary } from '../../engine/api/types/image.ts';
import { imageRows } from './objects.ts';

const image = (id: string, ...tags: string[]): ImageSummary => ({
  Id: id,
  ParentId: '',
  RepoTags: tags,
  RepoDigests: [],
  Created: 0,
  Size: 1,
  SharedSize: -1,
  Labels: null,
  Containers: -1,
});
const container = (imageId: string) => ({ ImageID: imageId }) as ContainerSummary;

test('an image has a row for each tag, and one without a name', () => {
  const rows = imageRows([image('a', 'nginx:1.22', 'localhost:5000/nginx:latest'), image('b')], [], new Map());
  assert.deepEqual(
    rows.map(({ repository, tag }) => `${repository} ${tag}`),
    ['nginx 1.22', 'localhost:5000/nginx latest', '<none> <none>'],
  );
});

test('shared layers are counted from the bottom, and the nearest relative is named', () => {
  const layers = new Map([
    ['debian', ['base']],
    ['nginx', ['base', 'nginx']],
    ['site', ['base', 'nginx', 'page']],
    ['other', ['alone', 'nginx']],
  ]);
  const rows = imageRows(
    [image('debian', 'debian:12'), image('nginx', 'nginx:1'), image('site', 'site:1'), image('other', 'other:1')],
    [container('nginx'), container('nginx'), container('site')],
    layers,
  );
  assert.deepEqual(
    rows.map(({ repository, layers: count, shared, sharedWith, containers }) => [repository, count, shared, sharedWith, containers]),
    [
      ['debian', 1, 1, 'nginx:1', 0],
      ['nginx', 2, 2, 'site:1', 2],
      ['site', 3, 2, 'nginx:1', 1],
      ['other', 2, 0, undefined, 0],
    ],
  );
});
