import { execFile, execFileSync } from 'node:child_process';
import { createDockerClient } from '../../engine/api/client/client.ts';
import { Emitter } from '../../engine/base/events.ts';
import { ByteQueue, type ByteSink } from '../../engine/base/stream.ts';
import { runCli } from '../../engine/cli/cli.ts';
import type { CliIo } from '../../engine/cli/io.ts';
import { nodeFiles } from '../oracle/node-files.ts';
import { unixTransport } from '../oracle/unix-transport.ts';

export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

export interface Place {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** The docker program of this machine when it is one of release 28 or later; else why the comparison cannot be made. */
export function realDocker(): { readonly path: string; readonly version: string } | { readonly missing: string } {
  for (const path of [process.env.REAL_DOCKER, '/usr/local/bin/docker', '/usr/bin/docker']) {
    if (path === undefined) continue;
    try {
      const text = execFileSync(path, ['--version'], { encoding: 'utf8' });
      const version = /version (\d+)\.(\d+\.\d+)/.exec(text);
      if (Number(version?.[1]) >= 28) return { path, version: `${version?.[1]}.${version?.[2]}` };
    } catch {
      // Not there.
    }
  }
  return { missing: 'no docker program of release 28 or later on this machine' };
}

export function runReal(path: string, argv: readonly string[], { cwd, env }: Place): Promise<Outcome> {
  return new Promise((resolve) => {
    // The answers are canned: the time is for a program that hangs.
    const options = { cwd, env: env as NodeJS.ProcessEnv, timeout: 120_000, maxBuffer: 1 << 26 };
    const child = execFile(path, argv, options, (error, stdout, stderr) => {
      resolve({ stdout, stderr, code: error === null ? 0 : Number(error.code ?? -1) });
    });
    child.stdin?.end();
  });
}

/** Our command in this process, at the daemon behind `socketPath`. */
export async function runOurs(socketPath: string, argv: readonly string[], { cwd, env }: Place): Promise<Outcome> {
  const client = createDockerClient(unixTransport(socketPath));
  await client.system.negotiate().catch(() => undefined);
  const stdin = new ByteQueue();
  stdin.end();
  const [stdout, stderr] = [textSink(), textSink()];
  const io: CliIo = {
    cwd,
    env,
    isTerminal: { stdin: false, stdout: false, stderr: false },
    size: { rows: 0, cols: 0 },
    stdin,
    stdout: stdout.sink,
    stderr: stderr.sink,
    onResize: new Emitter(),
    onSignal: new Emitter(),
    claimSignals: () => undefined,
    closed: new AbortController().signal,
    setRaw: async () => undefined,
    files: nodeFiles,
    host: `unix://${socketPath}`,
  };
  const code = await runCli(['docker', ...argv], io, client);
  return { stdout: stdout.text(), stderr: stderr.text(), code };
}

function textSink(): { sink: ByteSink; text: () => string } {
  const chunks: Uint8Array[] = [];
  return {
    sink: { write: async (chunk) => void chunks.push(chunk), end: async () => undefined },
    text: () => Buffer.concat(chunks).toString(),
  };
}
