import type { ByteSource } from '../base/stream.ts';
import type { Agent, Process, Spawn } from '../guest/agent.ts';

/** The user's shell on the guest itself, "the host" of the containers. */

const environment: readonly string[] = [
  'HOME=/root',
  'USER=root',
  'LOGNAME=root',
  'SHELL=/bin/bash',
  'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  'LANG=C.UTF-8',
];

const directory = '/workspace';

/** A login shell on a new terminal. */
export function openShell(agent: Agent, terminal: { rows: number; cols: number }): Promise<Process> {
  return agent.spawn({
    argv: ['/bin/bash', '-l'],
    env: [...environment, 'TERM=xterm-256color', 'COLORTERM=truecolor'],
    cwd: directory,
    terminal,
  });
}

export interface ScriptOptions {
  readonly cwd?: string;
  readonly stdin?: ByteSource;
}

/** A shell that carries out one script, without a terminal. Its output must be read to the end. */
export async function runScript(agent: Agent, script: string, { cwd = directory, stdin }: ScriptOptions = {}): Promise<Process> {
  const spec: Spawn = {
    argv: ['/bin/bash', '-c', script],
    env: [...environment, 'TERM=dumb'],
    cwd,
    stdin: stdin === undefined ? 'null' : 'pipe',
  };
  const process = await agent.spawn(spec);
  if (stdin !== undefined) void feed(stdin, process);
  return process;
}

/** A script may end before it has read everything: what is left is then dropped. */
async function feed(source: ByteSource, { stdin }: Process): Promise<void> {
  try {
    for await (const chunk of source) await stdin.write(chunk);
    await stdin.end();
  } catch {
    // The reader is gone.
  }
}
