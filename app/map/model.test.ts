import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ContainerSummary } from '../../engine/api/types/container.ts';
import type { ImageSummary } from '../../engine/api/types/image.ts';
import { changes, describe } from './describe.ts';
import { buildGraph, type Facts, find, type MapGraph, nodeOf, related, type Standing } from './model.ts';

const image = (Id: string, ...RepoTags: string[]): ImageSummary => ({
  Id,
  ParentId: '',
  RepoTags,
  RepoDigests: [],
  Created: 0,
  Size: 0,
  SharedSize: -1,
  Labels: null,
  Containers: -1,
});
const container = (Id: string, ImageID: string, more: Partial<ContainerSummary> = {}): ContainerSummary => ({
  Id,
  ImageID,
  Names: [`/${Id}`],
  Image: ImageID,
  Command: '',
  Created: 0,
  Ports: [],
  Labels: null,
  State: 'running',
  Status: 'Up 2 minutes',
  HostConfig: {},
  NetworkSettings: null,
  Mounts: [],
  ...more,
});
const layers = (...names: string[]) => names.map((name) => ({ diffID: `sha256:${name}`, size: 1000, made: `COPY ${name} /` }));
const facts = (more: Partial<Facts> = {}): Facts => ({
  images: [image('debian', 'debian:12'), image('nginx', 'nginx:latest', 'web:1'), image('busy', 'busybox:latest')],
  containers: [
    container('b', 'nginx'),
    container('a', 'nginx'),
    container('c', 'debian', { State: 'exited', Status: 'Exited (3) 1 second ago' }),
  ],
  volumes: [],
  layers: new Map([
    ['debian', layers('base')],
    ['nginx', layers('base', 'packages', 'files')],
    ['busy', layers('busybox')],
  ]),
  wrote: new Map([['a', 1200]]),
  ...more,
});

/** `base(debian packages(files(nginx)))`: what stands on what. */
const outline = (items: readonly Standing[]): string =>
  items
    .map((item) => (item.kind === 'image' ? (item.tags[0] ?? item.ids.join('+')) : `${item.diffID.slice(7)}(${outline(item.on)})`))
    .join(' ');
const graphOf = (more: Partial<Facts> = {}, order = new Map<string, number>()): MapGraph => buildGraph(facts(more), order);
const said = (graph: MapGraph, name: string) => {
  const node = nodeOf(graph, find(graph, name) ?? '');
  return node && describe(node, graph);
};

test('a layer that images share is there once, and an image ends on its top layer', () => {
  const graph = graphOf();
  assert.equal(outline(graph.roots), 'busybox(busybox:latest) base(debian:12 packages(files(nginx:latest)))');
  assert.deepEqual([graph.stored, graph.unshared], [4000, 5000]);
});

test('the same layer on another base is another one', () => {
  const both = new Map([
    ['debian', layers('one', 'same')],
    ['busy', layers('two', 'same')],
  ]);
  const graph = graphOf({ images: [image('debian', 'a:1'), image('busy', 'b:1')], containers: [], layers: both });
  assert.equal(outline(graph.roots), 'one(same(a:1)) two(same(b:1))');
  assert.equal(graph.layers.size, 4);
});

test('what is there keeps its place when others come and go', () => {
  const order = new Map<string, number>();
  graphOf({ images: [image('nginx', 'nginx:latest')], containers: [] }, order);
  assert.equal(outline(graphOf({}, order).roots), 'base(packages(files(nginx:latest)) debian:12) busybox(busybox:latest)');
  assert.equal(
    outline(graphOf({ images: [image('busy', 'busybox:latest'), image('debian', 'debian:12')], containers: [] }, order).roots),
    'base(debian:12) busybox(busybox:latest)',
  );
});

test('containers stand on their image, oldest first, with what they wrote', () => {
  const graph = graphOf();
  assert.deepEqual(
    graph.images.get('nginx')?.containers.map(({ name, wrote }) => [name, wrote]),
    [
      ['a', 1200],
      ['b', undefined],
    ],
  );
});

