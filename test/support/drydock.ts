import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';

const root = path.resolve(import.meta.dirname, '../..');

export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** `npm run --silent drydock -- exec …` without npm around it: the same program, as a user starts it. */
export function drydock(script: string, options: { store?: string; workspace?: string; stdin?: string } = {}): Promise<Outcome> {
  const args = ['--import', 'tsx', path.join(root, 'engine/hosts/node.ts'), 'exec'];
  if (options.store !== undefined) args.push('--store', options.store);
  if (options.workspace !== undefined) args.push('--workspace', options.workspace);
  args.push('-c', script);
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['pipe', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ stdout, stderr, exitCode: code ?? -1 }));
    child.stdin.end(options.stdin ?? '');
  });
}

/** A folder of its own for one test, gone when it ends. */
export function temporaryFolder(context: TestContext, name: string): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), `drydock-${name}-`));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
