import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ContainerInspect, ContainerSummary } from '../api/types/container.ts';
import type { ImageSummary } from '../api/types/image.ts';
import { EngineError } from '../base/errors.ts';
import type { ImageInsight, LayerInsight } from '../insight/insight.ts';
import { type CheckHost, lookAt } from './evaluate.ts';
import type { Assertion } from './lesson.ts';

const encode = (text: string) => new TextEncoder().encode(text);

/** One regular file as `docker cp` sends it, after a PAX header of its own. */
function tarOf(content: string): Uint8Array {
  const block = (type: string, data: Uint8Array) => {
    const tar = new Uint8Array(512 + Math.ceil(data.length / 512) * 512);
    tar.set(encode(data.length.toString(8).padStart(11, '0')), 124);
    tar.set(encode(type), 156);
    tar.set(data, 512);
    return tar;
  };
  const [pax, file] = [block('x', encode('20 mtime=1.5\n')), block('0', encode(content))];
  const tar = new Uint8Array(pax.length + file.length + 1024);
  tar.set(pax);
  tar.set(file, pax.length);
  return tar;
}

const unknown = (): never => {
  throw new EngineError('notFound', 'no such object');
};

const layer = (chainID: string, createdBy: string): LayerInsight => ({
  diffID: chainID,
  chainID,
  size: 1,
  steps: [
    { createdBy, empty: false },
    { createdBy: 'ENV LATER=1', empty: true },
  ],
  sharedBy: [],
  counts: { added: 1, changed: 0, removed: 0 },
  hides: 0,
});
const layers: Readonly<Record<string, readonly LayerInsight[]>> = {
  debian: [layer('base', 'ADD rootfs /')],
  nginx: [layer('base', 'ADD rootfs /'), layer('more', 'RUN apt-get install nginx')],
};

/** A daemon with two containers, of which only `web1` has the file /page. Filters: by name alone. */
function host(): CheckHost & { asked: string[] } {
  const asked: string[] = [];
  const containers = ['web1', 'web2'].map((name) => ({ Id: name, Names: [`/${name}`] }) as ContainerSummary);
  const named = (filters: Readonly<Record<string, readonly string[]>> = {}) =>
    containers.filter(({ Id }) => (filters.name ?? ['']).some((name) => Id.includes(name)));
  return {
    asked,
    docker: {
      containers: {
        list: async ({ filters } = {}) => {
          asked.push('containers');
          return named(filters);
        },
        inspect: async (name) =>
          name === 'web1'
            ? ({ State: { ExitCode: 137 }, Config: { Labels: { 'com.example.role': 'page' } }, Mounts: [] } as unknown as ContainerInspect)
            : unknown(),
        archive: async (id) => {
          if (id !== 'web1') throw new EngineError('notFound', 'Could not find the file /page in container');
          async function* tar() {
            yield tarOf('changed in web1\n');
          }
          return { stat: { name: 'page', size: 0, mode: 0, mtime: '', linkTarget: '' }, tar: tar() };
        },
      },
      images: { list: async () => [{ Id: 'sha256:a' } as ImageSummary], inspect: async () => unknown() },
      volumes: { list: async () => ({ Volumes: null, Warnings: null }), inspect: async () => unknown() },
      networks: { list: async () => [], inspect: async () => unknown() },
      exec: { create: async () => unknown(), attach: async () => unknown(), inspect: async () => unknown() },
    },
    insight: {
      image: async (name) => ({ id: name, tags: [name], layers: layers[name] ?? unknown(), beginning: [], wasted: 0 }) as ImageInsight,
      layer: async (_, index) =>
        index === 1 ? [{ path: '/etc/page', change: 'added', kind: 'file', size: 1, hides: 0, mode: 0o644 }] : [],
      which: async (_, path) => (path === '/etc/page' ? { path, from: 1, hides: [] } : { path, hides: [] }),
      text: async () => ({ text: 'Hello', cut: false, binary: false }),
    },
    workspace: {
      read: async (path) => {
        if (path !== 'Dockerfile') throw new EngineError('notFound', 'no such file');
        return encode('# mine\nFROM nginx\n');
      },
    },
    run: async (command) => {
      asked.push(command);
      if (command.includes(':8080/')) return { stdout: '<h1>Hello</h1>', stderr: '', exitCode: 0 };
      return { stdout: 'overlay on /mnt\n', stderr: '', exitCode: command.includes('grep') ? 1 : 7 };
    },
  };
}

