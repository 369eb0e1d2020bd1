import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EngineError } from '../../base/errors.ts';
import { collect } from '../../base/stream.ts';
import type { ApiRequest } from '../transport.ts';
import { empty, json, progress } from './reply.ts';
import { createRouter } from './router.ts';

const router = createRouter(
  {
    'GET /images/{name:any}/json': ({ params }) => json({ name: params.name }),
    'GET /containers/{name}/json': ({ params }) => json({ container: params.name }),
    'POST /containers/{name}/start': () => {
      throw new EngineError('notModified', 'container already started');
    },
    'POST /body': async (context) => json(await context.json()),
    'HEAD /_ping': () => empty(200, { 'api-version': '1.50' }),
    'POST /fails-early': () =>
      progress(async () => {
        throw new EngineError('notFound', 'manifest unknown');
      }),
    'POST /fails-late': () =>
      progress(async (emit) => {
        emit({ status: 'one' });
        throw new EngineError('internal', 'cut off');
      }),
  },
  { ostype: 'linux' },
);

async function ask(method: ApiRequest['method'], path: string, body?: string): Promise<{ status: number; text: string }> {
  const { status, body: answer } = await router.request({
    method,
    path,
    query: new URLSearchParams(),
    headers: { 'content-type': 'application/json' },
    ...(body !== undefined && { body: new TextEncoder().encode(body) }),
  });
  return { status, text: new TextDecoder().decode(await collect(answer)) };
}

test('names of images may contain slashes and are decoded; those of containers are one segment', async () => {
  assert.deepEqual(JSON.parse((await ask('GET', '/v1.50/images/library/nginx:1.22/json')).text), { name: 'library/nginx:1.22' });
  assert.deepEqual(JSON.parse((await ask('GET', '/images/a%2Fb/json')).text), { name: 'a/b' });
  assert.equal((await ask('GET', '/containers/a/b/json')).status, 404);
});

test('versions older and newer than those served are refused in the words of dockerd', async () => {
  assert.equal((await ask('GET', '/v1.24/containers/x/json')).status, 200);
  assert.deepEqual(await ask('GET', '/v1.23/containers/x/json'), {
    status: 400,
    text: '{"message":"client version 1.23 is too old. Minimum supported API version is 1.24, please upgrade your client to a newer version"}\n',
  });
  assert.deepEqual(await ask('GET', '/v1.99/containers/x/json'), {
    status: 400,
    text: '{"message":"client version 1.99 is too new. Maximum supported API version is 1.50"}\n',
  });
});

test('errors become a status and a message; 304 and HEAD have no body', async () => {
  assert.deepEqual(await ask('GET', '/nowhere'), { status: 404, text: '{"message":"page not found"}\n' });
  assert.deepEqual(await ask('POST', '/containers/x/start'), { status: 304, text: '' });
  assert.deepEqual(await ask('HEAD', '/_ping'), { status: 200, text: '' });
});

test('a body that is no JSON is the caller’s fault; an empty one is an empty object', async () => {
  assert.equal((await ask('POST', '/body', '{')).status, 400);
  assert.equal((await ask('POST', '/body', '')).text, '{}\n');
});

test('a progress stream that fails before its first message is an error answer, after it an error message', async () => {
  assert.deepEqual(await ask('POST', '/fails-early'), { status: 404, text: '{"message":"manifest unknown"}\n' });
  assert.deepEqual(await ask('POST', '/fails-late'), {
    status: 200,
    text: '{"status":"one"}\r\n{"errorDetail":{"message":"cut off"},"error":"cut off"}\r\n',
  });
});
