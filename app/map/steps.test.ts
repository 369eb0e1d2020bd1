import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ImageHistoryItem } from '../../engine/api/types/image.ts';
import { instruction, layerFacts } from './steps.ts';

const step = (CreatedBy: string, Size: number): ImageHistoryItem => ({ Id: '', Created: 0, CreatedBy, Size, Tags: null, Comment: '' });

test('steps with bytes made the layers; those without are told apart by what they do', () => {
  const newestFirst = [
    step('CMD ["nginx"]', 0),
    step('RUN /bin/sh -c true', 0),
    step('ENV A=1', 0),
    step('COPY a / # buildkit', 3),
    step('ADD rootfs /', 9),
  ];
  const sizes = (count: number) =>
    layerFacts(
      Array.from({ length: count }, (_, index) => `sha256:${index}`),
      newestFirst,
    ).map(({ size, made }) => `${size} ${made}`);
  assert.deepEqual(sizes(2), ['9 ADD rootfs /', '3 COPY a / # buildkit']);
  assert.deepEqual(sizes(3), ['9 ADD rootfs /', '3 COPY a / # buildkit', '0 RUN /bin/sh -c true']);
  assert.deepEqual(layerFacts(['sha256:x'], []), [{ diffID: 'sha256:x', size: 0, made: '' }]);
});

test('lines of history read as lines of a Dockerfile', () => {
  const read = (made: string) => Object.values(instruction(made));
  assert.deepEqual(read('/bin/sh -c #(nop)  CMD ["sh"]'), ['CMD', '["sh"]']);
  assert.deepEqual(read('/bin/sh -c apk add curl'), ['RUN', 'apk add curl']);
  assert.deepEqual(read('RUN /bin/sh -c apk add   curl # buildkit'), ['RUN', 'apk add curl']);
  assert.deepEqual(read('nginx -g daemon off;'), ['', 'nginx -g daemon off;']);
});
