import { prepareCgroups } from './cgroup.ts';
import { type Context, setState } from './context.ts';
import { register } from './create.ts';
import { destroy } from './destroy.ts';
import { type ContainerRecord, containerPrefix, isRunning } from './record.ts';
import { startsWithEngine } from './restart-policy.ts';

/** What dockerd gives a container that ran when its host went away. */
const lostExitCode = 255;

/** The guest is made ready, and the containers of an earlier page load come back. */
export async function restoreContainers(context: Context): Promise<void> {
  const { agent, clock, store } = context;
  const [, , meminfo, stored] = await Promise.all([
    context.snapshots.prepare(),
    prepareCgroups(agent),
    agent.readFile('/proc/meminfo'),
    store.list<ContainerRecord>(containerPrefix),
  ]);
  context.memory = Number(/MemTotal:\s+(\d+)/.exec(new TextDecoder().decode(meminfo))?.[1] ?? 0) * 1024;
  const starting: Array<() => Promise<void>> = [];
  for (const [key, record] of stored) {
    context.records.known(key);
    const container = register(context, record);
    const { status, exitCode } = record.state;
    const ran = isRunning(status) || status === 'restarting';
    if (ran || status === 'removing') {
      setState(context, container, {
        status: 'exited',
        pid: 0,
        exitCode: isRunning(status) ? lostExitCode : exitCode,
        finishedAt: clock.now(),
      });
    }
    if (status === 'removing' || (ran && record.hostConfig.AutoRemove)) void destroy(context, container, { volumes: true });
    else if (record.state.startedAt > 0 && startsWithEngine(record, ran, container.state.exitCode)) {
      starting.push(() => container.steps.run(() => context.start(container)));
    }
  }
  // Not awaited: the first prompt does not wait for other people's servers. One after the other, in the order they were made.
  void starting.reduce((before, start) => before.then(start).catch(() => {}), Promise.resolve());
}
