import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Answer } from '../../engine/insight/insight.ts';
import { answerWords, stopsOf } from './answer-words.ts';

const told = (answer: Answer, writable = true) =>
  stopsOf(answer, 3, writable).map(({ layer, state, size }) => [layer, state, size].join(' ').trim());
const inImage: Answer = { path: '/a', from: 1, kind: 'file', size: 9, hides: [{ layer: 0, size: 4, kind: 'file' }] };

test('the question falls through layers that have no such name to the one that answers', () => {
  assert.deepEqual(told(inImage), ['writable passes', '2 passes', '1 answers 9', '0 hidden 4']);
  assert.deepEqual(told({ ...inImage, hides: [] }, false), ['2 passes', '1 answers 9', '0 unasked']);
  assert.equal(answerWords(inImage), 'Layer 2 supplies this file.');
});

test('a whiteout ends it', () => {
  const deleted: Answer = { path: '/a', deletedBy: 'writable', hides: [{ layer: 1, size: 9, kind: 'file' }] };
  assert.deepEqual(told(deleted), ['writable deletes', '2 unasked', '1 hidden 9', '0 unasked']);
  assert.equal(answerWords(deleted), 'Not there: the writable layer deletes it. It is still in layer 2, under a whiteout.');
});

test('a mount answers before any layer; what nobody has is not there', () => {
  const mounted: Answer = { path: '/etc/hosts', hides: [], mount: { destination: '/etc/hosts', source: 'hosts' } };
  assert.ok(told(mounted).every((stop) => stop.endsWith('unasked')));
  assert.equal(answerWords(mounted), 'No layer answers: /etc/hosts is mounted over, from hosts.');
  assert.equal(answerWords({ path: '/x', hides: [] }), 'Not there: no layer has it.');
  assert.deepEqual(told({ path: '/x', hides: [] }, false), ['2 passes', '1 passes', '0 passes']);
});
