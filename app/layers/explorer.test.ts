import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ContainerSummary } from '../../engine/api/types/container.ts';
import type { ImageRow } from '../objects/objects.ts';
import { change, choose, explorer, findContainer, findImage, follow, settle } from './explorer.ts';

const image = (repository: string, tag: string, id: string) => ({ repository, tag, id, key: `${id} ${repository}:${tag}` }) as ImageRow;
const container = (name: string, State: string) => ({ Names: [`/${name}`], Id: `${name}000000000000`, State }) as ContainerSummary;
const all = {
  images: [image('nginx', 'latest', 'sha256:aaaa1111'), image('<none>', '<none>', 'sha256:bbbb2222')],
  containers: [container('old', 'exited'), container('web', 'running')],
};
const shown = () => {
  const { of, shown: what, compare, path, pane } = explorer.get();
  return [of && `${of.kind} ${of.name}`, what, compare, path, pane];
};

test('something is shown, a running container first; it gives way when it goes', () => {
  settle({ images: undefined, containers: undefined });
  assert.equal(explorer.get().of, undefined);
  settle(all);
  assert.deepEqual(shown(), ['container web', 'merged', undefined, undefined, 'stack']);
  settle({ ...all, containers: [] });
  assert.deepEqual(shown()[0], 'image nginx');
});

test('a link is followed once; one that names nothing changes nothing', () => {
  const link = { kind: 'layers', image: 'nginx', layer: 2, path: 'etc/passwd' } as const;
  follow(link);
  assert.deepEqual(shown(), ['image nginx', 2, undefined, '/etc/passwd', 'path']);
  change({ shown: 'merged' });
  follow(link);
  follow({ kind: 'layers' });
  assert.deepEqual(shown(), ['image nginx', 'merged', undefined, '/etc/passwd', 'path']);
  follow({ ...link });
  assert.equal(shown()[1], 2);
  follow({ kind: 'layers', compare: 'httpd' });
  assert.deepEqual(shown(), ['image nginx', 'merged', 'httpd', undefined, 'files']);
});

test('what was asked for stays, even when it is gone; the path goes along to another one', () => {
  follow({ kind: 'layers', container: 'gone', path: '/srv' });
  settle(all);
  assert.deepEqual(shown()[0], 'container gone');
  choose({ kind: 'image', name: 'nginx' });
  assert.deepEqual(shown(), ['image nginx', 'merged', undefined, '/srv', 'stack']);
});

test('names and IDs are found as docker takes them', () => {
  assert.equal(findImage(all, 'nginx')?.id, 'sha256:aaaa1111');
  assert.equal(findImage(all, 'nginx:latest')?.id, 'sha256:aaaa1111');
  assert.equal(findImage(all, 'bbbb2222')?.id, 'sha256:bbbb2222');
  assert.equal(findImage(all, 'nginx:1.0'), undefined);
  assert.equal(findContainer(all, '/web')?.State, 'running');
  assert.equal(findContainer(all, 'old0000')?.State, 'exited');
});
