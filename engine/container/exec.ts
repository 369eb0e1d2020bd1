import { EngineError } from '../base/errors.ts';
import { randomId } from '../base/ids.ts';
import { AgentError, type Process, type Spawn } from '../guest/agent.ts';
import { connect } from './attach.ts';
import { capabilitiesOf } from './capabilities.ts';
import { type Container, Streams } from './container.ts';
import { announce, type Context, find } from './context.ts';
import { parseDetachKeys } from './detach-keys.ts';
import { drained } from './drained.ts';
import type { Attachment, Execs, TerminalSize } from './manager.ts';
import { environment } from './spawn.ts';
import type { ExecConfig, ExecInspect } from './spec.ts';
import { execFailure, isExecFailure, judge, wordsOf } from './start-error.ts';
import { spawnProgram } from './stillborn.ts';
import { userFilesOfGuest, userFilesOfStack } from './user-files.ts';
import { type ResolvedUser, resolveUser } from './users.ts';

interface Exec {
  readonly id: string;
  readonly container: Container;
  readonly config: ExecConfig;
  readonly streams: Streams;
  process: Process | undefined;
  state: 'created' | 'running' | 'ended';
  exitCode: number | null;
}

/** How many ended execs can still be inspected. dockerd forgets them after a while, too. */
const kept = 256;

/** `docker exec`. */
export function createExecs(context: Context): Execs {
  const execs = new Map<string, Exec>();
  const get = (id: string): Exec => {
    const exec = execs.get(id);
    if (exec === undefined) throw new EngineError('notFound', `No such exec instance: ${id}`);
    return exec;
  };
  return {
    async create(ref, config) {
      const container = find(context, ref);
      checkRuns(container, ref);
      if (!config.Cmd?.length) throw new EngineError('invalid', 'No exec command specified');
      if (config.User) await userOf(context, container, config.User);
      if (config.DetachKeys) {
        try {
          parseDetachKeys(config.DetachKeys);
        } catch (cause) {
          throw new EngineError('internal', `Invalid escape keys (${config.DetachKeys}) provided`, { cause });
        }
      }
      const id = randomId();
      execs.set(id, { id, container, config, streams: new Streams(), process: undefined, state: 'created', exitCode: null });
      for (const [oldest, { state }] of execs) if (execs.size > kept && state === 'ended') execs.delete(oldest);
      container.execs.add(id);
      announce(context, container, `exec_create: ${commandLine(config.Cmd)}`, { execID: id });
      return { Id: id };
    },
    async start(id, options) {
      const exec = get(id);
      if (exec.state === 'running') throw new EngineError('conflict', `exec command ${id} is already running`);
      if (exec.state === 'ended') throw new EngineError('conflict', `exec command ${id} has already run`);
      checkRuns(exec.container, exec.container.id);
      return startExec(context, exec, options);
    },
    async resize(id, { rows, cols }) {
      const { process, state } = get(id);
      if (state !== 'running' || process === undefined) throw new EngineError('conflict', `exec process is not running`);
      await process.resize(rows, cols);
    },
    async inspect(id) {
      return inspectExec(get(id));
    },
  };
}

/** moby `getActiveContainer`: a paused one is told of as it was asked for. */
function checkRuns({ id, running, state }: Container, ref: string): void {
  if (state.status === 'paused') {
    throw new EngineError('conflict', `Container ${ref} is paused, unpause the container before exec`);
  }
  if (state.status === 'restarting') {
    throw new EngineError('conflict', `Container ${id} is restarting, wait until the container is running`);
  }
  if (!running) throw new EngineError('conflict', `container ${id} is not running`);
}

async function startExec(
  context: Context,
  exec: Exec,
  { detach = false, size }: { detach?: boolean; size?: TerminalSize },
): Promise<Attachment | undefined> {
  const { container, config, streams } = exec;
  const tty = config.Tty ?? false;
  exec.state = 'running';
  const queue = streams.hub.subscribe({
    stdout: !detach && config.AttachStdout !== false,
    stderr: !detach && config.AttachStderr !== false,
  });
  announce(context, container, `exec_start: ${commandLine(config.Cmd ?? [])}`, { execID: exec.id });
  try {
    exec.process = await spawnProgram(context.agent, await execSpawn(context, container, config, size));
  } catch (error) {
    streams.close();
    throw failed(context, exec, error);
  }
  const { process } = exec;
  streams.connect(process);
  const pumped = streams.hub.pump(process.stdout, process.stderr);
  void process.exit
    .catch(() => ({ code: 255 }))
    .then(async ({ code }) => {
      await drained(context.clock, pumped, () => streams.hub.received);
      ended(context, exec, code);
      streams.close();
    });
  if (detach) return undefined;
  return connect({
    queue,
    tty,
    stdin: config.AttachStdin ? streams.stdin : undefined,
    closeStdin: !tty,
    keys: tty ? parseDetachKeys(config.DetachKeys || undefined) : undefined,
    replay: [],
    onDetach: () => announce(context, container, 'exec_detach', { execID: exec.id }),
  });
}

