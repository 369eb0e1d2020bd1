import { EngineError } from '../base/errors.ts';
import type { Container } from './container.ts';
import { type Context, setState } from './context.ts';
import { destroy } from './destroy.ts';
import { killContainer } from './stop.ts';

/**
 * `docker rm`. A forced one does not wait for a `stop` that waits: it kills what runs. Everything else of a container's life ends before
 * the removal begins, so that nothing is taken away beneath a start.
 */
export async function removeContainer(
  context: Context,
  container: Container,
  ref: string,
  options: { force?: boolean; volumes?: boolean; link?: boolean } = {},
): Promise<void> {
  if (container.gone || container.removing) throw new EngineError('conflict', `removal of container ${ref} is already in progress`);
  if (options.link) throw new EngineError('internal', 'Conflict, cannot remove the default link name of the container');
  container.removing = true;
  try {
    if (options.force) await endForGood(context, container);
    await container.steps.run(async () => {
      if (options.force) await endForGood(context, container);
      refuseRunning(container, ref);
      if (!container.gone) await destroy(context, container, options);
    });
  } finally {
    container.removing = false;
  }
}

async function endForGood(context: Context, container: Container): Promise<void> {
  const { run } = container;
  // Removal is ours from here on, not `--rm`'s, nor the restart policy's.
  container.stopping = true;
  container.restartTimer?.dispose();
  if (container.state.status === 'restarting') setState(context, container, { status: 'exited' });
  if (run === undefined) return;
  await killContainer(context, container, 'SIGKILL');
  await run.done;
}

function refuseRunning({ running, state, gone }: Container, ref: string): void {
  if (gone || !(running || state.status === 'restarting')) return;
  const hint =
    state.status === 'paused'
      ? 'container is paused and must be unpaused first'
      : `container is ${state.status}: stop the container before removing or force remove`;
  throw new EngineError('conflict', `cannot remove container "${ref}": ${hint}`);
}
