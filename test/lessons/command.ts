import { spawn } from 'node:child_process';
import path from 'node:path';
import { root } from './example.ts';

const program = ['--import', 'tsx', path.join(root, 'engine/hosts/node.ts'), 'lesson'];

/** `npm run --silent drydock -- lesson …` without npm around it: the same program, as an author starts it. */
export function lesson(...words: readonly string[]): Promise<{ output: string; exitCode: number }> {
  const child = spawn(process.execPath, [...program, ...words], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ output, exitCode: code ?? -1 }));
  });
}

/** One that goes on until it is ended; resolves with its first line. */
export async function openLesson(...words: readonly string[]): Promise<{ line: string; end(): Promise<number | null> }> {
  const child = spawn(process.execPath, [...program, ...words], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const line = await new Promise<string>((resolve, reject) => {
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (output.includes('\n')) resolve(output);
    });
    void ended.then((code) => reject(new Error(`ended with ${code}`)));
  });
  return {
    line,
    end() {
      child.kill('SIGTERM');
      return ended;
    },
  };
}
