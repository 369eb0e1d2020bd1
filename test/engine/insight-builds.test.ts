import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Engine } from '../../engine/hosts/engine.ts';
import { startNodeEngine } from '../../engine/hosts/node/engine.ts';
import type { BuildReport, BuildStep } from '../../engine/insight/insight.ts';
import { temporaryFolder } from '../support/drydock.ts';
import { shell } from './shell.ts';

const dockerfile = `# syntax is not needed
FROM busybox AS tools
RUN echo tool \\
  > /tool

FROM busybox
WORKDIR /app
COPY one two ./
RUN cat one two > both
COPY --from=tools /tool /tool
CMD ["cat", "/app/both"]
`;

describe('reports of builds on the real guest', () => {
  let engine: Engine;
  let close: () => Promise<void>;
  before(async () => {
    ({ engine, close } = await startNodeEngine({}));
    await engine.ready;
    await write({ Dockerfile: dockerfile, one: '1\n', two: '2\n' });
  });
  after(() => close());

  const write = async (files: Readonly<Record<string, string>>) => {
    await shell(engine, 'mkdir -p /tmp/app');
    for (const [name, text] of Object.entries(files)) await engine.agent.writeFile(`/tmp/app/${name}`, text);
  };
  const build = async (options = ''): Promise<BuildReport> => {
    await shell(engine, `cd /tmp/app && docker build -q -t app ${options} . || true`);
    return (await engine.insight.builds())[0] ?? assert.fail();
  };
  const brief = ({ steps }: BuildReport) =>
    steps.map(({ start, end, name, state, miss }) => {
      const names = miss?.kind === 'files' ? ` ${[...miss.changed, ...miss.added, ...miss.removed].join(' ')}` : '';
      const was = miss?.kind === 'instruction' ? ` ${miss.was}` : miss?.kind === 'inputs' ? ` ${miss.changed.join(' ')}` : '';
      return `${start}-${end} ${name.replace(/@sha256:\w+/, '')}: ${state}${miss === undefined ? '' : ` (${miss.kind}${names}${was})`}`;
    });
  const line = (start: number, of: BuildReport): BuildStep =>
    of.steps.find((step) => step.start === start) ?? assert.fail(`no step at ${start}`);

  test('the first build: each step with its lines, time and size; told as it goes on', async () => {
    const told: BuildReport[] = [];
    const listening = engine.onBuild.on((report) => told.push(report));
    const report = await build();
    listening.dispose();
    const { Id } = await engine.docker.images.inspect('app');
    assert.deepEqual(
      { ...report, id: '', started: 0, steps: [] },
      {
        id: '',
        dockerfile: 'Dockerfile',
        context: 'app',
        source: dockerfile,
        state: 'done',
        image: Id,
        tags: ['app:latest'],
        started: 0,
        steps: [],
      },
    );
    assert.deepEqual(brief(report), [
      '2-2 [tools 1/2] FROM docker.io/library/busybox:latest: done',
      '3-4 [tools 2/2] RUN echo tool   > /tool: done (new)',
      '6-6 [stage-1 1/5] FROM docker.io/library/busybox:latest: done',
      '7-7 [stage-1 2/5] WORKDIR /app: done (new)',
      '8-8 [stage-1 3/5] COPY one two ./: done (new)',
      '9-9 [stage-1 4/5] RUN cat one two > both: done (new)',
      '10-10 [stage-1 5/5] COPY --from=tools /tool /tool: done (new)',
    ]);
    assert.deepEqual([line(8, report).size, line(9, report).size, line(10, report).size], [4, 4, 5]);
    assert.ok(report.steps.every(({ duration }) => duration !== undefined && duration >= 0));
    assert.deepEqual(told.at(-1), report);
    assert.ok(told.length > 1 && told.slice(0, -1).every(({ id, state }) => id === report.id && state === 'running'));
    assert.ok(
      told.some(({ steps }) => steps.some(({ state }) => state === 'running')),
      'a step was seen while it ran',
    );
  });

  test('again: all from the cache, and the image’s lines are those of the build in hand', async () => {
    const report = await build();
    assert.ok(
      report.steps.every(({ state, miss }) => state === 'hit' && miss === undefined),
      brief(report).join('\n'),
    );
    const { layers, beginning } = await engine.insight.image('app');
    const lines = [...beginning, ...layers.flatMap(({ steps }) => steps)].flatMap(({ line: at, createdBy }) =>
      at ? [[at.build === report.id, at.dockerfile, at.start, at.end, createdBy.split(' ')[0]]] : [],
    );
    assert.deepEqual(lines, [
      [true, 'Dockerfile', 7, 7, 'WORKDIR'],
      [true, 'Dockerfile', 8, 8, 'COPY'],
      [true, 'Dockerfile', 9, 9, 'RUN'],
      [true, 'Dockerfile', 10, 10, 'COPY'],
      [true, 'Dockerfile', 11, 11, 'CMD'],
    ]);
    const { step } = await engine.insight.which({ image: 'app' }, '/app/both');
    assert.deepEqual(step?.line, { build: report.id, dockerfile: 'Dockerfile', start: 9, end: 9 });
    const told = JSON.stringify([await engine.docker.images.inspect('app'), await engine.docker.images.history('app')]);
    assert.ok(!told.includes(report.id), 'inspect and history say nothing of it');
  });

  test('a changed file: the very file, and what came after it', async () => {
    await write({ two: '22\n' });
    const report = await build();
    assert.deepEqual(brief(report).slice(3), [
      '7-7 [stage-1 2/5] WORKDIR /app: hit',
      '8-8 [stage-1 3/5] COPY one two ./: done (files /two)',
      '9-9 [stage-1 4/5] RUN cat one two > both: done (parent)',
      '10-10 [stage-1 5/5] COPY --from=tools /tool /tool: done (parent)',
    ]);
  });

  test('a changed instruction, --no-cache, a build argument', async () => {
    await write({ Dockerfile: dockerfile.replace('cat one two > both', 'cat two one > both') });
    assert.deepEqual(brief(await build()).slice(4), [
      '8-8 [stage-1 3/5] COPY one two ./: hit',
      '9-9 [stage-1 4/5] RUN cat two one > both: done (instruction RUN cat one two > both)',
      '10-10 [stage-1 5/5] COPY --from=tools /tool /tool: done (parent)',
    ]);
    const fresh = await build('--no-cache');
    assert.deepEqual([line(3, fresh).miss, line(9, fresh).miss], [{ kind: 'disabled' }, { kind: 'disabled' }]);
    await write({ Dockerfile: 'FROM busybox\nARG WHO=me\nRUN echo $WHO\n' });
    await build();
    assert.deepEqual(line(3, await build('--build-arg WHO=you')).miss, { kind: 'inputs', changed: ['$WHO'] });
  });

  test('a step that fails, a Dockerfile that cannot be read', async () => {
    await write({ Dockerfile: 'FROM busybox\nRUN true\nRUN exit 3\nRUN echo never\n' });
    const failed = await build();
    assert.deepEqual([failed.state, failed.image], ['failed', undefined]);
    assert.deepEqual(
      failed.steps.map(({ state }) => state),
      ['hit', 'done', 'failed', 'waiting'],
    );
    await write({ Dockerfile: 'FROM busybox\nRAN true\n' });
    const { state, source, steps } = await build();
    assert.deepEqual([state, source, steps], ['failed', 'FROM busybox\nRAN true\n', []]);
  });
});

