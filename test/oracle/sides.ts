import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { once } from '../../engine/base/stream.ts';
import { startNodeEngine } from '../../engine/hosts/node/engine.ts';
import { runScript } from '../../engine/hosts/shell.ts';
import { readTar } from '../../engine/tar/reader.ts';
import { pluginsOf, startDocker, withWorkspace } from '../support/docker.ts';
import { type StepResult, type Transcript, wrapper } from './transcript.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const program = path.resolve(here, '../../engine/hosts/node.ts');

/** What a transcript is run on: a `docker` command and an engine. The folder it runs in is `/workspace/work` on all of them. */
export interface Side {
  run(transcript: Transcript): Promise<StepResult[]>;
}

/** Archives of images, made once: all sides then hold the same bytes. */
export interface Archives {
  of(image: string): Promise<string>;
  close(): void;
}

export function createArchives(): Archives {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'drydock-images-'));
  const made = new Map<string, Promise<string>>();
  async function make(image: string): Promise<string> {
    const file = path.join(folder, `${made.size}.tar`);
    const { engine, close } = await startNodeEngine({});
    try {
      const shell = await runScript(engine.agent, `docker pull -q ${image} >&2 && docker save ${image}`, {});
      const complaint = text(shell.stderr);
      const parts: Uint8Array[] = [];
      for await (const chunk of shell.stdout) parts.push(chunk);
      if ((await shell.exit).code !== 0) throw new Error(`docker save ${image} in the guest: ${await complaint}`);
      await writeFile(file, Buffer.concat(parts));
      return file;
    } finally {
      await close();
    }
  }
  return {
    of(image) {
      const known = made.get(image) ?? make(image);
      made.set(image, known);
      return known;
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/**
 * A real daemon, and a docker command for it: the real one, or ours as a program of this machine. A new daemon for each transcript: what
 * another one left (a layer that its build cache holds, an address) would change the answers.
 */
export function daemonSide(command: string, archives: Archives): Side {
  return {
    async run(transcript) {
      const docker = await startDocker();
      try {
        const folder = path.dirname(docker.workspace);
        const loads = (await Promise.all(transcript.images.map(archives.of))).map((file) => `docker load -q -i ${file}`);
        const script = path.join(docker.workspace, 'script.sh');
        await writeFile(script, wrapped(transcript, loads));
        await bash([...docker.inside, 'bash', '/workspace/script.sh'], {
          ...environment,
          DOCKER_HOST: docker.host,
          DOCKER_CONFIG: configuration(folder, docker.root),
          PATH: `${commandFolder(folder, command)}:${process.env.PATH}`,
        });
        return await readResults(transcript, (name) => readFile(path.join(docker.workspace, 'results', name), 'utf8'));
      } finally {
        await docker.close();
      }
    },
  };
}

/** Our guest, its own shell and its own `docker`. */
export function guestSide(archives: Archives): Side {
  return {
    async run(transcript) {
      const { engine, close } = await startNodeEngine({});
      try {
        for (const image of transcript.images) {
          const bytes = await readFile(await archives.of(image));
          for await (const _ of await engine.docker.images.load(once(bytes), {})) void _;
        }
        const script = `${folders}\ncd work\nexport ${Object.entries(environment)
          .map(([name, value]) => `${name}=${value}`)
          .join(' ')}\n${wrapper(transcript.steps, '/workspace/results')}`;
        const shell = await runScript(engine.agent, script, {});
        const timer = setTimeout(() => void shell.signal(9, { group: true }), patience);
        const [, complaint] = await Promise.all([text(shell.stdout), text(shell.stderr), shell.exit]);
        clearTimeout(timer);
        if (complaint !== '') console.error(complaint);
        const files = new Map<string, string>();
        const archive = await runScript(engine.agent, 'cd /workspace/results && tar -cf - *', {});
        for await (const { header, content } of readTar(archive.stdout)) files.set(header.name, await text(content));
        return await readResults(transcript, async (name) => files.get(name) ?? '');
      } finally {
        await close();
      }
    },
  };
}

/** Our engine behind its socket, and the real command. */
export function servedSide(command: string, archives: Archives): Side {
  return {
    async run(transcript) {
      const folder = mkdtempSync(path.join(os.tmpdir(), 'drydock-served-'));
      const workspace = path.join(folder, 'workspace');
      mkdirSync(workspace);
      const host = `unix://${folder}/docker.sock`;
      const server = spawn(process.execPath, ['--import', 'tsx', program, 'serve', '--listen', host, '--workspace', workspace], {
        cwd: path.resolve(here, '../..'),
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const ended = new Promise<void>((resolve) => server.once('close', () => resolve()));
      try {
        await new Promise<void>((resolve, reject) => {
          server.stdout.once('data', () => resolve());
          server.once('close', (code) => reject(new Error(`serve ended with ${code}`)));
        });
        const loads = (await Promise.all(transcript.images.map(archives.of))).map((file) => `docker load -q -i ${file}`);
        await writeFile(path.join(workspace, 'script.sh'), wrapped(transcript, loads));
        await bash([...withWorkspace(workspace), 'bash', '/workspace/script.sh'], {
          ...environment,
          DOCKER_HOST: host,
          // BuildKit's own protocol is spoken between the real command and a BuildKit only.
          DOCKER_BUILDKIT: '0',
          PATH: `${commandFolder(folder, command)}:${process.env.PATH}`,
        });
        return await readResults(transcript, (name) => readFile(path.join(workspace, 'results', name), 'utf8'));
      } finally {
        server.kill('SIGTERM');
        await ended;
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}

/** Our `docker` as one file, so that it starts as quickly as the real one. */
export async function bundleOurCommand(folder: string): Promise<string> {
  const file = path.join(folder, 'docker.mjs');
  await build({
    entryPoints: [path.join(here, 'docker.ts')],
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  });
  return `exec ${process.execPath} ${file} -- "$@"`;
}

/** Ends a transcript that hangs. With three sides at once on a slow machine the longest take many minutes. Milliseconds. */
const patience = 1_200_000;

/** The same for all. */
const environment = { LC_ALL: 'C.UTF-8', TZ: 'UTC', TERM: 'dumb', HOME: '/workspace/home' };

const folders = 'rm -rf /workspace/work /workspace/results; mkdir -p /workspace/work /workspace/results /workspace/home';

/** The transcript as one script, behind what prepares it. */
function wrapped({ steps }: Transcript, before: readonly string[]): string {
  return `{ ${[...before, folders].join('\n')}\n} > /dev/null\ncd /workspace/work\n${wrapper(steps, '/workspace/results')}`;
}

function commandFolder(folder: string, command: string): string {
  const bin = path.join(folder, 'bin');
  mkdirSync(bin);
  writeFileSync(path.join(bin, 'docker'), `#!/bin/sh\n${command}\n`);
  chmodSync(path.join(bin, 'docker'), 0o755);
  return bin;
}

/** A configuration of its own, with the plugins of this root. */
function configuration(folder: string, root: string): string {
  const home = path.join(folder, 'config');
  mkdirSync(home);
  symlinkSync(pluginsOf(root), path.join(home, 'cli-plugins'));
  return home;
}

/** A shell, ended with all that it started when its time is over. */
function bash([file = '', ...args]: readonly string[], env: Record<string, string>): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { env: env as NodeJS.ProcessEnv, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        output += chunk;
      });
    }
    const timer = setTimeout(() => {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    }, patience);
    child.once('error', reject);
    // Not `close`: what a step left in the background may hold the pipes.
    child.once('exit', (code) => {
      clearTimeout(timer);
      resolve({ code: code ?? -1, output });
    });
  });
}

async function readResults({ steps }: Transcript, read: (name: string) => Promise<string>): Promise<StepResult[]> {
  const file = (name: string) => read(name).catch(() => '');
  return Promise.all(
    steps.map(async ({ command }, at) => ({
      command,
      stdout: await file(`${at}.out`),
      stderr: await file(`${at}.err`),
      code: Number((await file(`${at}.code`)).trim() || -1),
    })),
  );
}
