import type { ExitStatus } from '../guest/agent.ts';
import { readKeyed } from './cgroup.ts';
import { type Container, Streams } from './container.ts';
import { announce, type Context, setState, update } from './context.ts';
import { destroy } from './destroy.ts';
import { restartDecision } from './restart-policy.ts';
import { saveUpper } from './save.ts';
import { releaseVolumes } from './volume-fill.ts';
import { within } from './within.ts';

/** How long output may still come after the program has ended: with `--pid host` others may hold its pipes. Milliseconds. */
const drainLimit = 2000;

/** The program has ended. First what others wait for, then the cleaning up. */
export async function onExit(
  context: Context,
  container: Container,
  streams: Streams,
  pumped: Promise<void>,
  exit: ExitStatus,
): Promise<void> {
  const { run } = container;
  if (run === undefined) return;
  const oomKilled = exit.code === 137 && (await killedForMemory(context, run.cgroup));
  await within(context.clock, pumped, drainLimit);
  const now = context.clock.now();
  run.stop.dispose();
  container.run = undefined;
  container.log.close(now);

  const { record } = container;
  const ranFor = now - record.state.startedAt;
  const restart = restartDecision(record, { exitCode: exit.code, ranFor, stopping: container.stopping, delay: container.restartDelay });
  const automatic = record.hostConfig.AutoRemove === true && !container.gone && !container.restarting;
  if (oomKilled) announce(context, container, 'oom');
  // Before anyone hears of the end (moby `handleContainerExit`).
  if (run.sandbox !== undefined) context.networks.closeSandbox(run.sandbox);
  run.published?.dispose();
  releaseVolumes(context, container).catch(() => {});
  setState(context, container, {
    status: restart === undefined ? 'exited' : 'restarting',
    pid: 0,
    exitCode: exit.code,
    oomKilled,
    finishedAt: now,
    ...(record.state.health !== undefined && { health: { ...record.state.health, Status: 'unhealthy' as const } }),
  });
  announce(context, container, 'die', { exitCode: String(exit.code), execDuration: String(Math.floor(ranFor / 1000)) });
  streams.close();
  container.streams = new Streams();
  context.agent.remove(`${run.cgroup}`).catch(() => {});
  // Also when it will be started again (moby: SetRestarting).
  container.exited.emit({ statusCode: exit.code });
  if (automatic) {
    void destroy(context, container, { volumes: true });
    return;
  }
  if (restart !== undefined) {
    container.restartDelay = restart;
    update(context, container, { restartCount: record.restartCount + 1 });
    container.restartTimer = context.clock.after(restart, () => {
      container.steps
        .run(() => (container.state.status === 'restarting' ? context.start(container) : undefined))
        .catch(() => {
          // A restart that fails to start ends the series, as dockerd does.
          if (container.state.status === 'restarting') setState(context, container, { status: 'exited' });
          container.exited.emit({ statusCode: container.state.exitCode, error: container.state.error });
        });
    });
  } else container.restartDelay = 0;
  container.saving = container.snapshot
    .unmount()
    .catch(() => {})
    .then(() => saveUpper(context, container))
    .then(() => (container.running ? undefined : container.snapshot.free()))
    // What could not be saved (a full disk) is still in the guest, and tried again by `flush`.
    .catch(() => {});
}

async function killedForMemory(context: Context, cgroup: string): Promise<boolean> {
  const events = await readKeyed(context.agent, `${cgroup}/memory.events`);
  return (events.oom_kill ?? 0) > 0;
}
