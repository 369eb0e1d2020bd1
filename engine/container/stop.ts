import { EngineError } from '../base/errors.ts';
import type { Container } from './container.ts';
import { announce, type Context, setState, update } from './context.ts';
import { setFrozen } from './pause.ts';
import { checkSignal, parseSignal } from './signals.ts';
import { startContainer } from './start.ts';
import { within } from './within.ts';

const sigkill = 9;
/** After SIGKILL the kernel takes a moment; longer than this means that something is wrong. Milliseconds. */
const killLimit = 10_000;

/** `docker stop`: the stop signal, and SIGKILL when the time is up. */
export async function stopContainer(
  context: Context,
  container: Container,
  options: { signal?: string; timeout?: number } = {},
): Promise<void> {
  if (container.state.status === 'restarting') {
    container.restartTimer?.dispose();
    update(context, container, { stoppedByUser: true });
    setState(context, container, { status: 'exited' });
    container.exited.emit({ statusCode: container.state.exitCode });
    announce(context, container, 'stop');
    return;
  }
  if (!container.running) throw new EngineError('notModified', `Container ${container.id} is already stopped`);
  await endRun(context, container, options);
  update(context, container, { stoppedByUser: true });
  announce(context, container, 'stop');
}

export async function restartContainer(
  context: Context,
  container: Container,
  options: { signal?: string; timeout?: number } = {},
): Promise<void> {
  if (container.running) {
    container.restarting = true;
    await endRun(context, container, options).finally(() => {
      container.restarting = false;
    });
    announce(context, container, 'stop');
  } else container.restartTimer?.dispose();
  if (container.state.status === 'restarting') setState(context, container, { status: 'exited' });
  await startContainer(context, container);
  announce(context, container, 'restart');
}

async function endRun(context: Context, container: Container, options: { signal?: string; timeout?: number }): Promise<void> {
  const { run } = container;
  if (run === undefined) return;
  container.stopping = true;
  const { config } = container.record;
  const signal = parseSignal(options.signal || config.StopSignal || 'SIGTERM');
  const seconds = options.timeout ?? config.StopTimeout ?? 10;
  await send(context, container, signal);
  // A paused program gets its signal, but cannot act on it.
  if (container.state.status === 'paused') await setFrozen(context, container, false);
  const ended = await within(context.clock, run.done, seconds < 0 ? undefined : seconds * 1000);
  if (ended) return;
  await send(context, container, sigkill);
  if (!(await within(context.clock, run.done, killLimit))) {
    throw new EngineError('internal', `cannot stop container: ${container.id}: tried to kill container, but did not receive an exit event`);
  }
}

/** `docker kill`. Not held by the container's lock: it must get through while `stop` waits. */
export async function killContainer(context: Context, container: Container, signal = 'SIGKILL'): Promise<void> {
  const number = parseSignal(signal);
  checkSignal(number);
  if (!container.running || container.run === undefined) {
    throw new EngineError('conflict', `container ${container.id} is not running`);
  }
  const { run } = container;
  const stopSignal = parseSignal(container.record.config.StopSignal || 'SIGTERM');
  if (number === sigkill || number === stopSignal) {
    container.stopping = true;
    update(context, container, { stoppedByUser: true });
  }
  if (number === sigkill && container.state.status === 'paused') await setFrozen(context, container, false);
  await send(context, container, number);
  if (number === sigkill) await within(context.clock, run.done, killLimit);
}

async function send(context: Context, container: Container, signal: number): Promise<void> {
  announce(context, container, 'kill', { signal: String(signal) });
  // It may have ended in this very moment.
  await container.run?.process.signal(signal).catch(() => {});
}
