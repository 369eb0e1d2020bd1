import type { ExitStatus } from '../guest/agent.ts';
import { readKeyed } from './cgroup.ts';
import { type Container, Streams } from './container.ts';
import { announce, type Context, setState, update } from './context.ts';
import { destroy } from './destroy.ts';
import { drained } from './drained.ts';
import { restartDecision } from './restart-policy.ts';
import { saveUpper } from './save.ts';
import { memoryOf } from './spawn.ts';
import { releaseVolumes } from './volume-fill.ts';
import { within } from './within.ts';

/** How long the end of a container may wait for its files to be saved. Milliseconds. */
const saveLimit = 2000;

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
  await drained(context.clock, pumped, () => streams.hub.received);
  const now = context.clock.now();
  run.stop.dispose();
  container.log.close(now);

  const { record } = container;
  const saved = record.hostConfig.AutoRemove ? undefined : saveFiles(context, container);
  // Who is told of the end may reload the page the moment after. What takes longer goes on behind.
  if (saved !== undefined) await within(context.clock, saved, saveLimit);
  container.run = undefined;
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
  if (record.hostConfig.IpcMode === 'shareable')
    context.agent.unmount(memoryOf(container.snapshot.directory), { lazy: true }).catch(() => {});
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
  void context.records.flush().catch(() => {});
  container.saving = (saved ?? saveFiles(context, container))
    .then(() => (container.running ? undefined : container.snapshot.free()))
    .catch(() => {});
}

/** What could not be saved (a full disk) is still in the guest, and tried again by `flush`. */
async function saveFiles(context: Context, container: Container): Promise<void> {
  await container.snapshot.unmount().catch(() => {});
  await saveUpper(context, container)
    .then(() => context.records.flush())
    .catch(() => {});
}

async function killedForMemory(context: Context, cgroup: string): Promise<boolean> {
  const events = await readKeyed(context.agent, `${cgroup}/memory.events`);
  return (events.oom_kill ?? 0) > 0;
}
