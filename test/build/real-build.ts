import { execFileSync } from 'node:child_process';
import { collect } from '../../engine/base/stream.ts';
import { writeTar } from '../../engine/tar/writer.ts';
import { contextOf, type Files, members } from './bench.ts';
import type { BuildCase } from './cases.ts';

/** What the two oracles have in common: a base image, a context on disk, the flags of a build. */

export async function importBase(docker: string, files: Files, change = 'CMD ["sh"]'): Promise<void> {
  const input = await collect(writeTar(members(files)));
  execFileSync(docker, ['import', '--change', change, '-', 'bb:latest'], { input, stdio: ['pipe', 'ignore', 'inherit'] });
}

export async function unpackFiles(directory: string, files: Files): Promise<void> {
  execFileSync('tar', ['-C', directory, '-x', '-p', '-f', '-'], { input: await collect(contextOf(files)) });
}

export function flagsOf({ buildArgs = {}, labels = {}, target }: Pick<BuildCase, 'buildArgs' | 'labels' | 'target'>): string[] {
  return [
    ...Object.entries(buildArgs).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]),
    ...Object.entries(labels).flatMap(([name, value]) => ['--label', `${name}=${value}`]),
    ...(target === undefined ? [] : ['--target', target]),
  ];
}
