import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ApiRequest, ApiTransport } from '../transport.ts';
import { createDockerClient } from './client.ts';

/** A transport that notes requests and answers with what it is given. */
function recorder(status: number, body = '', headers: Record<string, string> = {}) {
  const requests: ApiRequest[] = [];
  const answer = async (request: ApiRequest) => {
    requests.push(request);
    return {
      status,
      headers,
      body: (async function* () {
        yield new TextEncoder().encode(body);
      })(),
    };
  };
  const transport: ApiTransport = { request: answer, hijack: answer };
  return { client: createDockerClient(transport), requests };
}

test('paths are versioned, filters travel as JSON, what is false or empty stays away', async () => {
  const { client, requests } = recorder(200, '[]');
  await client.containers.list({ all: false, filters: { status: ['exited', 'created'], name: [] } });
  assert.equal(requests[0]?.path, '/v1.50/containers/json');
  assert.equal(requests[0]?.query.toString(), new URLSearchParams({ filters: '{"status":{"exited":true,"created":true}}' }).toString());
});

test('an image name keeps its slashes and colon in the path', async () => {
  const { client, requests } = recorder(200, '{}');
  await client.images.inspect('example.org/a b/c:1');
  assert.equal(requests[0]?.path, '/v1.50/images/example.org/a%20b/c:1/json');
});

test('a refusal becomes an error of its kind with the words of the daemon', async () => {
  const { client } = recorder(404, '{"message":"No such container: x"}');
  await assert.rejects(client.containers.inspect('x'), { name: 'EngineError', kind: 'notFound', message: 'No such container: x' });
});

test("an attach that is not upgraded is refused in Docker's words", async () => {
  const { client } = recorder(409, '{"message":"container is paused"}');
  await assert.rejects(client.containers.attach('x', { stdout: true }), {
    kind: 'conflict',
    message: 'unable to upgrade to tcp, received 409',
  });
});

test('the version is lowered to what the daemon speaks', async () => {
  const { client, requests } = recorder(200, '', { 'api-version': '1.41' });
  await client.system.negotiate();
  assert.equal(requests[0]?.path, '/_ping');
  assert.equal(client.apiVersion, '1.41');
});
