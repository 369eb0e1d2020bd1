import { rfc3339 } from '../base/clock.ts';
import type { DisposableStack } from '../base/disposable.ts';
import { randomId } from '../base/ids.ts';
import { concat } from '../base/stream.ts';
import type { Healthcheck } from '../oci/spec.ts';
import type { Container } from './container.ts';
import { announce, type Context, setState } from './context.ts';
import { commandLine } from './exec.ts';
import { environment } from './spawn.ts';
import type { HealthState } from './spec.ts';
import { execFailure, isExecFailure } from './start-error.ts';
import { within } from './within.ts';

/** moby/daemon/health.go. Nanoseconds. */
const second = 1e9;
const defaults = { interval: 30 * second, timeout: 30 * second, startInterval: 5 * second, retries: 3 };
const longestOutput = 4096;
const keptResults = 5;

/** Runs HEALTHCHECK's command at its interval for as long as the container runs. */
export function startHealthChecks(context: Context, container: Container, stack: DisposableStack): void {
  const check = container.record.config.Healthcheck ?? {};
  const command = commandOf(check, container.record.config.Shell ?? ['/bin/sh', '-c']);
  if (command === undefined) return;
  let stopped = false;
  stack.defer(() => {
    stopped = true;
  });
  setState(context, container, { health: { Status: 'starting', FailingStreak: 0, Log: [] } });
  const started = context.clock.now();
  const starting = () => (context.clock.now() - started) * 1e6 < (check.StartPeriod ?? 0) && container.state.health?.Status === 'starting';
  const again = () => {
    const interval = starting() ? check.StartInterval || defaults.startInterval : check.Interval || defaults.interval;
    const timer = context.clock.after(interval / 1e6, async () => {
      if (container.state.status === 'running') {
        const result = await probe(context, container, command, (check.Timeout || defaults.timeout) / 1e6);
        if (stopped) return;
        announceChange(context, container, judged(container.state.health, result, check.Retries || defaults.retries, starting()));
      }
      if (!stopped) again();
    });
    stack.use(timer);
  };
  again();
}

interface ProbeResult {
  readonly Start: string;
  readonly End: string;
  readonly ExitCode: number;
  readonly Output: string;
}

/** What the results so far and a new one make: failures within the start period do not count. */
export function judged(health: HealthState | undefined, result: ProbeResult, retries: number, starting: boolean): HealthState {
  const Log = [...(health?.Log ?? []), result].slice(-keptResults);
  if (result.ExitCode === 0) return { Status: 'healthy', FailingStreak: 0, Log };
  const before = health?.Status ?? 'starting';
  if (starting) return { Status: before, FailingStreak: 0, Log };
  const FailingStreak = (health?.FailingStreak ?? 0) + 1;
  return { Status: FailingStreak >= retries ? 'unhealthy' : before, FailingStreak, Log };
}

function announceChange(context: Context, container: Container, health: HealthState): void {
  const before = container.state.health?.Status;
  setState(context, container, { health });
  if (before !== health.Status) announce(context, container, `health_status: ${health.Status}`);
}

/** `["CMD", ...]`, `["CMD-SHELL", text]`; nothing for `NONE`. */
function commandOf({ Test = [] }: Healthcheck, shell: readonly string[]): readonly string[] | undefined {
  const [kind, ...rest] = Test;
  if (kind === 'CMD') return rest;
  return kind === 'CMD-SHELL' ? [...shell, rest[0] ?? ''] : undefined;
}

async function probe(context: Context, container: Container, command: readonly string[], timeout: number): Promise<ProbeResult> {
  const { clock } = context;
  const Start = rfc3339(clock.now());
  const execID = randomId();
  const say = (action: string, more: Record<string, string> = {}) => announce(context, container, action, { execID, ...more });
  const done = (ExitCode: number, Output: string): ProbeResult => {
    say('exec_die', { exitCode: String(ExitCode) });
    return { Start, End: rfc3339(clock.now()), ExitCode, Output };
  };
  const { run, record } = container;
  if (run === undefined) return done(-1, 'container is not running');
  const join = { pid: run.process.pid };
  for (const action of ['exec_create', 'exec_start']) say(`${action}: ${commandLine(command)}`);
  const chunks: Uint8Array[] = [];
  try {
    const process = await context.agent.spawn({
      argv: command,
      env: environment(record.config, run.user, false),
      cwd: record.config.WorkingDir || '/',
      user: run.user,
      stdin: 'null',
      namespaces: { mount: join, pid: join, uts: join, ipc: join, cgroup: join, net: join },
      cgroup: run.cgroup,
    });
    const gather = async (source: AsyncIterable<Uint8Array>) => {
      let size = 0;
      for await (const chunk of source) {
        size += chunk.length;
        if (size <= longestOutput * 2) chunks.push(chunk);
      }
    };
    const finished = Promise.all([process.exit, gather(process.stdout), gather(process.stderr)]);
    if (!(await within(context.clock, finished, timeout))) {
      await process.signal(9).catch(() => {});
      return done(-1, `Health check exceeded timeout (${timeout / 1000}s)`);
    }
    const [{ code }] = await finished;
    return done(code, new TextDecoder().decode(concat(chunks)).slice(0, longestOutput));
  } catch (error) {
    if (!isExecFailure(error)) return done(-1, String(error));
    const { text } = execFailure(error, command[0] ?? '');
    return done(-1, `OCI runtime exec failed: exec failed: unable to start container process: ${text}: unknown`);
  }
}
