import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { ContainerSummary } from '../api/types/container.ts';
import type { DiskUsage } from '../api/types/system.ts';
import type { Clock } from '../base/clock.ts';
import { EngineError } from '../base/errors.ts';
import { Emitter } from '../base/events.ts';
import type { HostEvent, LessonHost } from './host.ts';
import type { Progress, ProgressStore } from './lesson.ts';
import { parseLesson } from './parse.ts';
import { followLesson } from './run.ts';

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

:::predict{#p after=again}
What will there be?

- One.
- Two.

\`\`\`outcomes
- { containers: {}, count: 1 }
- { containers: {}, count: 2 }
\`\`\`
:::

\`\`\`checks
- { id: stopped, title: It stopped, containers: { status: exited }, needs: runs }
- id: again
  title: It runs again
  containers: { status: running }
  needs: stopped
  hints:
    - { text: docker start }
    - { text: Start it., tries: 2 }
    - { text: It is paused., when: { containers: { status: paused } } }
  fails:
    - { when: { containers: {}, count: 0 }, text: It is gone. }
- { id: gone, title: None left, containers: {}, count: 0, needs: again }
- { id: known, title: Answered, quiz: q }
- { id: guessed, title: Predicted, predict: p }
\`\`\`
`;
const { lesson } = parseLesson({ id: 't', source, file: 'lesson.md' });

/** Timers that run when the test says so, each once. */
function manualClock(): Clock & { advance(milliseconds: number): Promise<void> } {
  let now = 0;
  let timers: Array<{ due: number; run: () => void }> = [];
  return {
    now: () => now,
    after(milliseconds, run) {
      const timer = { due: now + milliseconds, run };
      timers.push(timer);
      return {
        dispose: () => {
          timers = timers.filter((one) => one !== timer);
        },
      };
    },
    async advance(milliseconds) {
      now += milliseconds;
      const due = timers.filter((timer) => timer.due <= now);
      timers = timers.filter((timer) => timer.due > now);
      for (const { run } of due) run();
      await settled();
    },
  };
}

async function settled(): Promise<void> {
  for (let i = 0; i < 20; i++) await setImmediate();
}

/** An engine with the containers whose states one sets; each change is an event. */
function engine() {
  const events = new Emitter<HostEvent>();
  const commands = new Emitter<void>();
  const activity = new Emitter<void>();
  const clock = manualClock();
  let states: string[] = [];
  let reads = 0;
  let broken = false;
  const unused = async () => assert.fail('not asked for');
  const host: LessonHost = {
    docker: {
      containers: {
        list: async ({ filters } = {}) => {
          reads++;
          if (broken) throw new EngineError('unavailable', 'gone');
          const wanted = filters?.status;
          return states
            .map((State, index) => ({ Id: `c${index}`, State }) as ContainerSummary)
            .filter(({ State }) => wanted === undefined || wanted.includes(State));
        },
        inspect: unused,
        archive: unused,
        remove: unused,
      },
      images: { list: async () => [], inspect: unused, remove: unused, tag: unused },
      volumes: { list: unused, inspect: unused, remove: unused },
      networks: { list: unused, inspect: unused, remove: unused },
      build: { prune: unused },
      system: { diskUsage: async () => ({}) as DiskUsage },
      exec: { create: unused, attach: unused, inspect: unused },
    },
    insight: { image: unused, layer: unused, which: unused, text: unused },
    workspace: { list: async () => [], read: unused, write: unused, remove: unused },
    run: unused,
    onEvent: (listener) => events.on(listener),
    onCommand: (listener) => commands.on(listener),
    onWorkspaceChange: () => ({ dispose: () => undefined }),
    onActivity: (listener) => activity.on(listener),
  };
  const event = (Action: string) => events.emit({ Type: 'container', Action, Actor: { ID: 'c0', Attributes: {} } });
  return {
    host,
    clock,
    event,
    activity,
    reads: () => reads,
    fail: (value: boolean) => {
      broken = value;
    },
    /** And the time that a look waits for the one before. */
    async become(...next: string[]) {
      states = next;
      event('start');
      await settled();
      await clock.advance(150);
    },
    async command() {
      commands.emit();
      await settled();
      await clock.advance(150);
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

function follow(store = memory()) {
  const e = engine();
  const run = followLesson(lesson, e.host, store, e.clock);
  const check = (id: string) => lesson.steps.flatMap((step) => run.state(step.id).checks).find((one) => one.id === id);
  return { ...e, run, store, met: () => run.progress().met, check };
}

test('a check turns met by a state, on an event, and stays met', async () => {
  const { run, become } = follow();
  assert.equal(run.state('start').done, false);
  await become('running');
  assert.equal(run.state('start').done, true);
  await become();
  assert.equal(run.state('start').done, true);
  run.dispose();
});

test('what a check needs comes first, so that stop and start again are both seen', async () => {
  const { run, become, met } = follow();
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
  const { run, become, met } = follow();
  run.answer('q', [1]);
  await become();
  assert.deepEqual(met(), []);
  run.visit('stop');
  await become();
  assert.deepEqual(met(), ['known']);
  run.dispose();
});

test('only exactly the right options answer a quiz, an answer can be changed, and a wrong one is a try', async () => {
  const { run, become } = follow();
  await become('running');
  assert.equal(run.answer('q', [0]), false);
  assert.equal(run.answer('q', [0, 1]), false);
  assert.equal(run.answer('q', [1]), true);
  assert.deepEqual([run.progress().answers, run.progress().tries], [{ q: [1] }, { known: 2 }]);
  run.dispose();
});

test('the first event of a burst is looked at at once, the others together', async () => {
  const { run, event, reads, clock } = follow();
  await settled();
  await clock.advance(1000);
  const before = reads();
  event('create');
  await settled();
  assert.equal(reads() - before, 1);
  for (let i = 0; i < 10; i++) event('start');
  await settled();
  assert.equal(reads() - before, 1);
  await clock.advance(150);
  // One for the moment in which it was created, one for now.
  assert.equal(reads() - before, 3);
  run.dispose();
});

test('a state that has passed when a look comes is known by its event', async () => {
  const { run, become, met, event, clock } = follow();
  await become('running');
  for (const action of ['kill', 'die', 'stop', 'start', 'restart']) event(action);
  await settled();
  await clock.advance(150);
  assert.deepEqual(met(), ['runs', 'stopped', 'again']);
  run.dispose();
});

test('what came due later is not met by what was before, nor by the end of a program that may be started again', async () => {
  const { run, become, met, event, clock } = follow();
  event('stop');
  await become('running');
  assert.deepEqual(met(), ['runs']);
  for (const action of ['die', 'start']) event(action);
  await settled();
  await clock.advance(150);
  assert.deepEqual(met(), ['runs']);
  run.dispose();
});

test('what a look does itself is no event', async () => {
  const { run, event, reads, clock } = follow();
  await settled();
  await clock.advance(1000);
  const before = reads();
  for (const action of ['archive-path', 'exec_create: sh -c true', 'exec_start: sh -c true']) event(action);
  await settled();
  await clock.advance(150);
  assert.equal(reads(), before);
  run.dispose();
});

test('hints come after tries or on a state, and stay until the check is met', async () => {
  const { run, become, command, check } = follow();
  await become('running');
  await become('exited');
  assert.deepEqual(check('again')?.hints, []);
  await command();
  assert.deepEqual(check('again')?.hints, []);
  await command();
  assert.deepEqual(check('again')?.hints, ['Start it.']);
  await become('exited', 'paused');
  await become('exited');
  assert.deepEqual(check('again')?.hints, ['Start it.', 'It is paused.']);
  await become('running');
  assert.deepEqual(check('again'), { id: 'again', met: true, hints: [] });
  run.dispose();
});

test('the command that meets a check is no try', async () => {
  const { run, become, command } = follow();
  await become('running');
  await command();
  assert.deepEqual(run.progress().tries, { stopped: 1, known: 1, guessed: 1 });
  await become('exited');
  await command();
  assert.equal(run.progress().tries.stopped, 1);
  run.dispose();
});

test('a wrong way is told while it holds', async () => {
  const { run, become, check } = follow();
  await become('running');
  await become('exited');
  await become();
  assert.equal(check('again')?.fail, 'It is gone.');
  await become('exited');
  assert.equal(check('again')?.fail, undefined);
  run.dispose();
});

test('a prediction is graded by the state that ends it, and cannot be changed afterwards', async () => {
  const { run, become, met } = follow();
  await become('running');
  run.predict('p', 0);
  run.predict('p', 1);
  await become('exited');
  assert.deepEqual(run.progress().predictions, { p: { choice: 1 } });
  await become('running', 'running');
  await become('running');
  assert.deepEqual(run.progress().predictions, { p: { choice: 1, outcome: 1 } });
  assert.equal(met().includes('guessed'), true);
  run.predict('p', 0);
  assert.deepEqual(run.progress().predictions, { p: { choice: 1, outcome: 1 } });
  run.dispose();
});

test('who runs first and chooses then is compared with what happened', async () => {
  const { run, become, met } = follow();
  await become('running');
  await become('exited');
  await become('running');
  assert.deepEqual(run.progress().predictions, { p: { choice: -1, outcome: 0 } });
  assert.equal(met().includes('guessed'), false);
  run.predict('p', 1);
  await become('running', 'running');
  assert.deepEqual(run.progress().predictions, { p: { choice: 1, outcome: 0 } });
  assert.equal(met().includes('guessed'), true);
  run.dispose();
});

test('progress is kept and resumed', async () => {
  const { run, become, store } = follow();
  await become('running');
  run.visit('stop');
  run.dispose();
  const second = follow(store);
  assert.deepEqual([second.met(), second.run.progress().step, second.run.state('start').done], [['runs'], 'stop', true]);
  second.run.dispose();
});

test('progress of an older text keeps what the lesson still has', () => {
  const store = memory();
  store.kept.set('t', { met: ['runs', 'removed-check'], answers: {}, step: 'removed-step' } as unknown as Progress);
  const { run, met } = follow(store);
  assert.deepEqual([met(), run.progress().step, run.progress().made], [['runs'], 'start', { objects: [], files: {} }]);
  run.dispose();
});

test('an engine that is away for a moment is asked again at the next event', async () => {
  const { run, become, fail } = follow();
  fail(true);
  await become('running');
  assert.equal(run.state('start').done, false);
  fail(false);
  await become('running');
  assert.equal(run.state('start').done, true);
  run.dispose();
});

test('after it is disposed nothing is read', async () => {
  const { run, become, reads } = follow();
  await become();
  run.dispose();
  const before = reads();
  await become('running');
  assert.equal(reads(), before);
});

test('a server that answers after its last event is seen by a late look, a printed line by its own', async () => {
  const { host, clock, become, activity } = engine();
  let up = false;
  const served = parseLesson({
    id: 't',
    source: source.replace('containers: { status: running } }', 'http: "http://localhost/" }'),
    file: 'lesson.md',
  });
  let asked = 0;
  const asking = { ...host, run: async () => ({ stdout: '', stderr: '', exitCode: ++asked > 0 && up ? 0 : 7 }) };
  const run = followLesson(served.lesson, asking, memory(), clock);
  await become('running');
  await clock.advance(10_000);
  await clock.advance(150);
  const before = asked;
  await clock.advance(100_000);
  assert.equal(asked, before, 'nothing is polled');
  activity.emit();
  await settled();
  assert.equal(asked, before + 1);
  up = true;
  await become('running');
  await clock.advance(600);
  assert.equal(run.state('start').done, true);
  run.dispose();
});
