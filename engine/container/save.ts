import type { DisposableStack } from '../base/disposable.ts';
import type { Container } from './container.ts';
import { type Context, update } from './context.ts';

/** How often the files of a running container are saved, if they changed: a crashed tab loses no more. Milliseconds. */
const checkpointEvery = 15_000;

export function checkpointWhileRunning(context: Context, container: Container, stack: DisposableStack): void {
  let stopped = false;
  stack.defer(() => {
    stopped = true;
  });
  const again = () => {
    const timer = context.clock.after(checkpointEvery, () => {
      saveUpper(context, container)
        .catch(() => {})
        .finally(() => {
          if (!stopped) again();
        });
    });
    stack.use(timer);
  };
  again();
}

/** The upper into the store, and its digest into the record. */
export async function saveUpper(context: Context, container: Container): Promise<void> {
  await container.snapshot.save((upper) => {
    if (container.gone) return;
    const { upper: old, ...record } = container.record;
    container.record = upper === undefined ? record : { ...record, upper };
    update(context, container, {});
    // Another container's upper may have the same bytes.
    const shared = [...context.containers.values()].some((other) => other !== container && other.record.upper === old);
    if (old !== undefined && old !== upper && !shared) {
      context.records
        .flush()
        .then(() => context.store.blobs.delete(old))
        .catch(() => {});
    }
  });
}
