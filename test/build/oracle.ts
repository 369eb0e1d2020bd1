/**
 * Builds the cases with a real BuildKit and writes what it made of them to `golden.json`, with which `cases.test.ts` compares this builder.
 * Cases that have an answer already are left alone; without `golden.json` all are asked.
 *
 *     npx tsx test/build/oracle.ts DOCKER_CLI [DOCKER_CLI]     (docker commands with buildx, the second one's daemon with the containerd image store)
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { busyboxFiles } from './bench.ts';
import { type BuildCase, cases } from './cases.ts';
import { type Answer, layerLines, normalError, stepNames } from './compare.ts';
import { flagsOf, importBase, unpackFiles } from './real-build.ts';
import { referenceCases } from './reference-cases.ts';

const plain = process.argv[2] ?? 'docker';
const merging = process.argv[3];
const scratch = mkdtempSync(path.join(tmpdir(), 'drydock-oracle-'));

async function main(): Promise<void> {
  for (const docker of [plain, merging]) if (docker !== undefined) await importBase(docker, busyboxFiles);
  const file = path.join(import.meta.dirname, 'golden.json');
  const known = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, Answer>) : {};
  const golden: Record<string, Answer> = {};
  for (const [index, each] of [...cases, ...referenceCases].entries()) {
    const before = known[each.name];
    golden[each.name] = before ?? (await answer(each, index));
    if (before === undefined) process.stdout.write(`${each.name}: ${golden[each.name]?.error ?? 'ok'}\n`);
  }
  writeFileSync(file, `${JSON.stringify(golden, null, 1)}\n`);
}

async function answer(each: BuildCase, index: number): Promise<Answer> {
  const directory = path.join(scratch, String(index));
  mkdirSync(directory);
  await unpackFiles(directory, { ...each.files, Dockerfile: each.dockerfile });
  const docker = each.merge ? merging : plain;
  if (docker === undefined) throw new Error(`${each.name}: needs a second docker command`);
  const tag = `oracle${index}`;
  const { status, stderr } = spawnSync(
    docker,
    ['build', '--no-cache', '--network', 'none', '--progress', 'plain', '-t', tag, ...flagsOf(each), directory],
    { encoding: 'utf8' },
  );
  const steps = stepsOf(stderr);
  if (status !== 0)
    return {
      steps,
      error: normalError(/^ERROR: (.*(?:\n(?!$).*)*)/m.exec(stderr)?.[1]?.trim() ?? stderr),
      place: />>>/.test(stderr) ? placeOf(stderr) : [],
    };
  const saved = path.join(directory, 'saved');
  mkdirSync(saved);
  execFileSync('tar', ['-C', saved, '-x', '-f', '-'], { input: execFileSync(docker, ['save', tag], { maxBuffer: 1 << 28 }) });
  return { steps, ...(await imageOf(saved)) };
}

/** Names of the steps; those inside brackets with a number, and their output. */
function stepsOf(progress: string): string[] {
  const names = [...progress.matchAll(/^#\d+ (\[(?!internal\])[^\]]*\] .*)$/gm)].map((match) => match[1] ?? '');
  return stepNames(names);
}

/** Lines of the Dockerfile that are marked. */
function placeOf(progress: string): number[] {
  return [...progress.matchAll(/^ *(\d+) \| >>>/gm)].map((match) => Number(match[1]));
}

function plainTar(layer: Uint8Array): Uint8Array {
  return layer[0] === 0x1f && layer[1] === 0x8b ? gunzipSync(layer) : layer;
}

async function imageOf(directory: string): Promise<Pick<Answer, 'config' | 'history' | 'layers' | 'author'>> {
  const read = (name: string) => execFileSync('cat', [path.join(directory, name)], { maxBuffer: 1 << 28 });
  const [manifest] = JSON.parse(read('manifest.json').toString()) as Array<{ Config: string; Layers: string[] }>;
  if (manifest === undefined) throw new Error('no manifest');
  const image = JSON.parse(read(manifest.Config).toString());
  const own = image.history.filter((line: { comment?: string }) => line.comment === 'buildkit.dockerfile.v0');
  const first = image.history.length > own.length ? 1 : 0;
  const all: string[][] = [];
  for (const layer of manifest.Layers.slice(first)) all.push(await layerLines(plainTar(read(layer))));
  return {
    config: image.config,
    ...(image.author && { author: image.author }),
    history: own.map((line: { created_by: string; empty_layer?: boolean }) => `${line.empty_layer ? '- ' : ''}${line.created_by}`),
    layers: all,
  };
}

try {
  await main();
} finally {
  rmSync(scratch, { recursive: true });
}
