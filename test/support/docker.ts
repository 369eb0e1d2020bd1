import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { unpackDebian } from './debian.ts';

/** A real Docker daemon of this process's own, that of Debian 13 (26.1), with nothing of it installed. */
export interface Docker {
  /** `unix://…`, for DOCKER_HOST. */
  readonly host: string;
  /** Where the programs are: a root of Debian 13. */
  readonly root: string;
  /** Its folder on this machine; inside, for containers and for `inside` commands, it is `/workspace`, as in our guest. */
  readonly workspace: string;
  /** Prefix of a command that shall see what the daemon sees: its network with the published ports, and `/workspace`. */
  readonly inside: readonly string[];
  close(): Promise<void>;
}

/** CLI plugins (buildx, compose) are found here: `$DOCKER_CONFIG/cli-plugins`. */
export const pluginsOf = (root: string) => path.join(root, 'usr/libexec/docker/cli-plugins');

/** @throws Error with the reason when this machine cannot run it. */
export function dockerRoot(): string {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) throw new Error('a real Docker daemon needs Linux and root');
  const packages = ['docker.io', 'docker-cli', 'docker-buildx', 'docker-compose', 'iptables', 'procps'];
  const root = unpackDebian(packages, { release: 'trixie', dependencies: true });
  // What the package's installation would choose. Another test that runs at the same time may do it first.
  for (const name of ['iptables', 'ip6tables']) {
    const link = path.join(root, 'usr/sbin', name);
    try {
      symlinkSync(`${name}-nft`, link);
    } catch (error) {
      if (!existsSync(link)) throw error;
    }
  }
  // A host has users.
  const users = path.join(root, 'etc/passwd');
  if (!existsSync(users)) writeFileSync(users, 'root:x:0:0:root:/root:/bin/sh\n');
  return root;
}

/**
 * Starts one in mount and network namespaces of its own: several run side by side, and what they mount and publish ends with them.
 * @throws Error with the reason when this machine cannot run it.
 */
export async function startDocker(): Promise<Docker> {
  const root = dockerRoot();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'drydock-docker-'));
  const workspace = path.join(folder, 'workspace');
  mkdirSync(workspace);
  // The mount point stays: it is another daemon's too, and removing one takes away what is mounted there in other namespaces.
  mkdirSync('/workspace', { recursive: true });
  mkdirSync(path.join(root, 'workspace'), { recursive: true });
  const socket = path.join(folder, 'docker.sock');
  // pivot_root, not chroot: under a chroot, what runc's exec joins a container's mount namespace with is the machine's root.
  const script = `set -e
ip link set lo up
mount --bind "$WORKSPACE" /workspace
mount --bind "$ROOT" "$ROOT"
for d in proc sys dev tmp; do mkdir -p "$ROOT/$d"; mount --rbind /$d "$ROOT/$d"; done
mount --bind "$WORKSPACE" "$ROOT/workspace"
cd "$ROOT"
mkdir -p .machine
pivot_root . .machine
exec dockerd --storage-driver=overlay2 \\
  --data-root "$FOLDER/data" --exec-root "$FOLDER/exec" --pidfile "$FOLDER/pid" --host "unix://$FOLDER/docker.sock"`;
  const log = path.join(folder, 'log');
  const child = spawn('unshare', ['--mount', '--net', '--propagation', 'private', 'sh', '-c', script], {
    env: { NODE_ENV: 'test', PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root', ROOT: root, FOLDER: folder, WORKSPACE: workspace },
    stdio: ['ignore', openSync(log, 'w'), openSync(log, 'a')],
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const close = async () => {
    child.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  const inside = ['nsenter', `--target=${child.pid}`, '--net', '--', ...withWorkspace(workspace)];
  const docker = {
    host: `unix://${socket}`,
    root,
    workspace,
    inside,
    close,
  };
  // Until it answers or has ended; the limit is for one that hangs.
  const patience = performance.now() + 300_000;
  for (;;) {
    if (child.exitCode !== null || performance.now() > patience) {
      const words = readFileSync(log, 'utf8').trim().split('\n').slice(-3).join('\n');
      await close();
      throw new Error(`dockerd does not start: ${words}`);
    }
    if (answers(docker.host, root)) return docker;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Prefix of a command that shall have this folder at `/workspace`. */
export function withWorkspace(folder: string): string[] {
  return ['unshare', '--mount', '--propagation', 'private', 'sh', '-c', `mount --bind '${folder}' /workspace && exec "$@"`, 'sh'];
}

function answers(host: string, root: string): boolean {
  try {
    execFileSync(path.join(root, 'usr/bin/docker'), ['--host', host, 'version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/**
 * The real command of the version that ours follows (28), when this machine has it.
 * @throws Error with the reason.
 */
export function realDocker(): string {
  for (const folder of (process.env.PATH ?? '').split(':')) {
    const file = path.join(folder, 'docker');
    if (!existsSync(file)) continue;
    const version = execFileSync(file, ['--version'], { encoding: 'utf8' });
    if (/version (2[89]|[3-9]\d)\./.test(version)) return file;
  }
  throw new Error('needs the docker command, version 28 or later, in PATH');
}

/** The docker command of Debian 12 (20.10): it speaks version 1.41 of the API. @throws Error with the reason. */
export function oldDocker(): string {
  return path.join(unpackDebian(['docker.io'], { release: 'bookworm' }), 'usr/bin/docker');
}
