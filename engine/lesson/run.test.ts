import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { ContainerSummary } from '../api/types/container.ts';
import type { Clock } from '../base/clock.ts';
import { EngineError } from '../base/errors.ts';
import { Emitter } from '../base/events.ts';
import type { Progress, ProgressStore } from './lesson.ts';
import { parseLesson } from './parse.ts';
import { followLesson, type LessonHost } from './run.ts';

const source = `---
title: T
summary: S
duration: 1
language: en
---

## Start {#start}

\`\`\`checks
- { id: runs, title: It runs, containers: { status: running } }
\`\`\`

## Stop {#stop}

:::quiz{#q}
Which?

- [ ] a
- [x] b
:::

\`\`\`checks
- { id: stopped, title: It stopped, containers: { status: exited }, needs: runs }
- { id: again, title: It runs again, containers: { status: running }, needs: stopped }
- { id: gone, title: None left, containers: {}, count: 0, needs: again }
- { id: known, title: Answered, quiz: q }
\`\`\`
`;

/** An engine with the containers whose states one sets; each change is an event. */
function engine() {
  const events = new Emitter<void>();
  let states: string[] = [];
  let reads = 0;
  let broken = false;
  const host: LessonHost = {
    docker: {
      containers: {
        list: async ({ filters } = {}) => {
          reads++;
          if (broken) throw new EngineError('unavailable', 'gone');
          const wanted = filters?.status;
          return states.filter((state) => wanted === undefined || wanted.includes(state)).map((State) => ({ State }) as ContainerSummary);
        },
        archive: () => assert.fail(),
      },
      images: { list: async () => [] },
    },
    workspace: { read: () => assert.fail() },
    run: () => assert.fail(),
    onEvent: (listener) => events.on(listener),
    onWorkspaceChange: () => ({ dispose: () => undefined }),
  };
  return {
    host,
    reads: () => reads,
    fail: (value: boolean) => {
      broken = value;
    },
    async become(...next: string[]) {
      states = next;
      events.emit();
      for (let i = 0; i < 10; i++) await setImmediate();
    },
  };
}

function memory(): ProgressStore & { kept: Map<string, Progress> } {
  const kept = new Map<string, Progress>();
  return {
    kept,
    load: (id) => kept.get(id),
    save: (id, progress) => {
      if (progress === undefined) kept.delete(id);
      else kept.set(id, progress);
    },
  };
}

const lesson = parseLesson('t', source, 'lesson.md');

test('a check turns met by a state, on an event, and stays met', async () => {
  const { host, become } = engine();
  const run = followLesson(lesson, host, memory());
  assert.equal(run.state('start').done, false);
  await become('running');
  assert.equal(run.state('start').done, true);
  await become();
  assert.equal(run.state('start').done, true);
  run.dispose();
});

test('what a check needs comes first, so that stop and start again are both seen', async () => {
  const { host, become } = engine();
  const run = followLesson(lesson, host, memory());
  const met = () => run.progress().met;
  await become();
  assert.deepEqual(met(), []);
  await become('running');
  assert.deepEqual(met(), ['runs']);
  await become('exited');
  assert.deepEqual(met(), ['runs', 'stopped']);
  await become('running');
  await become();
  assert.deepEqual(met(), ['runs', 'stopped', 'again', 'gone']);
  run.dispose();
});

test('a later step is looked at only when it is before the eyes', async () => {
  const { host, become } = engine();
  const run = followLesson(lesson, host, memory());
  run.answer('q', [1]);
  await become();
  assert.deepEqual(run.progress().met, []);
  run.visit('stop');
  await become();
  assert.deepEqual(run.progress().met, ['known']);
  run.dispose();
});

test('only exactly the right options answer a quiz, and an answer can be changed', () => {
  const { host } = engine();
  const run = followLesson(lesson, host, memory());
  assert.equal(run.answer('q', [0]), false);
  assert.equal(run.answer('q', [0, 1]), false);
  assert.equal(run.answer('q', [1]), true);
  assert.deepEqual(run.progress().answers, { q: [1] });
  run.dispose();
});

test('progress is kept, resumed and reset', async () => {
  const { host, become } = engine();
  const store = memory();
  const first = followLesson(lesson, host, store);
  await become('running');
  first.visit('stop');
  first.dispose();
  const second = followLesson(lesson, host, store);
  assert.deepEqual([second.progress().met, second.progress().step, second.state('start').done], [['runs'], 'stop', true]);
  await become();
  second.reset();
  assert.deepEqual([second.progress().met, second.progress().step, store.kept.size], [[], 'start', 0]);
  second.dispose();
});

test('progress of an older text keeps what the lesson still has', () => {
  const { host } = engine();
  const store = memory();
  store.save('t', { met: ['runs', 'removed-check'], answers: {}, step: 'removed-step' });
  const run = followLesson(lesson, host, store);
  assert.deepEqual([run.progress().met, run.progress().step], [['runs'], 'start']);
  run.dispose();
});

test('an engine that is away for a moment is asked again at the next event', async () => {
  const { host, become, fail } = engine();
  const run = followLesson(lesson, host, memory());
  fail(true);
  await become('running');
  assert.equal(run.state('start').done, false);
  fail(false);
  await become('running');
  assert.equal(run.state('start').done, true);
  run.dispose();
});

test('after it is disposed nothing is read', async () => {
  const { host, become, reads } = engine();
  const run = followLesson(lesson, host, memory());
  await become();
  run.dispose();
  const before = reads();
  await become('running');
  assert.equal(reads(), before);
});

test('a server that answers after its last event is seen by a late look', async () => {
  const waiting: Array<() => void> = [];
  const clock: Clock = {
    now: () => 0,
    after: (_milliseconds, run) => {
      waiting.push(run);
      return { dispose: () => undefined };
    },
  };
  const { host, become } = engine();
  let up = false;
  const served = parseLesson('t', source.replace('containers: { status: running } }', 'http: "http://localhost/" }'), 'lesson.md');
  const asked = { ...host, run: async () => ({ stdout: '', exitCode: up ? 0 : 7 }) };
  const run = followLesson(served, asked, memory(), clock);
  await become('running');
  assert.equal(run.state('start').done, false);
  up = true;
  waiting.at(-1)?.();
  for (let i = 0; i < 10; i++) await setImmediate();
  assert.equal(run.state('start').done, true);
  run.dispose();
});
