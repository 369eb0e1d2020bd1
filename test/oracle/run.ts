import { chmod, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compareRuns } from './compare.ts';
import { runTranscript } from './transcript.ts';

/**
 * `node --import tsx test/oracle/run.ts [NAME...]`: each transcript once with the real docker program and once with ours, both against the daemon at
 * DOCKER_HOST, and the differences. The transcripts expect an image `busybox` there.
 */
const here = fileURLToPath(new URL('.', import.meta.url));
const tsx = import.meta.resolve('tsx');
const real = await program('exec "$REAL_DOCKER" "$@"');
const ours = await program(`exec node --import ${tsx} ${join(here, 'docker.ts')} -- "$@"`);
const wanted = process.argv.slice(2);
let compared = 0;
let different = 0;
for (const file of (await readdir(join(here, 'transcripts'))).sort()) {
  const name = file.replace(/\.sh$/, '');
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const script = await readFile(join(here, 'transcripts', file), 'utf8');
  const env = { REAL_DOCKER: process.env.REAL_DOCKER ?? '/usr/local/bin/docker' };
  const left = await runTranscript(script, real, env);
  const right = await runTranscript(script, ours, env);
  const differences = compareRuns(left, right);
  compared += left.length;
  different += differences.length;
  console.log(`${name}: ${left.length} commands, ${differences.length} different`);
  for (const { command, text } of differences) console.log(`\n$ ${command}\n${text}`);
}
console.log(`${compared} commands compared, ${different} different`);
process.exitCode = different === 0 ? 0 : 1;

/** A folder with a `docker` in it. */
async function program(body: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'oracle-bin-'));
  await writeFile(join(folder, 'docker'), `#!/bin/sh\n${body}\n`);
  await chmod(join(folder, 'docker'), 0o755);
  return folder;
}
