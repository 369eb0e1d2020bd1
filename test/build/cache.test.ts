import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { BuildBench, busyboxFiles } from './bench.ts';
import { cacheCases } from './cache-cases.ts';
import { type CacheAnswer, stepNames } from './compare.ts';
import { cannotRun } from './native-run.ts';

/** What the last of several builds takes from the cache, compared with a real BuildKit (`cache-golden.json`, written by `oracle.ts`). */
const golden = JSON.parse(readFileSync(path.join(import.meta.dirname, 'cache-golden.json'), 'utf8')) as Record<string, CacheAnswer>;

for (const { name, builds, reason } of cacheCases)
  test(`cached as in BuildKit: ${name}`, { skip: cannotRun ?? false }, async () => {
    const bench = await BuildBench.open({ run: true });
    try {
      await bench.busybox();
      let last: Awaited<ReturnType<BuildBench['build']>> | undefined;
      for (const { dockerfile, files, base, secrets = {}, ...more } of builds) {
        if (base === 'files') await bench.base('bb', { ...busyboxFiles, 'etc/rebased': 'x\n' }, { Cmd: ['sh'] });
        if (base === 'config') await bench.base('bb', busyboxFiles, { Cmd: ['other'] });
        const bytes = new Map(Object.entries(secrets).map(([id, value]) => [id, new TextEncoder().encode(value)]));
        last = await bench.build(dockerfile, files, { ...more, secrets: bytes, platform: 'linux/amd64' });
      }
      assert.ok(last !== undefined);
      const steps = last.vertexes.filter((vertex) => /^\[(?!internal\])/.test(vertex.name) && !/^\[.*\] FROM /.test(vertex.name));
      const answer: CacheAnswer = {
        cached: stepNames(steps.filter((vertex) => vertex.cached === true).map((vertex) => vertex.name)),
        built: stepNames(steps.filter((vertex) => vertex.cached !== true).map((vertex) => vertex.name)),
      };
      const wanted = golden[name];
      assert.ok(wanted !== undefined, 'no golden answer: run test/build/oracle.ts');
      // Numbers and ONBUILD differ between versions of BuildKit.
      const titles = ({ cached, built }: CacheAnswer) =>
        [cached, built].map((names) => names.map((each) => each.replace(/^\[.*?\] (ONBUILD )?/, '')));
      assert.deepEqual(titles(answer), titles(wanted));
      const told = last.notes.find((note) => !note.hit)?.reason;
      assert.equal(told === undefined, answer.built.length === 0, 'what is built again has a reason');
      if (reason !== undefined) assert.deepEqual(told, reason);
    } finally {
      bench.close();
    }
  });
