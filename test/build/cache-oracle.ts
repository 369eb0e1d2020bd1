/**
 * Builds the cases of the cache with a real BuildKit and writes what it took from its cache to `cache-golden.json`, with which `cache.test.ts`
 * compares this builder. Cases that have an answer already are left alone. The build cache of the daemon is emptied before each.
 *
 *     npx tsx test/build/cache-oracle.ts DOCKER_CLI     (a docker command with buildx, its daemon running)
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { busyboxFiles } from './bench.ts';
import { type CacheCase, cacheCases } from './cache-cases.ts';
import { type CacheAnswer, stepNames } from './compare.ts';
import { flagsOf, importBase, unpackFiles } from './real-build.ts';

const docker = process.argv[2] ?? 'docker';
const scratch = mkdtempSync(path.join(tmpdir(), 'drydock-oracle-'));

async function main(): Promise<void> {
  const file = path.join(import.meta.dirname, 'cache-golden.json');
  const known = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, CacheAnswer>) : {};
  const answers: Record<string, CacheAnswer> = {};
  for (const each of cacheCases) answers[each.name] = known[each.name] ?? (await answer(each));
  writeFileSync(file, `${JSON.stringify(answers, null, 1)}\n`);
}

async function answer({ name, builds }: CacheCase): Promise<CacheAnswer> {
  execFileSync(docker, ['builder', 'prune', '--all', '--force'], { stdio: 'ignore' });
  await importBase(docker, busyboxFiles);
  let progress = '';
  for (const [index, build] of builds.entries()) {
    if (build.base === 'files') await importBase(docker, { ...busyboxFiles, 'etc/rebased': 'x\n' });
    if (build.base === 'config') await importBase(docker, busyboxFiles, 'CMD ["other"]');
    const directory = mkdtempSync(path.join(scratch, 'cache-'));
    await unpackFiles(directory, { ...build.files, Dockerfile: build.dockerfile });
    const secrets = Object.entries(build.secrets ?? {}).map(([id, value]) => {
      writeFileSync(`${directory}-${id}`, value);
      return `--secret=id=${id},src=${directory}-${id}`;
    });
    const filters = (build.noCacheFilter ?? []).map((stage) => `--no-cache-filter=${stage}`);
    const flags = [...flagsOf(build), ...secrets, ...filters, ...(build.noCache ? ['--no-cache'] : [])];
    const { status, stderr } = spawnSync(docker, ['build', '--network', 'none', '--progress', 'plain', ...flags, directory], {
      encoding: 'utf8',
    });
    if (status !== 0 && index === builds.length - 1) throw new Error(`${name}: ${stderr}`);
    progress = stderr;
  }
  const steps = [...progress.matchAll(/^#(\d+) (\[(?!internal\])[^\]]*\] (?!FROM ).*)$/gm)].map(([, id, step = '']) => ({
    step,
    isCached: new RegExp(`^#${id} CACHED$`, 'm').test(progress),
  }));
  process.stdout.write(`${name}: ${steps.filter(({ isCached }) => isCached).length} of ${steps.length} cached\n`);
  return {
    cached: stepNames(steps.filter(({ isCached }) => isCached).map(({ step }) => step)),
    built: stepNames(steps.filter(({ isCached }) => !isCached).map(({ step }) => step)),
  };
}

try {
  await main();
} finally {
  rmSync(scratch, { recursive: true });
}
