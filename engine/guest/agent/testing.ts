import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Emitter } from '../../base/events.ts';
import type { Agent } from '../agent.ts';
import type { Channel } from '../channel.ts';
import { createAgent } from './create.ts';

const source = new URL('../image/agent/', import.meta.url).pathname;

/** The real agent as a process of this machine, its channel a socket. */
export interface NativeAgent {
  readonly agent: Agent;
  readonly channel: Channel;
  /** Where its `docker` client finds it. */
  readonly sessions: string;
  /** The program itself. */
  readonly program: string;
  /** A folder of its own, gone after `stop`. */
  readonly directory: string;
  stop(): Promise<void>;
}

let built: string | undefined;

function build(): string {
  if (built === undefined) {
    const out = process.env.DRYDOCK_AGENT_OUT ?? join(tmpdir(), 'drydock-agent');
    execFileSync('make', ['-s', '-C', source, `OUT=${out}`], { stdio: ['ignore', 'ignore', 'inherit'] });
    built = join(out, 'agent');
  }
  return built;
}

/** In mount, network, PID and cgroup namespaces of its own, so that nothing it does is left behind. Needs root. */
export async function startNativeAgent(): Promise<NativeAgent> {
  const program = build();
  const directory = mkdtempSync(join(tmpdir(), 'drydock-test-'));
  const path = join(directory, 'channel');
  const sessions = join(directory, 'sessions');
  const server = createServer({ allowHalfOpen: false });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  const script = 'mount -t tmpfs tmpfs /run && exec "$@"';
  const child = spawn(
    'unshare',
    ['--mount', '--net', '--pid', '--fork', '--mount-proc', 'sh', '-c', script, 'sh', program, '--socket', path, sessions],
    { stdio: ['ignore', 'inherit', 'inherit'] },
  );
  const socket = await accept(server);
  const received = new Emitter<Uint8Array>();
  const closed = new Emitter<void>();
  socket.on('data', (bytes) => received.emit(new Uint8Array(bytes)));
  socket.on('close', () => closed.emit());
  socket.on('error', () => undefined);
  const channel: Channel = { received, closed, send: (bytes) => void socket.write(bytes) };
  const agent = createAgent(channel);
  return {
    agent,
    channel,
    sessions,
    program,
    directory,
    async stop() {
      agent.dispose();
      socket.destroy();
      server.close();
      const gone = new Promise((resolve) => child.once('exit', resolve));
      // `unshare` does not pass signals on: its child is the agent, PID 1 of its namespace, which takes all others with it.
      for (const pid of execFileSync('ps', ['-o', 'pid=', '--ppid', String(child.pid)], { encoding: 'utf8' }).split('\n'))
        if (pid.trim() !== '') process.kill(Number(pid), 'SIGKILL');
      await gone;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function accept(server: Server): Promise<Socket> {
  return new Promise((resolve) => server.once('connection', resolve));
}