const one = { min: 1, max: 1 };
const cases: ReadonlyArray<readonly [string, Assertion, boolean]> = [
  ['a count that fits', { kind: 'containers', filters: {}, count: { min: 2 } }, true],
  ['a count too high', { kind: 'containers', filters: {}, count: { min: 0, max: 1 } }, false],
  ['filters are the daemon’s', { kind: 'containers', filters: { name: ['web2'] }, count: one }, true],
  ['images', { kind: 'images', filters: {}, count: { min: 1 } }, true],
  ['volumes, of which there are none', { kind: 'volumes', filters: {}, count: { min: 0, max: 0 } }, true],
  ['networks', { kind: 'networks', filters: {}, count: { min: 1 } }, false],
  ['all layers of an image', { kind: 'layers', image: 'nginx', count: { min: 2, max: 2 } }, true],
  ['layers that another image has too', { kind: 'layers', image: 'nginx', sharedWith: 'debian', count: one }, true],
  ['layers by what made them', { kind: 'layers', image: 'nginx', createdBy: 'apt-get', count: one }, true],
  ['what came after and made no layer does not count', { kind: 'layers', image: 'nginx', createdBy: 'LATER', count: one }, false],
  ['layers of an image that is not there', { kind: 'layers', image: 'nope', count: { min: 0 } }, false],
  ['a field of inspect, as text', { kind: 'inspect', type: 'container', name: 'web1', field: 'State.ExitCode', matches: '^137$' }, true],
  [
    'a field whose name has dots',
    { kind: 'inspect', type: 'container', name: 'web1', field: 'Config.Labels.com.example.role', matches: 'page' },
    true,
  ],
  ['how many elements a field has', { kind: 'inspect', type: 'container', name: 'web1', field: 'Mounts', count: { min: 0, max: 0 } }, true],
  ['a field that is not there', { kind: 'inspect', type: 'container', name: 'web1', field: 'State.Nope', matches: '' }, false],
  ['an object that is not there', { kind: 'inspect', type: 'image', name: 'nope', field: 'Id', matches: '' }, false],
  [
    'a workspace file by its text, line by line',
    { kind: 'workspaceFile', path: 'Dockerfile', matches: '^FROM nginx$', absent: false },
    true,
  ],
  ['a workspace file of another text', { kind: 'workspaceFile', path: 'Dockerfile', matches: 'httpd', absent: false }, false],
  ['a workspace file that is not there', { kind: 'workspaceFile', path: 'nope', absent: false }, false],
  ['a workspace file that should not be there', { kind: 'workspaceFile', path: 'nope', absent: true }, true],
  ['a file in a container', { kind: 'containerFile', filters: { name: ['web1'] }, path: '/page', matches: 'changed', absent: false }, true],
  ['in every container that is found', { kind: 'containerFile', filters: {}, path: '/page', absent: false }, false],
  ['absent where it is not', { kind: 'containerFile', filters: { name: ['web2'] }, path: '/page', absent: true }, true],
  [
    'absent when the text differs',
    { kind: 'containerFile', filters: { name: ['web1'] }, path: '/page', matches: 'other', absent: true },
    true,
  ],
  ['absent where there is no container', { kind: 'containerFile', filters: { name: ['db'] }, path: '/page', absent: true }, false],
  ['a file of an image', { kind: 'imageFile', image: 'nginx', path: '/etc/page', matches: 'Hello', absent: false }, true],
  ['a file of its topmost layer', { kind: 'imageFile', image: 'nginx', layer: -1, path: '/etc/page', absent: false }, true],
  ['a file that its lowest layer does not have', { kind: 'imageFile', image: 'nginx', layer: 0, path: '/etc/page', absent: true }, true],
  ['a layer that is not there', { kind: 'imageFile', image: 'nginx', layer: 7, path: '/etc/page', absent: true }, false],
  ['an image that is not there', { kind: 'imageFile', image: 'nope', path: '/etc/page', absent: true }, false],
  ['an answer over HTTP', { kind: 'http', url: 'http://localhost:8080/', matches: 'Hello' }, true],
  ['no answer over HTTP', { kind: 'http', url: 'http://localhost:9/' }, false],
  ['a command by its exit code', { kind: 'command', command: 'grep x', exit: one }, true],
  ['a command by its output', { kind: 'command', command: 'mount', exit: { min: 0 }, matches: '^overlay' }, true],
  ['a command in a container that does not run', { kind: 'command', command: 'true', filters: {}, exit: { min: 0 } }, false],
  ['a quiz answered right', { kind: 'quiz', quiz: 'known' }, true],
  ['a quiz not answered', { kind: 'quiz', quiz: 'open' }, false],
  ['a prediction that was graded', { kind: 'predict', predict: 'guessed' }, true],
];

const said = { answered: (quiz: string) => quiz === 'known', predicted: (id: string) => id === 'guessed' };

for (const [name, assertion, expected] of cases) {
  test(name, async () => {
    assert.equal(await lookAt(host(), said).holds(assertion), expected);
  });
}

test('what cannot be read is an error, not an unmet check', async () => {
  const broken: CheckHost = {
    ...host(),
    workspace: { read: () => Promise.reject(new EngineError('unavailable', 'the engine is gone')) },
  };
  await assert.rejects(lookAt(broken, said).holds({ kind: 'workspaceFile', path: 'a', absent: false }), { kind: 'unavailable' });
});

test('what several checks ask for is asked once', async () => {
  const asking = host();
  const look = lookAt(asking, said);
  await Promise.all([
    look.holds({ kind: 'containers', filters: {}, count: { min: 1 } }),
    look.holds({ kind: 'containers', filters: {}, count: { min: 2 } }),
    look.holds({ kind: 'containerFile', filters: {}, path: '/page', absent: false }),
  ]);
  assert.deepEqual(asking.asked, ['containers']);
});

test('one process of the guest at a time', async () => {
  let running = 0;
  let most = 0;
  const slow: CheckHost = {
    ...host(),
    async run() {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
      return { stdout: '', stderr: '', exitCode: 0 };
    },
  };
  const look = lookAt(slow, said);
  await Promise.all(['a', 'b', 'c'].map((command) => look.holds({ kind: 'command', command, exit: { min: 0 } })));
  assert.equal(most, 1);
});
