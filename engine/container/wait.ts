import { EngineError } from '../base/errors.ts';
import type { Container } from './container.ts';
import type { WaitCondition, WaitResult } from './manager.ts';

/** `POST /containers/{id}/wait`. */
export function waitContainer(container: Container, condition: WaitCondition = 'not-running', signal?: AbortSignal): Promise<WaitResult> {
  const { status, exitCode, error } = container.state;
  const idle = status !== 'running' && status !== 'paused' && status !== 'restarting';
  // `not-running` is true already for one that was never started (moby: State.Wait).
  if (condition === 'not-running' && idle) return Promise.resolve({ statusCode: exitCode, ...(error && { error }) });
  return new Promise((resolve, reject) => {
    const event = condition === 'removed' ? container.removed : container.exited;
    const subscription = event.on((result) => {
      subscription.dispose();
      signal?.removeEventListener('abort', abort);
      resolve(result);
    });
    const abort = () => {
      subscription.dispose();
      reject(new EngineError('cancelled', 'context canceled'));
    };
    signal?.addEventListener('abort', abort, { once: true });
  });
}
