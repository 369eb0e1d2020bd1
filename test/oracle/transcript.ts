import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A transcript is a shell script whose steps are set apart by empty lines. Its steps run in one shell, in an empty directory, one after the
 * other, and each one's output, errors and exit code are kept apart. What `docker` is, is up to PATH.
 */
export interface StepResult {
  readonly command: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

export function stepsOf(script: string): string[] {
  return script
    .split(/\n\s*\n/)
    .map((step) => step.trim())
    .filter((step) => step !== '' && !step.split('\n').every((line) => line.startsWith('#')));
}

/** The script that runs the steps and leaves `<n>.out`, `<n>.err`, `<n>.code` in `results`. Fit for any bash. */
export function wrapper(steps: readonly string[], results: string): string {
  const body = steps.map(
    (step, at) => `{\n${step}\n} > ${results}/${at}.out 2> ${results}/${at}.err < /dev/null\necho $? > ${results}/${at}.code\n`,
  );
  return body.join('\n');
}

/** Runs a transcript on this machine, `docker` being the program in folder `bin`. */
export async function runTranscript(script: string, bin: string, env: Record<string, string> = {}): Promise<StepResult[]> {
  const steps = stepsOf(script);
  const folder = await mkdtemp(join(tmpdir(), 'transcript-'));
  try {
    await mkdir(join(folder, 'results'));
    await mkdir(join(folder, 'work'));
    await writeFile(join(folder, 'script.sh'), wrapper(steps, join(folder, 'results')));
    await new Promise<void>((resolve) => {
      const shell = spawn('bash', [join(folder, 'script.sh')], {
        cwd: join(folder, 'work'),
        env: { ...process.env, ...env, PATH: `${bin}:${process.env.PATH}` },
        stdio: 'ignore',
      });
      shell.once('close', () => resolve());
    });
    return await Promise.all(steps.map((command, at) => readStep(folder, at, command)));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readStep(folder: string, at: number, command: string): Promise<StepResult> {
  const read = async (suffix: string) =>
    (await readFile(join(folder, 'results', `${at}.${suffix}`), 'utf8').catch(() => '')).replaceAll(folder, '');
  return { command, stdout: await read('out'), stderr: await read('err'), code: Number((await read('code')) || -1) };
}
