import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { BuildBench } from './bench.ts';
import { cases } from './cases.ts';
import { type Answer, layerLines, normalError, stepNames } from './compare.ts';
import { cannotRun } from './native-run.ts';
import { referenceCases } from './reference-cases.ts';

/**
 * Every case built here, compared with what a real BuildKit made of it (`golden.json`, written by `oracle.ts`): image config, history, the
 * members of each layer, titles of the steps, errors and the lines they mark.
 */
const golden = JSON.parse(readFileSync(path.join(import.meta.dirname, 'golden.json'), 'utf8')) as Record<string, Answer>;
const skip = cannotRun ?? false;
let bench: BuildBench;

before(async () => {
  if (skip) return;
  bench = await BuildBench.open({ run: true });
  await bench.busybox();
});

after(() => bench?.close());

for (const each of [...cases, ...referenceCases])
  test(`as BuildKit: ${each.name}`, { skip }, async () => {
    const { buildArgs = {}, labels = {}, target, newer = '' } = each;
    const more = { buildArgs, labels, noCache: true, platform: 'linux/amd64', ...(target !== undefined && { target }) };
    const outcome = await bench.build(each.dockerfile, each.files, more);
    const steps = outcome.vertexes.map((vertex) => vertex.name).filter((name) => /^\[(?!internal\])/.test(name));
    const wanted = golden[each.name];
    assert.ok(wanted !== undefined, 'no golden answer: run test/build/oracle.ts');
    if (outcome.failure !== undefined) {
      const place = (outcome.failure.range ?? []).flatMap(({ start, end }) =>
        Array.from({ length: end.line - start.line + 1 }, (_, at) => start.line + at),
      );
      const answer: Answer = { steps: stepNames(steps), error: normalError(outcome.failure.message), place };
      assert.deepEqual({ ...answer, [newer]: '' }, { ...wanted, [newer]: '' });
      return;
    }
    const { config, layers } = bench.image();
    const own = (config.history ?? []).filter((line) => line.comment === 'buildkit.dockerfile.v0');
    const first = (config.history ?? []).length - own.length;
    const lines: string[][] = [];
    for (const { diffID } of layers.slice(first)) {
      const { tar } = await bench.images.openLayer(diffID);
      lines.push(await layerLines(await tar.read(0, tar.size)));
    }
    const answer: Answer = {
      steps: stepNames(steps),
      config: config.config,
      ...(config.author && { author: config.author }),
      history: own.map((line) => `${line.empty_layer ? '- ' : ''}${line.created_by}`),
      layers: lines,
    };
    assert.deepEqual({ ...answer, [newer]: '' }, { ...wanted, [newer]: '' });
  });
