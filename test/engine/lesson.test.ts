import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import type { Engine } from '../../engine/hosts/engine.ts';
import { startNodeEngine } from '../../engine/hosts/node/engine.ts';
import { lessonHost } from '../../engine/hosts/node/lesson/host.ts';
import { lookAt } from '../../engine/lesson/evaluate.ts';
import type { LessonHost } from '../../engine/lesson/host.ts';
import type { Assertion, Lesson, LessonRun, Progress } from '../../engine/lesson/lesson.ts';
import { parseLesson } from '../../engine/lesson/parse.ts';
import { followLesson } from '../../engine/lesson/run.ts';

/** Lessons on the real guest: what checks see, how soon, and what a reset touches. Prints milliseconds; asserts none. */

let host: LessonHost;
let engine: Engine;
let close: () => Promise<void>;

before(async () => {
  const started = await startNodeEngine({});
  ({ engine, close } = started);
  await engine.ready;
  assert.ok(started.workspace);
  host = lessonHost(engine, started.workspace);
});
after(() => close());
// Where a test broke off, the next one begins all the same.
afterEach(() =>
  host.run(
    'docker rm -f $(docker ps -aq); docker volume prune -af; docker network prune -f; docker rmi -f $(docker images -aq); rm -rf ./*',
  ),
);

async function sh(command: string): Promise<string> {
  const { stdout, stderr, exitCode } = await host.run(command);
  assert.equal(exitCode, 0, `${command}: ${stderr}`);
  return stdout.trim();
}

const said = { answered: () => false, predicted: () => false };
const holds = (assertion: Assertion) => lookAt(host, said).holds(assertion);
const one = { min: 1, max: 1 };

test('what checks read of the real engine', async () => {
  await sh(
    'docker pull -q busybox && mkdir -p shop && printf "FROM busybox\\nRUN echo made > /made.txt\\nRUN rm /etc/hosts.none 2>/dev/null; true\\n" > shop/Dockerfile',
  );
  await sh('docker build -q -t shop shop && docker run -d --name till --label com.example.role=till shop sleep 1d');
  await sh('docker exec till sh -c "echo sold > /sales.txt; ln -s /sales.txt /link"; docker volume create safe');
  const cases: ReadonlyArray<readonly [Assertion, boolean]> = [
    [{ kind: 'containers', filters: { name: ['^till$'], status: ['running'] }, count: one }, true],
    [{ kind: 'containers', filters: { ancestor: ['shop'] }, count: one }, true],
    [{ kind: 'images', filters: { reference: ['shop'] }, count: one }, true],
    [{ kind: 'volumes', filters: { name: ['safe'] }, count: one }, true],
    [{ kind: 'networks', filters: { driver: ['bridge'] }, count: { min: 1 } }, true],
    [{ kind: 'layers', image: 'shop', sharedWith: 'busybox', count: one }, true],
    [{ kind: 'layers', image: 'shop', createdBy: 'made.txt', count: one }, true],
    [{ kind: 'inspect', type: 'container', name: 'till', field: 'State.Running', matches: '^true$' }, true],
    [{ kind: 'inspect', type: 'container', name: 'till', field: 'Config.Labels.com.example.role', matches: 'till' }, true],
    [{ kind: 'inspect', type: 'image', name: 'shop', field: 'RootFS.Layers', count: { min: 2 } }, true],
    [{ kind: 'workspaceFile', path: 'shop/Dockerfile', matches: '^FROM busybox$', absent: false }, true],
    [{ kind: 'containerFile', filters: { name: ['till'] }, path: '/link', matches: 'sold', absent: false }, true],
    [{ kind: 'containerFile', filters: { name: ['till'] }, path: '/nope', absent: true }, true],
    [{ kind: 'imageFile', image: 'shop', path: '/made.txt', matches: 'made', absent: false }, true],
    [{ kind: 'imageFile', image: 'shop', layer: 0, path: '/made.txt', absent: true }, true],
    [{ kind: 'imageFile', image: 'shop', path: '/sales.txt', absent: true }, true],
    [{ kind: 'command', command: 'test -d /workspace/shop', exit: { min: 0, max: 0 } }, true],
    [
      { kind: 'command', command: 'cat /sales.txt; exit 3', filters: { name: ['till'] }, exit: { min: 3, max: 3 }, matches: '^sold$' },
      true,
    ],
    [{ kind: 'command', command: 'true', filters: { name: ['nobody'] }, exit: { min: 0 } }, false],
    [{ kind: 'http', url: 'http://localhost:1/' }, false],
  ];
  for (const [assertion, expected] of cases) assert.equal(await holds(assertion), expected, JSON.stringify(assertion));
  await sh('docker rm -f till; docker rmi shop busybox; docker volume rm safe; rm -r shop');
});

