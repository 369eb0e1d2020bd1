import type { Clock } from '../base/clock.ts';
import { EngineError } from '../base/errors.ts';
import { randomHex } from '../base/ids.ts';
import type { ByteSource } from '../base/stream.ts';
import type { Agent, Mount, Process } from '../guest/agent.ts';
import type { ImageStore } from '../image/image-store.ts';
import type { StagedLayer } from '../image/types.ts';
import type { Networks } from '../network/networks.ts';
import type { Sandbox } from '../network/sandbox.ts';
import type { Digest } from '../oci/digest.ts';
import type { Snapshots } from '../snapshot/snapshots.ts';
import { type BuildMount, BuildMounts } from './build-mounts.ts';
import { cgroupParent, cgroupRoot, readKeyed } from './cgroup.ts';
import { completeHostConfig } from './defaults.ts';
import { drained } from './drained.ts';
import { hostsText, resolvText } from './etc-files.ts';
import { spawnOf } from './spawn.ts';
import type { Ulimit } from './spec.ts';
import { execFailure, isExecFailure } from './start-error.ts';
import { userFilesOfStack } from './user-files.ts';
import { resolveUser } from './users.ts';

/** What a build's RUN asks for; the builder's own interface has the same shape. */
export interface BuildRunRequest {
  readonly stack: readonly Digest[];
  readonly argv: readonly string[];
  readonly env: readonly string[];
  readonly cwd: string;
  readonly user: string;
  readonly mounts: readonly BuildMount[];
  readonly network: 'default' | 'none' | 'host';
  readonly hostname?: string;
  readonly extraHosts: readonly string[];
  readonly insecure: boolean;
  /** In bytes, of `/dev/shm`. */
  readonly shmSize?: number;
  readonly ulimits?: readonly Ulimit[];
  readonly onOutput: (stream: 1 | 2, bytes: Uint8Array) => void;
  readonly signal: AbortSignal;
}

export interface BuildRunResult {
  readonly exitCode: number;
  readonly outOfMemory?: boolean;
  readonly layer?: StagedLayer;
}

interface Parts {
  readonly agent: Agent;
  readonly images: ImageStore;
  readonly snapshots: Snapshots;
  readonly networks: Networks;
  readonly clock: Clock;
}

/** Runs the steps of a build: containers without a record, whose upper becomes a layer. */
export function createBuildRun(parts: Parts): { run(request: BuildRunRequest): Promise<BuildRunResult>; readonly mounts: BuildMounts } {
  const mounts = new BuildMounts(parts);
  return { run: (request) => runStep(parts, mounts, request), mounts };
}

async function runStep(parts: Parts, buildMounts: BuildMounts, request: BuildRunRequest): Promise<BuildRunResult> {
  const { agent, snapshots, networks } = parts;
  const cancelled = () => new EngineError('cancelled', 'context canceled');
  if (request.signal.aborted) throw cancelled();
  const user = resolveUser(request.user, await userFilesOfStack(parts.images, request.stack));
  const id = randomHex(32);
  const snapshot = snapshots.open(`b${id.slice(0, 11)}`, request.stack);
  const cgroup = `${cgroupRoot}/${cgroupParent}/${id}`;
  const releases: Array<() => void> = [];
  let sandbox: Sandbox | undefined;
  try {
    const steps: Array<Promise<unknown>> = [];
    const issue = (step: Promise<unknown>): void => {
      step.catch(() => {});
      steps.push(step);
    };
    issue(snapshot.mount());
    if (request.network !== 'host') {
      sandbox = networks.openSandbox({ id, name: id.slice(0, 12), hostname: request.hostname ?? '' });
      networks.join(sandbox, request.network === 'none' ? 'none' : 'bridge', {});
      issue(sandbox.ready);
    }
    issue(
      agent.writeFile(
        `${snapshot.directory}/hosts`,
        hostsText({ extraHosts: request.extraHosts, sandbox, hostname: request.hostname ?? '' }),
      ),
    );
    issue(agent.writeFile(`${snapshot.directory}/hostname`, `${request.hostname ?? 'buildkitsandbox'}\n`));
    issue(agent.writeFile(`${snapshot.directory}/resolv.conf`, resolvText({})));
    issue(agent.mkdir(cgroup));
    const extra: Mount[] = [];
    for (const mount of request.mounts) {
      const prepared = await buildMounts.prepare(mount, snapshot.directory, request.argv.join(' '));
      extra.push(...prepared.mounts);
      releases.push(prepared.release);
    }
    const [path = '', ...args] = request.argv;
    const spec = spawnOf({
      root: snapshot.root,
      directory: snapshot.directory,
      path,
      args,
      config: { Env: request.env, WorkingDir: request.cwd, Hostname: request.hostname ?? 'buildkitsandbox' },
      hostConfig: completeHostConfig({
        Privileged: request.insecure,
        ...(request.shmSize && { ShmSize: request.shmSize }),
        ...(request.ulimits && { Ulimits: request.ulimits }),
      }),
      mounts: [],
      user,
      cgroup,
      network: sandbox === undefined ? 'host' : { name: sandbox.namespace },
      pid: 'new',
      ipc: 'new',
    });
    const spawned = agent.spawn({ ...spec, mounts: [...(spec.mounts ?? []), ...extra] });
    spawned.catch(() => {});
    for (const step of await Promise.allSettled(steps)) if (step.status === 'rejected') throw step.reason;
    const exitCode = await follow(parts.clock, await spawned, request);
    if (request.signal.aborted) throw cancelled();
    await snapshot.unmount();
    if (exitCode === 0) return { exitCode, layer: await snapshot.commit({ without: request.mounts.map(({ target }) => target) }) };
    const events = exitCode === 137 ? await readKeyed(agent, `${cgroup}/memory.events`) : {};
    return { exitCode, ...((events.oom_kill ?? 0) > 0 && { outOfMemory: true }) };
  } catch (error) {
    if (!isExecFailure(error)) throw error;
    const sentence = `runc run failed: unable to start container process: error during container init: ${execFailure(error, request.argv[0] ?? '').text}\n`;
    request.onOutput(2, new TextEncoder().encode(sentence));
    return { exitCode: 1 };
  } finally {
    for (const release of releases.reverse()) release();
    if (sandbox !== undefined) networks.closeSandbox(sandbox);
    agent.remove(cgroup).catch(() => {});
    snapshot.discard().catch(() => {});
  }
}

/** Until the program has ended and all its output has come. */
async function follow(clock: Clock, process: Process, { onOutput, signal }: BuildRunRequest): Promise<number> {
  const kill = () => void process.signal(9).catch(() => {});
  signal.addEventListener('abort', kill, { once: true });
  if (signal.aborted) kill();
  let received = 0;
  const copy = async (stream: 1 | 2, source: ByteSource) => {
    for await (const chunk of source) {
      received += chunk.length;
      onOutput(stream, chunk);
    }
  };
  const copied = Promise.all([copy(1, process.stdout), copy(2, process.stderr)]);
  try {
    const { code } = await process.exit;
    await drained(clock, copied, () => received);
    return code;
  } finally {
    signal.removeEventListener('abort', kill);
  }
}