test('dangling images of one base that nothing uses are folded', () => {
  const more = new Map([
    ...facts().layers,
    ['old1', layers('base', 'x')],
    ['old2', layers('base', 'y', 'z')],
    ['old3', layers('base', 'used')],
  ]);
  const images = [...facts().images, image('old1'), image('old2'), image('old3', '<none>:<none>')];
  const graph = graphOf({ images, layers: more, containers: [container('user', 'old3')] });
  assert.equal(outline(graph.roots), 'busybox(busybox:latest) base(debian:12 packages(files(nginx:latest)) used(old3) old1+old2)');
  const folded = [...graph.images.values()].find(({ ids }) => ids.length > 1);
  assert.equal(folded?.size, 3000);
  assert.equal(folded && describe(folded, graph), '2 untagged images on one base, 3 kB together. No container uses them');
  assert.equal(find(graph, 'old1'), folded?.key);
});

test('a container outlives its image', () => {
  const graph = graphOf({ images: [], containers: [container('left', 'nginx')] });
  assert.equal(said(graph, 'left'), 'Container left running, of an image that was removed');
});

test('volumes and folders are what containers mount, by whom', () => {
  const mount = (Type: string, Name: string | undefined, Source: string, Destination: string) => ({
    Type,
    ...(Name && { Name }),
    Source,
    Destination,
    Mode: '',
    RW: true,
    Propagation: '',
  });
  const graph = graphOf({
    volumes: ['data', 'spare'].map((Name) => ({ Name, Driver: 'local', Mountpoint: '', Labels: null, Scope: 'local', Options: null })),
    containers: [
      container('db', 'debian', { Mounts: [mount('volume', 'data', '/v', '/data'), mount('bind', undefined, '/workspace/site', '/site')] }),
    ],
  });
  assert.equal(said(graph, 'data'), 'Volume data, used by db');
  assert.equal(said(graph, 'spare'), 'Volume spare, used by no container');
  assert.equal(said(graph, 'db'), 'Container db running, of debian:12, volume data at /data, folder /site at /site');
});

test('in words', () => {
  const ports = [
    { IP: '0.0.0.0', PublicPort: 8080, PrivatePort: 80, Type: 'tcp' },
    { IP: '::', PublicPort: 8080, PrivatePort: 80, Type: 'tcp' },
  ];
  const graph = graphOf({ containers: [...facts().containers, container('web', 'nginx', { Ports: ports })] });
  assert.equal(
    said(graph, 'nginx'),
    'Image nginx:latest and web:1, 0 B, 3 layers, 1 shared with debian:12; 3 containers: web running, a running and b running',
  );
  assert.equal(said(graph, 'a'), 'Container a running, of nginx, wrote 1.2 kB');
  assert.equal(said(graph, 'web'), 'Container web running, of nginx, port 8080 of the host leads to 80');
  assert.equal(said(graph, 'c'), 'Container c exited with code 3, of debian:12');
  const layer = graph.layers.get('/base');
  assert.equal(layer && describe(layer, graph), 'Layer 1, 1 kB, made by COPY base /. Stored once, shared by debian:12 and nginx');
});

test('what happened', () => {
  const before = graphOf();
  const after = graphOf({
    images: [image('debian', 'debian:12', 'mine:1'), image('nginx', 'web:1')],
    containers: [container('a', 'nginx', { State: 'paused' }), container('c', 'debian', { Names: ['/renamed'], State: 'exited' })],
  });
  assert.deepEqual(changes(before, after), [
    'Image debian:12 is also named mine:1',
    'The name nginx:latest is gone, its image stays',
    'Image busybox is deleted',
    'Container c is now named renamed',
    'Container a paused',
    'Container b is removed',
  ]);
});

test('a thing is lit with what it stands on and what uses it', () => {
  const graph = graphOf();
  assert.deepEqual([...related(graph, 'c')].sort(), ['/base', 'c', 'debian']);
  assert.deepEqual([...related(graph, '/base/packages')].sort(), ['/base', '/base/packages', '/base/packages/files', 'a', 'b', 'nginx']);
});