function ended(context: Context, exec: Exec, code: number): void {
  exec.state = 'ended';
  exec.exitCode = code;
  exec.container.execs.delete(exec.id);
  announce(context, exec.container, 'exec_die', { execID: exec.id, exitCode: String(code) });
}

function failed(context: Context, exec: Exec, error: unknown): unknown {
  if (error instanceof AgentError && error.code === 'ESRCH') {
    // It ended in this very moment.
    ended(context, exec, 126);
    return new EngineError('conflict', `container ${exec.container.id} is not running`, { cause: error });
  }
  const text = failureText(error, exec.config);
  if (text === undefined) {
    ended(context, exec, 126);
    return error;
  }
  const { message, exitCode, kind } = judge(`OCI runtime exec failed: exec failed: ${text}: unknown`);
  ended(context, exec, exitCode);
  return new EngineError(kind, message, { cause: error, data: { exitCode } });
}

function failureText(error: unknown, { Cmd, WorkingDir }: ExecConfig): string | undefined {
  const start = 'unable to start container process: ';
  if (isExecFailure(error)) return start + execFailure(error, Cmd?.[0] ?? '').text;
  if (!(error instanceof AgentError) || error.step !== 'chdir') return undefined;
  if (!WorkingDir?.startsWith('/')) return 'Cwd must be an absolute path';
  return `${start}chdir to cwd (${JSON.stringify(WorkingDir)}) set in config.json failed: ${wordsOf(error)}`;
}

async function execSpawn(context: Context, container: Container, config: ExecConfig, size: TerminalSize | undefined): Promise<Spawn> {
  const { run, record } = container;
  if (run === undefined) throw new EngineError('conflict', `container ${container.id} is not running`);
  const { pid } = run.process;
  const { hostConfig } = record;
  const tty = config.Tty ?? false;
  const user = config.User ? await userOf(context, container, config.User) : run.user;
  const privileged = (config.Privileged ?? false) || (hostConfig.Privileged ?? false);
  const [rows = 0, cols = 0] = config.ConsoleSize ?? [];
  const join = { pid };
  return {
    argv: config.Cmd ?? [],
    env: environment({ ...record.config, Env: [...(record.config.Env ?? []), ...(config.Env ?? [])] }, user, tty),
    cwd: config.WorkingDir || record.config.WorkingDir || '/',
    user: { uid: user.uid, gid: user.gid, groups: user.groups },
    ...(tty && { terminal: { rows: size?.rows ?? rows, cols: size?.cols ?? cols } }),
    stdin: config.AttachStdin ? 'pipe' : 'null',
    namespaces: { mount: join, pid: join, uts: join, ipc: join, cgroup: join, net: join },
    cgroup: run.cgroup,
    capabilities: capabilitiesOf(hostConfig.CapAdd ?? [], hostConfig.CapDrop ?? [], privileged),
    oomScoreAdj: hostConfig.OomScoreAdj ?? 0,
  };
}

/** The container's own files count, unless it could not have changed them. */
async function userOf(context: Context, { record, run }: Container, spec: string): Promise<ResolvedUser> {
  const { hostConfig, stack } = record;
  const files =
    hostConfig.ReadonlyRootfs || run === undefined
      ? await userFilesOfStack(context.images, stack)
      : await userFilesOfGuest(context.agent, { pid: run.process.pid });
  return resolveUser(spec, files, hostConfig.GroupAdd ?? []);
}

function inspectExec({ id, container, config, process, state, exitCode }: Exec): ExecInspect {
  const [entrypoint = '', ...rest] = config.Cmd ?? [];
  return {
    ID: id,
    Running: state === 'running',
    ExitCode: exitCode,
    ProcessConfig: {
      tty: config.Tty ?? false,
      entrypoint,
      arguments: rest,
      privileged: config.Privileged ?? false,
      ...(config.User && { user: config.User }),
    },
    OpenStdin: config.AttachStdin ?? false,
    OpenStderr: config.AttachStderr ?? false,
    OpenStdout: config.AttachStdout ?? false,
    CanRemove: state === 'ended',
    ContainerID: container.id,
    DetachKeys: config.DetachKeys ?? '',
    Pid: process?.pid ?? 0,
  };
}

/** As events show it: the program, a space, its arguments (moby `ContainerExecCreate`). */
export function commandLine([program = '', ...args]: readonly string[]): string {
  return `${program} ${args.join(' ')}`;
}
