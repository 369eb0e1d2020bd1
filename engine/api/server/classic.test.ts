import assert from 'node:assert/strict';
import { test } from 'node:test';
import { traceMessage } from '../types/build.ts';
import { classicMessages } from './classic.ts';

const id = `sha256:${'ab'.repeat(32)}`;
const step = { digest: 'sha256:1', name: '[build 2/3] RUN echo hi', started: '2026-01-01T00:00:00Z' };

async function* messages(): AsyncGenerator<unknown> {
  yield {
    id: traceMessage,
    aux: { vertexes: [{ digest: 'sha256:0', name: '[internal] load build context', started: step.started }, step] },
  };
  yield { id: traceMessage, aux: { logs: [{ vertex: step.digest, stream: 1, data: 'hi\n' }] } };
  yield { id: traceMessage, aux: { vertexes: [{ ...step, completed: step.started }] } };
  yield { aux: { ID: id } };
}

async function all(source: AsyncIterable<unknown>): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const item of source) found.push(item);
  return found;
}

test('steps are told once, with their output, then the image', async () => {
  const told = await all(classicMessages(messages(), { quiet: false, tags: ['one', 'host:5000/two:3'] }));
  assert.deepEqual(told, [
    { stream: 'Step 2/3 : RUN echo hi\n' },
    { stream: 'hi\n' },
    { aux: { ID: id } },
    { stream: 'Successfully built abababababab\n' },
    { stream: 'Successfully tagged one:latest\n' },
    { stream: 'Successfully tagged host:5000/two:3\n' },
  ]);
});

test('quiet: only the image, or the error', async () => {
  assert.deepEqual(await all(classicMessages(messages(), { quiet: true, tags: [] })), [{ stream: `${id}\n` }]);
});
