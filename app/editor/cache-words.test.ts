import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BuildReport, BuildStep, Miss } from '../../engine/insight/insight.ts';
import { cause, detailOf, markOf, reasonOf, summaryOf } from './cache-words.ts';

const step = (name: string, rest: Partial<BuildStep>): BuildStep => ({ start: 4, end: 4, name, state: 'done', ...rest });
const files = (changed: string[], added: string[] = [], removed: string[] = []): Miss => ({ kind: 'files', changed, added, removed });
const report = (state: BuildReport['state'], steps: readonly BuildStep[]): BuildReport => ({
  id: 'a',
  dockerfile: 'Dockerfile',
  source: '',
  state,
  tags: [],
  started: 0,
  steps,
});

test('why a step was run', () => {
  const said: Array<[Miss, string]> = [
    [files(['/app.py']), 'app.py changed'],
    [files(['/a', '/b'], ['/c']), 'a and b changed, c was added'],
    [files([], [], ['/a', '/b', '/c', '/d']), 'a, b and 2 more were removed'],
    [files(['/']), 'a file was changed'],
    [files(['//usr/bin/tool']), 'usr/bin/tool changed'],
    [{ kind: 'inputs', changed: ['$WHO'] }, '$WHO had another value'],
    [{ kind: 'inputs', changed: ['user', 'workdir'] }, 'USER and WORKDIR changed'],
    [{ kind: 'instruction', was: 'RUN make' }, 'another instruction stood here: RUN make'],
    [{ kind: 'parent' }, 'the step before it changed'],
    [{ kind: 'new' }, 'nothing like it was built before'],
    [{ kind: 'disabled' }, '--no-cache was given'],
  ];
  for (const [miss, words] of said) assert.equal(reasonOf(miss), words);
});

test('at the end of the line, and in a sentence', () => {
  const copy = step('[3/4] COPY . .', { duration: 1440, size: 12_345, miss: files(['/app.py', '/b', '/c']) });
  assert.equal(markOf(copy), 'ran: app.py, b and 1 more changed · 1.4 s · 12.3 kB');
  assert.equal(
    detailOf(copy),
    'Step 3, COPY . .: run in 1.4 s, because app.py, b and 1 more changed. Its layer has 12.3 kB. Files: app.py, b, c.',
  );
  assert.equal(markOf(step('[2/4] RUN make', { state: 'hit', size: 5 })), 'cached · 5 B');
  const brief = (miss: Miss) => markOf(step('[2/4] RUN make', { miss, duration: 40 }));
  assert.equal(brief({ kind: 'parent' }), 'ran: the step above changed · 40 ms');
  assert.equal(brief({ kind: 'new' }), 'ran: not built before · 40 ms');
  assert.equal(brief({ kind: 'disabled' }), 'ran: --no-cache · 40 ms');
  assert.equal(brief({ kind: 'instruction', was: 'RUN it' }), 'ran: another instruction stood here: RUN it · 40 ms');
  assert.equal(markOf(step('[1/4] FROM docker.io/library/nginx', { state: 'hit' })), 'already here');
  assert.equal(markOf(step('[build 2/4] RUN make', { state: 'failed', duration: 300 })), 'failed after 0.3 s');
  assert.equal(markOf(step('[2/4] RUN make', { state: 'waiting' })), undefined);
  assert.equal(detailOf(step('[build 2/4] RUN make', { state: 'waiting' })), 'Step build 2, RUN make: not reached.');
});

test('the whole build', () => {
  const hit = (name: string) => step(name, { state: 'hit' });
  const copy = step('[4/5] COPY . .', { duration: 100, size: 1, miss: files(['/app.py']) });
  const last = step('[5/5] RUN make', { duration: 1300, size: 1, miss: { kind: 'parent' } });
  const done = report('done', [hit('[1/5] FROM a'), hit('[2/5] RUN b'), hit('[3/5] RUN c'), copy, last]);
  assert.deepEqual(summaryOf(done), {
    short: '3 of 5 steps from the cache, 1.4 s',
    long: 'Build done: 3 of 5 steps from the cache; step 4, COPY . ., was run because app.py changed',
  });
  assert.equal(cause(done), 'COPY: app.py changed');
  assert.equal(summaryOf(report('done', [hit('[1/1] FROM a')])).short, '1 of 1 step from the cache');
  const failed = report('failed', [hit('[1/2] FROM a'), step('[2/2] RUN false', { state: 'failed' })]);
  assert.deepEqual(summaryOf(failed), { short: 'The build failed at line 4', long: 'The build failed at line 4: RUN false' });
  assert.equal(summaryOf(report('failed', [])).short, 'The build failed');
  assert.equal(summaryOf(report('running', [step('[2/2] RUN make', { state: 'running' })])).short, 'Building: RUN make');
});
