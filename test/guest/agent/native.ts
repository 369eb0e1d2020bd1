import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { decompress, init } from '@bokuweb/zstd-wasm';
import { Emitter } from '../../../engine/base/events.ts';
import { collect } from '../../../engine/base/stream.ts';
import { createAgent } from '../../../engine/guest/agent/create.ts';
import type { Agent, ExitStatus, Spawn } from '../../../engine/guest/agent.ts';
import type { Channel } from '../../../engine/guest/channel.ts';

/**
 * The real agent as a process of this machine, its channel a socket: what it does with namespaces, mounts and links is what Linux does.
 * The program is built from its source where the compiler is there, and otherwise is the one that the guest boots.
 */
export interface NativeAgent {
  readonly agent: Agent;
  readonly channel: Channel;
  /** A folder of its own, gone after `stop`. */
  readonly directory: string;
  /** A directory with busybox and bash: a container's root. */
  readonly rootfs: string;
  /** Environment of programs on "the guest": busybox, `docker` and `curl` in PATH. */
  readonly env: readonly string[];
  /** Runs to the end, with everything that it wrote. */
  run(spec: Partial<Spawn> & Pick<Spawn, 'argv'>, stdin?: string): Promise<Finished>;
  stop(): Promise<void>;
}

export interface Finished {
  readonly stdout: string;
  readonly stderr: string;
  readonly exit: ExitStatus;
}

/** Why these tests cannot run here, or false. */
export const skip: string | false = process.platform !== 'linux' || process.getuid?.() !== 0 ? 'needs root on Linux' : false;

const project = new URL('../../../', import.meta.url).pathname;
const source = join(project, 'engine/guest/image/agent');

/** In mount, network, PID, UTS and IPC namespaces of its own, so that nothing it does is left behind. */
export async function startNativeAgent(): Promise<NativeAgent> {
  const directory = mkdtempSync(join(tmpdir(), 'drydock-agent-'));
  chmodSync(directory, 0o755);
  const rootfs = join(directory, 'rootfs');
  await unpackInitramfs(rootfs);
  const program = agentProgram(rootfs);
  const bin = join(directory, 'bin');
  mkdirSync(bin);
  for (const name of ['docker', 'curl']) symlinkSync(program, join(bin, name));
  const path = join(directory, 'channel');
  const sessions = join(directory, 'sessions');
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(path, resolve));
  const script = 'mount -t tmpfs tmpfs /run && exec "$@"';
  const isolated = ['--mount', '--net', '--pid', '--uts', '--ipc', '--fork', '--kill-child', '--mount-proc'];
  const child = spawn('unshare', [...isolated, 'sh', '-c', script, 'sh', program, '--socket', path, sessions], {
    stdio: 'ignore',
    // Relative paths, also those of nonsense, are of this folder.
    cwd: directory,
  });
  const socket = await accept(server);
  const received = new Emitter<Uint8Array>();
  const closed = new Emitter<void>();
  socket.on('data', (bytes) => received.emit(new Uint8Array(bytes)));
  socket.on('close', () => closed.emit());
  socket.on('error', () => undefined);
  const channel: Channel = { received, closed, send: (bytes) => void socket.write(bytes) };
  const agent = createAgent(channel);
  const env = [`PATH=${bin}:${rootfs}/usr/bin`, `DRYDOCK_SOCKET=${sessions}`, 'TERM=dumb'];
  return {
    agent,
    channel,
    directory,
    rootfs,
    env,
    async run(spec, stdin) {
      const child = await agent.spawn({ env, cwd: '/', ...spec, ...(stdin !== undefined && { stdin: 'pipe' }) });
      if (stdin !== undefined) void child.stdin.write(new TextEncoder().encode(stdin)).then(() => child.stdin.end());
      const [stdout, stderr, exit] = await Promise.all([text(child.stdout), text(child.stderr), child.exit]);
      return { stdout, stderr, exit };
    },
    async stop() {
      agent.dispose();
      socket.destroy();
      server.close();
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await gone;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

export async function text(source: AsyncIterable<Uint8Array>): Promise<string> {
  return new TextDecoder().decode(await collect(source));
}

export function bytes(content: string): Uint8Array {
  return new TextEncoder().encode(content);
}

function accept(server: Server): Promise<Socket> {
  return new Promise((resolve) => server.once('connection', resolve));
}

/** Why the agent cannot be built here, or false. */
export const noCompiler: string | false = existsSync('/usr/lib/i386-linux-musl/musl-gcc.specs')
  ? false
  : 'needs gcc-multilib and musl-dev:i386';

function agentProgram(rootfs: string): string {
  return noCompiler ? join(rootfs, 'init') : join(makeAgent('all'), 'agent');
}

/** The folder of what make made. Kept under the digest of the sources, and put there whole: test files run side by side. */
export function makeAgent(target: 'all' | 'test'): string {
  const digest = createHash('sha256').update(target);
  for (const entry of readdirSync(source, { recursive: true, withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1)))
    if (entry.isFile()) digest.update(entry.name).update(readFileSync(join(entry.parentPath, entry.name)));
  const kept = join(tmpdir(), `drydock-agent-build-${digest.digest('hex').slice(0, 16)}`);
  if (existsSync(kept)) return kept;
  const out = mkdtempSync(`${kept}-`);
  execFileSync('make', ['-s', '-C', source, `OUT=${out}`, target], { stdio: ['ignore', 'ignore', 'pipe'] });
  try {
    renameSync(out, kept);
  } catch {
    rmSync(out, { recursive: true }); // Another was faster.
  }
  return kept;
}

/** The guest's own root files: a cpio archive of the "new ASCII" format, compressed with zstd. Device nodes are left out. */
async function unpackInitramfs(to: string): Promise<void> {
  await init();
  const archive = Buffer.from(decompress(readFileSync(join(project, 'public/guest/initramfs')), { defaultHeapSize: 32 << 20 }));
  const number = (at: number) => Number.parseInt(archive.toString('latin1', at, at + 8), 16);
  const align = (at: number) => (at + 3) & ~3;
  for (let at = 0; ; ) {
    const mode = number(at + 14);
    const size = number(at + 54);
    const nameSize = number(at + 94);
    const name = archive.toString('utf8', at + 110, at + 110 + nameSize - 1);
    if (name === 'TRAILER!!!') return;
    const content = align(at + 110 + nameSize);
    const data = archive.subarray(content, content + size);
    at = align(content + size);
    const path = join(to, name);
    const kind = mode & 0o170000;
    mkdirSync(kind === 0o040000 ? path : dirname(path), { recursive: true });
    if (kind === 0o100000) writeFileSync(path, data);
    if (kind === 0o120000) symlinkSync(data.toString(), path);
    if (kind === 0o100000 || kind === 0o040000) chmodSync(path, mode & 0o7777);
  }
}
