import { EngineError } from '../base/errors.ts';

import type { Container } from './container.ts';
import { announce, type Context, setState } from './context.ts';

export async function pauseContainer(context: Context, container: Container): Promise<void> {
  if (container.state.status === 'restarting') {
    throw new EngineError('conflict', `Container ${container.id} is restarting, wait until the container is running`);
  }
  if (!container.running) throw new EngineError('conflict', `container ${container.id} is not running`);
  if (container.state.status === 'paused') throw new EngineError('conflict', `Container ${container.id} is already paused`);
  await setFrozen(context, container, true);
  announce(context, container, 'pause');
}

export async function unpauseContainer(context: Context, container: Container): Promise<void> {
  if (container.state.status !== 'paused') throw new EngineError('internal', `Container ${container.id} is not paused`);
  await setFrozen(context, container, false);
  announce(context, container, 'unpause');
}

/** cgroup v2's freezer. Writing asks for it; `cgroup.events` says when it is done, which for a container is at once. */
export async function setFrozen(context: Context, container: Container, frozen: boolean): Promise<void> {
  const { run } = container;
  if (run === undefined) return;
  await context.agent.writeFile(`${run.cgroup}/cgroup.freeze`, frozen ? '1' : '0');
  setState(context, container, { status: frozen ? 'paused' : 'running' });
}