const lesson: Lesson = parseLesson({
  id: 't',
  file: 'lesson.md',
  source: `---
title: T
summary: S
duration: 1
language: en
---

## Build {#build}

\`\`\`checks
- { id: built, title: Built, images: { reference: page } }
- { id: moved, title: Moved, imageFile: /page.txt, in: "tool:1" }
\`\`\`

## Run {#run}

:::predict{#where after=stopped}
Where is it?

- Running.
- Exited.

\`\`\`outcomes
- { containers: { name: web, status: running } }
- { containers: { name: web, status: exited } }
\`\`\`
:::

\`\`\`checks
- { id: runs, title: Runs, containers: { name: web, status: running } }
- { id: wrote, title: Wrote, needs: runs, containerFile: /note.txt, in: { name: web } }
- { id: seen, title: Seen, needs: runs, command: cat /note.txt, in: { name: web }, matches: hello }
- { id: stopped, title: Stopped, needs: [wrote, seen], containers: { name: web, status: exited } }
- { id: again, title: Again, needs: stopped, containers: { name: web, status: running } }
- { id: volume, title: Volume, volumes: { name: data } }
\`\`\`

## End {#end}

\`\`\`checks
- { id: gone, title: Gone, containers: { name: web }, count: 0 }
\`\`\`
`,
  solution: {
    file: 'solution.sh',
    source: `# step build
mkdir -p page
printf 'FROM busybox\\nRUN echo page > /page.txt\\n' > page/Dockerfile
echo changed > mine.txt
docker build -q -t page page
docker tag page tool:1
docker images

# step run
# predict where 1
docker volume create data
docker network create net
docker run -d --name web --network net -v data:/data page sleep 1d
docker exec web sh -c 'echo hello > /note.txt'
docker stop -t 0 web
docker start web
docker ps

# step end
docker rm -f web
`,
  },
}).lesson;

function memory() {
  let kept: Progress | undefined;
  return { load: () => kept, save: (_: string, progress: Progress | undefined) => (kept = progress) };
}

function until(run: LessonRun, holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!holds()) return;
      listening.dispose();
      resolve();
    };
    const listening = run.onChange(look);
    look();
  });
}
const done = (run: LessonRun, id: string) => until(run, () => run.progress().met.includes(id));

