import { execFileSync } from 'node:child_process';
import { createDockerClient } from '../../engine/api/client/client.ts';
import type { ByteSink } from '../../engine/base/stream.ts';
import { runCli } from '../../engine/cli/cli.ts';
import { nodeFiles } from './node-files.ts';
import { unixTransport } from './unix-transport.ts';

/**
 * Our `docker` as a program of this machine, against the daemon whose socket `DOCKER_HOST` (unix://…) names. Together with the real
 * program it separates faults of our command line from faults of our engine.
 */
// The arguments follow a `--`: Node 20 takes an `--env-file` anywhere before one for its own.
const socket = (process.env.DOCKER_HOST ?? 'unix:///var/run/docker.sock').replace('unix://', '');
const client = createDockerClient(unixTransport(socket));
const abort = new AbortController();
const signalListeners = new Set<(signal: number) => void>();
const resizeListeners = new Set<(size: { rows: number; cols: number }) => void>();
let claimed = false;
let before = '';

for (const [name, number] of [
  ['SIGINT', 2],
  ['SIGTERM', 15],
  ['SIGHUP', 1],
  ['SIGQUIT', 3],
  ['SIGUSR1', 10],
] as const) {
  process.on(name, () => {
    for (const listener of signalListeners) listener(number);
    if (claimed) return;
    abort.abort();
    process.exit(128 + number);
  });
}
// A reader that went away, as in `| head -1`, ends the program without a word.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => process.exit(128 + 13));
process.stdout.on('resize', () => {
  for (const listener of resizeListeners) listener(size());
});

const size = () => ({ rows: process.stdout.rows ?? 0, cols: process.stdout.columns ?? 0 });
const code = await (async () => {
  await client.system.negotiate().catch(() => undefined);
  return await runCli(['docker', ...process.argv.slice(3)], io(), client);
})();
process.exit(code);

function io(): Parameters<typeof runCli>[1] {
  const env = Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined));
  return {
    cwd: process.cwd(),
    host: `unix://${socket}`,
    env,
    isTerminal: { stdin: process.stdin.isTTY === true, stdout: process.stdout.isTTY === true, stderr: process.stderr.isTTY === true },
    get size() {
      return size();
    },
    stdin: process.stdin,
    stdout: sink(process.stdout),
    stderr: sink(process.stderr),
    onResize: listenable(resizeListeners),
    onSignal: listenable(signalListeners),
    claimSignals() {
      claimed = true;
    },
    closed: abort.signal,
    async setRaw(raw) {
      // Node's own raw mode still writes a carriage return before each line feed.
      if (raw && before === '') before = stty('-g');
      stty(...(raw ? ['raw', '-echo'] : [before]));
    },
    files: nodeFiles,
  };
}

function stty(...words: string[]): string {
  return execFileSync('stty', words, { stdio: ['inherit', 'pipe', 'ignore'], encoding: 'utf8' }).trim();
}

function listenable<T>(listeners: Set<(value: T) => void>) {
  return {
    on(listener: (value: T) => void) {
      listeners.add(listener);
      return { dispose: () => void listeners.delete(listener) };
    },
  };
}

function sink(stream: NodeJS.WriteStream): ByteSink {
  return {
    write: (chunk) =>
      new Promise((resolve, reject) => {
        stream.write(chunk, (error) => (error ? reject(error) : resolve()));
      }),
    end: async () => undefined,
  };
}