test('after a reload: reports of images that are there, lines of the images they were built from', async (context) => {
  const store = temporaryFolder(context, 'builds');
  let host = await startNodeEngine({ store });
  context.after(() => host.close());
  const reload = async () => {
    await host.close();
    host = await startNodeEngine({ store });
    await host.engine.ready;
  };
  const run = (command: string) => shell(host.engine, command);
  await host.engine.ready;
  await run(`cd /tmp && printf 'FROM busybox\\nRUN echo base > /base\\n' | docker build -q -t base -`);
  await run(`cd /tmp && printf 'FROM base\\n\\nENV A=b\\nRUN echo top > /top\\n' | docker build -q -t top -`);
  await run('docker run --name cc top touch /committed; docker commit cc kept');
  await run(`cd /tmp && printf 'FROM busybox\\nRUN false\\n' | docker build -q - 2> /dev/null || true`);
  const before = await host.engine.insight.builds();
  assert.deepEqual(
    before.map(({ state, tags }) => `${state} ${tags}`),
    ['failed ', 'done top:latest', 'done base:latest'],
  );
  await reload();
  const [top, base, ...others] = await host.engine.insight.builds();
  assert.deepEqual([top, base, others.length], [before[1], before[2], 0]);
  const linesOf = async (name: string) => {
    const { layers } = await host.engine.insight.image(name);
    return layers.slice(1).flatMap(({ steps }) => steps.map(({ line }) => line && [line.build, line.start]));
  };
  assert.deepEqual(await linesOf('top'), [
    [base?.id, 2],
    [top?.id, 3],
    [top?.id, 4],
  ]);
  assert.deepEqual(await linesOf('kept'), [[base?.id, 2], [top?.id, 3], [top?.id, 4], undefined]);
  // The base's name goes, its report with it; its layers stay.
  await run('docker rm cc && docker rmi base');
  assert.deepEqual(
    (await host.engine.insight.builds()).map(({ id }) => id),
    [top?.id],
  );
  assert.deepEqual(await linesOf('top'), [undefined, [top?.id, 3], [top?.id, 4]]);
  await run('docker rmi kept top');
  await reload();
  assert.deepEqual(await host.engine.insight.builds(), []);
});
