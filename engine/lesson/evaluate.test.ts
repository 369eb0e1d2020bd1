import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ContainerSummary } from '../api/types/container.ts';
import type { ImageSummary } from '../api/types/image.ts';
import { EngineError } from '../base/errors.ts';
import { type CheckHost, evaluate } from './evaluate.ts';
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

/** A daemon with two containers, of which only `web1` has the file /page. Filters: by name alone. */
function host(): CheckHost {
  const containers = ['web1', 'web2'].map((name) => ({ Id: name, Names: [`/${name}`] }) as ContainerSummary);
  const named = (filters: Readonly<Record<string, readonly string[]>> = {}) =>
    containers.filter(({ Id }) => (filters.name ?? ['']).some((name) => Id.includes(name)));
  return {
    docker: {
      containers: {
        list: async ({ filters } = {}) => named(filters),
        archive: async (id) => {
          if (id !== 'web1') throw new EngineError('notFound', 'Could not find the file /page in container');
          async function* tar() {
            yield tarOf('changed in web1\n');
          }
          return { stat: { name: 'page', size: 0, mode: 0, mtime: '', linkTarget: '' }, tar: tar() };
        },
      },
      images: { list: async () => [{ Id: 'sha256:a' } as ImageSummary] },
    },
    workspace: {
      read: async (path) => {
        if (path !== 'Dockerfile') throw new EngineError('notFound', 'no such file');
        return encode('# mine\nFROM nginx\n');
      },
    },
    run: async (command) => (command.includes(':8080/') ? { stdout: '<h1>Hello</h1>', exitCode: 0 } : { stdout: '', exitCode: 7 }),
  };
}

const cases: ReadonlyArray<readonly [string, Assertion, boolean]> = [
  ['a count that fits', { kind: 'containers', filters: {}, count: { min: 2 } }, true],
  ['a count too high', { kind: 'containers', filters: {}, count: { min: 0, max: 1 } }, false],
  ['filters are the daemon’s', { kind: 'containers', filters: { name: ['web2'] }, count: { min: 1, max: 1 } }, true],
  ['images', { kind: 'images', filters: {}, count: { min: 1 } }, true],
  ['a workspace file by its text, line by line', { kind: 'workspaceFile', path: 'Dockerfile', matches: '^FROM nginx$' }, true],
  ['a workspace file of another text', { kind: 'workspaceFile', path: 'Dockerfile', matches: 'httpd' }, false],
  ['a workspace file that is not there', { kind: 'workspaceFile', path: 'nope' }, false],
  ['a file in a container', { kind: 'containerFile', filters: { name: ['web1'] }, path: '/page', matches: 'changed', absent: false }, true],
  ['in every container that is found', { kind: 'containerFile', filters: {}, path: '/page', absent: false }, false],
  ['absent where it is not', { kind: 'containerFile', filters: { name: ['web2'] }, path: '/page', absent: true }, true],
  [
    'absent when the text differs',
    { kind: 'containerFile', filters: { name: ['web1'] }, path: '/page', matches: 'other', absent: true },
    true,
  ],
  ['absent where there is no container', { kind: 'containerFile', filters: { name: ['db'] }, path: '/page', absent: true }, false],
  ['an answer over HTTP', { kind: 'http', url: 'http://localhost:8080/', matches: 'Hello' }, true],
  ['no answer over HTTP', { kind: 'http', url: 'http://localhost:9/' }, false],
  ['a quiz answered right', { kind: 'quiz', quiz: 'known' }, true],
  ['a quiz not answered', { kind: 'quiz', quiz: 'open' }, false],
];

for (const [name, assertion, expected] of cases) {
  test(name, async () => {
    assert.equal(await evaluate(assertion, host(), (quiz) => quiz === 'known'), expected);
  });
}

test('what cannot be read is an error, not an unmet check', async () => {
  const broken: CheckHost = {
    ...host(),
    workspace: { read: () => Promise.reject(new EngineError('unavailable', 'the engine is gone')) },
  };
  await assert.rejects(
    evaluate({ kind: 'workspaceFile', path: 'a' }, broken, () => false),
    { kind: 'unavailable' },
  );
});
