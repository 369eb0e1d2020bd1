import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeBuildkitTrace } from './buildkit-trace.ts';

/** As Docker 26.1 sent them. */
test('a step that failed', () => {
  const sent =
    'CokCCkdzaGEyNTY6ZGZkMDk2NTI5YThjODIyOWZmYzRmMjk4MTBjODc3NWI2NTMyMjM2MTQxYzhkOTk1MjZhMTE5OTUyNGRiNDkxNBJHc2hhMjU2OjA4YTAzZjNmZmU1ZmJhNDIxYTY0MDNjMzFlMTUzNDI1Y2VkNjMxZDEwODg2OGYzMGUwNDk4NWY5OWQ2OTMyNmUaEFsyLzJdIFJVTiBleGl0IDMqDAjljoXYBhCK3YrbAjIMCOWOhdgGEOTI3J4DOkdwcm9jZXNzICIvYmluL3NoIC1jIGV4aXQgMyIgZGlkIG5vdCBjb21wbGV0ZSBzdWNjZXNzZnVsbHk6IGV4aXQgY29kZTogMw==';
  assert.deepEqual(decodeBuildkitTrace(sent), {
    vertexes: [
      {
        digest: 'sha256:dfd096529a8c8229ffc4f29810c8775b6532236141c8d99526a1199524db4914',
        inputs: ['sha256:08a03f3ffe5fba421a6403c31e153425ced631d108868f30e04985f99d69326e'],
        name: '[2/2] RUN exit 3',
        cached: false,
        started: '2026-11-21T07:25:25.727Z',
        completed: '2026-11-21T07:25:25.869Z',
        error: 'process "/bin/sh -c exit 3" did not complete successfully: exit code: 3',
      },
    ],
    statuses: [],
    logs: [],
    warnings: [],
  });
});