test('what the lesson made is removed, what it moved and changed is put back, and nothing else is touched', {
  timeout: 120_000,
}, async () => {
  await sh(
    'docker pull -q busybox; docker run -d --name bystander busybox sleep 1d; docker tag busybox tool:1; echo theirs > mine.txt; echo x > other.txt',
  );
  const world = async () => ({
    containers: await sh('docker ps -a --no-trunc --format "{{.ID}} {{.Names}} {{.Image}}"'),
    started: await sh('docker inspect -f "{{.State.StartedAt}}" bystander'),
    images: await sh('docker images -a --no-trunc --format "{{.Repository}}:{{.Tag}} {{.ID}}"'),
    volumes: await sh('docker volume ls -q'),
    cache: (await host.docker.system.diskUsage(['build-cache'])).BuildCache?.map(({ ID }) => ID).sort(),
    networks: await sh('docker network ls --no-trunc --format "{{.ID}} {{.Name}}"'),
    files: await sh('head -99 * 2>/dev/null; ls -R'),
  });
  const untouched = await world();
  const store = memory();
  const first = followLesson(lesson, host, store);
  await sh(lesson.solution.build?.script ?? '');
  await done(first, 'moved');
  first.visit('run');
  first.predict('where', 0);
  // A reload in the middle: what was made before it is known.
  first.dispose();
  const run = followLesson(lesson, host, store);
  // A file is looked for and a command is run in a container that runs: a learner, too, goes on when the marks are there.
  const [before = '', after = ''] = (lesson.solution.run?.script ?? '').split(/^(?=docker stop)/m);
  await sh(before);
  await done(run, 'seen');
  await done(run, 'wrote');
  await sh(after);
  await done(run, 'again');
  run.visit('end');
  await sh('docker run -d --name stray busybox sleep 1d; echo more >> mine.txt; docker tag busybox stray:1');
  assert.deepEqual(run.progress().predictions, { where: { choice: 0, outcome: 1 } });

  let start = performance.now();
  await run.reset('end');
  console.log(`reset to step 3: ${Math.round(performance.now() - start)} ms`);
  assert.equal(run.progress().step, 'end');
  assert.deepEqual([run.state('build').done, run.state('run').done, run.state('end').done], [true, true, false]);
  assert.deepEqual(run.progress().predictions, { where: { choice: 0, outcome: 1 } });
  assert.equal(await sh('docker exec web cat /note.txt'), 'hello');
  assert.equal(await sh('docker ps -aq --filter name=stray; docker images -q stray; cat mine.txt'), 'changed');
  await sh(lesson.solution.end?.script ?? '');
  await done(run, 'gone');

  start = performance.now();
  await run.reset();
  console.log(`reset to the beginning: ${Math.round(performance.now() - start)} ms`);
  assert.deepEqual(await world(), untouched);
  assert.deepEqual([run.progress().met, run.progress().made, run.progress().step], [[], { objects: [], files: {} }, 'build']);
  run.dispose();
  await sh('docker rm -f bystander; docker rmi tool:1; rm mine.txt other.txt');
});

test('a reset that cannot be done says why, and the lesson stands at its beginning', { timeout: 60_000 }, async () => {
  const run = followLesson(lesson, host, memory());
  await sh('docker create --name web busybox');
  run.dispose();
  const second = followLesson(lesson, host, memory());
  await assert.rejects(second.reset('end'), /A container named web is there that is not of this lesson/);
  assert.deepEqual([second.progress().step, second.progress().met], ['build', []]);
  assert.equal(await sh('docker inspect -f "{{.State.Status}}" web; ls'), 'created');
  second.dispose();
  await sh('docker rm web');
  const third = followLesson(
    { ...lesson, solution: { ...lesson.solution, build: { script: 'echo no >&2', answers: {}, predictions: {} } } },
    host,
    memory(),
  );
  await assert.rejects(third.reset('run'), /The step “Build” could not be repeated: “Built”, “Moved” is not so\. no/);
  assert.deepEqual([third.progress().step, third.progress().met], ['build', []]);
  third.dispose();
  await sh('docker rmi busybox');
});

test('checks turn met in the order of what happens', { timeout: 60_000 }, async () => {
  const run = followLesson(lesson, host, memory());
  run.visit('run');
  const when: Array<[string, number]> = [];
  let known = 0;
  const listening = run.onChange(() => {
    const { met } = run.progress();
    for (const id of met.slice(known)) when.push([id, performance.now()]);
    known = met.length;
  });
  const events = engine.journal.messages.on(({ Type, Action }) => {
    if (['start', 'die'].includes(Action) || (Type === 'volume' && Action === 'create'))
      when.push([`${Type} ${Action}`, performance.now()]);
  });
  await sh('docker volume create data');
  await sh('docker pull -q busybox; docker run -d --name web busybox sleep 1d');
  await sh('docker exec web sh -c "echo hello > /note.txt"');
  await done(run, 'seen');
  await sh('docker stop -t 0 web; sleep 0.3; docker start web; sleep 0.3; docker stop -t 0 web');
  await done(run, 'again');
  const order = when.map(([what]) => what);
  const firsts = [...new Set(order)];
  for (const [cause, effect] of [
    ['volume create', 'volume'],
    ['container start', 'runs'],
    ['container die', 'stopped'],
  ] as const) {
    assert.ok(firsts.indexOf(cause) < firsts.indexOf(effect), firsts.join(', '));
    const at = (what: string) => when.find(([name]) => name === what)?.[1] ?? Number.NaN;
    console.log(`${cause} to ${effect}: ${Math.round(at(effect) - at(cause))} ms`);
  }
  assert.ok(firsts.indexOf('stopped') < firsts.indexOf('again'));
  listening.dispose();
  events.dispose();
  await run.reset();
  run.dispose();
});
