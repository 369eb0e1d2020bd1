import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BuildReport } from '../../engine/insight/insight.ts';
import { matchOf } from './cache-match.ts';

const source = 'FROM a\nRUN one \\\n  two\nCOPY . .\nRUN last\n';
const report = (id: string, text: string, steps: ReadonlyArray<[start: number, end: number]>): BuildReport => ({
  id,
  dockerfile: 'Dockerfile',
  context: 'app',
  source: text,
  state: 'done',
  tags: [],
  started: 0,
  steps: steps.map(([start, end]) => ({ start, end, name: `${start}`, state: 'hit' })),
});
const built = report('a', source, [
  [1, 1],
  [2, 3],
  [4, 4],
  [5, 5],
]);
const placed = (text: string, ...reports: BuildReport[]) => {
  const match = matchOf('app/Dockerfile', text, reports);
  return match && [match.report.id, ...match.steps.map(({ step, start, end }) => `${step.start}>${start}-${end}`)];
};

test('the text that was built', () => {
  assert.deepEqual(placed(source, built), ['a', '1>1-1', '2>2-3', '4>4-4', '5>5-5']);
  assert.deepEqual(placed(source.replaceAll('\n', '\r\n'), built), ['a', '1>1-1', '2>2-3', '4>4-4', '5>5-5']);
});

test('marks move with their lines, and go when a line of theirs is edited', () => {
  assert.deepEqual(placed(`# note\n${source}`, built), ['a', '1>2-2', '2>3-4', '4>5-5', '5>6-6']);
  assert.deepEqual(placed(source.replace('two', 'three'), built), ['a', '1>1-1', '4>4-4', '5>5-5']);
  assert.deepEqual(placed(source.replace('  two', '# in between\n  two'), built), ['a', '1>1-1', '4>5-5', '5>6-6']);
  assert.deepEqual(placed('FROM a\nRUN last\n', built), ['a', '1>1-1', '5>2-2']);
  assert.equal(placed('FROM a\nRUN other\n', built), undefined);
});

test('the very text before what is only like it, the newest of each; another file’s or folder’s name is another file', () => {
  const newer = report('b', source.replace('last', 'next'), [
    [1, 1],
    [2, 3],
    [4, 4],
    [5, 5],
  ]);
  assert.deepEqual(placed(source, newer, built)?.[0], 'a');
  assert.deepEqual(placed(`${source}RUN more\n`, newer, built)?.[0], 'b');
  assert.equal(matchOf('other/Dockerfile', `${source}RUN more\n`, [built]), undefined);
  assert.equal(matchOf('app/Dockerfile.dev', `${source}RUN more\n`, [built]), undefined);
  assert.equal(matchOf('Dockerfile.dev', source, [built])?.report.id, 'a');
});
