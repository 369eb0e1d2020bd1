import { EngineError } from '../base/errors.ts';
import type { Container } from './container.ts';
import type { Context } from './context.ts';
import { destroy } from './destroy.ts';
import { killContainer } from './stop.ts';

/** `docker rm`. */
export async function removeContainer(
  context: Context,
  container: Container,
  options: { force?: boolean; volumes?: boolean } = {},
): Promise<void> {
  const { status } = container.state;
  if (container.gone || status === 'removing') {
    throw new EngineError('conflict', `removal of container ${container.id} is already in progress`);
  }
  if (container.running || status === 'restarting') {
    if (!options.force) {
      const hint =
        status === 'paused'
          ? 'container is paused and must be unpaused first'
          : `container is ${status}: stop the container before removing or force remove`;
      throw new EngineError('conflict', `cannot remove container "/${container.name}": ${hint}`);
    }
    // Removal is ours from here on, not `--rm`'s.
    container.stopping = true;
    container.restartTimer?.dispose();
    const { run } = container;
    if (run !== undefined) {
      await killContainer(context, container, 'SIGKILL');
      await run.done;
    }
  }
  if (!container.gone) destroy(context, container, options);
}
