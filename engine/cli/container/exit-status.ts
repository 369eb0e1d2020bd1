import type { DockerClient } from '../../api/client/client.ts';
import { messageOf } from '../../base/errors.ts';

/** Asks, before the start, for the exit code that will come; with `removed`, when the daemon has also removed the container. */
export async function awaitExit(
  client: DockerClient,
  id: string,
  removed: boolean,
  err: (text: string) => Promise<void>,
): Promise<{ code: Promise<number>; cancel: () => void }> {
  const abort = new AbortController();
  const { exit } = await client.containers.wait(id, removed ? 'removed' : 'next-exit', abort.signal);
  const code = exit.then(
    async (result) => {
      if (!result.Error) return result.StatusCode;
      await err(`Error waiting for container: ${result.Error.Message}\n`);
      return 125;
    },
    async (error) => {
      if (abort.signal.aborted) return 0;
      await err(`error waiting for container: ${messageOf(error)}\n`);
      return 125;
    },
  );
  return { code, cancel: () => abort.abort() };
}
