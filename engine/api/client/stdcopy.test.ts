import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concat } from '../../base/stream.ts';
import { demultiplex, stdCopy, stdFrame } from './stdcopy.ts';

const encoder = new TextEncoder();
const frames = concat([stdFrame(1, encoder.encode('out')), stdFrame(2, encoder.encode('error')), stdFrame(1, new Uint8Array())]);

async function* pieces(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

test('a frame has its stream, three zeros and a big-endian size before the payload', () => {
  assert.deepEqual([...stdFrame(2, encoder.encode('ab'))], [2, 0, 0, 0, 0, 0, 0, 2, 97, 98]);
});

for (const size of [1, 3, 8, 100]) {
  test(`frames are taken apart however the stream is cut: pieces of ${size}`, async () => {
    const text = { 0: '', 1: '', 2: '', 3: '' };
    for await (const { stream, data } of demultiplex(pieces(frames, size))) text[stream] += new TextDecoder().decode(data);
    assert.deepEqual(text, { 0: '', 1: 'out', 2: 'error', 3: '' });
  });
}

test('an error frame of the daemon is thrown', async () => {
  await assert.rejects(
    stdCopy(pieces(stdFrame(3, encoder.encode('broken')), 100), undefined, undefined),
    /error from daemon in stream: broken/,
  );
});

test('raw bytes are not taken for frames', async () => {
  await assert.rejects(stdCopy(pieces(encoder.encode('not a frame'), 100), undefined, undefined), /Unrecognized input header: 110/);
});
