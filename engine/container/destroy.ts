import type { Container } from './container.ts';
import { announce, type Context, setState } from './context.ts';
import { containerPrefix } from './record.ts';

/** Gone for everybody at once; the guest and the store follow when they have time. */
export function destroy(context: Context, container: Container, { volumes = false }: { volumes?: boolean }): void {
  setState(context, container, { status: 'removing' });
  container.gone = true;
  context.containers.delete(container.id);
  context.records.delete(containerPrefix + container.id);
  container.log.remove();
  container.streams.close();
  // At once: an `rmi` in the next breath must find the image unused.
  for (const layer of container.layers) layer.dispose();
  announce(context, container, 'destroy');
  container.removed.emit({ statusCode: container.state.exitCode });
  container.exited.emit({ statusCode: container.state.exitCode });
  context.records
    .flush()
    .catch(() => {})
    .then(() => cleanUp(context, container, volumes))
    .catch(() => {});
}

async function cleanUp(context: Context, container: Container, volumes: boolean): Promise<void> {
  await container.snapshot.discard().catch(() => {});
  const { upper, mounts } = container.record;
  const shared = [...context.containers.values()].some((other) => other.record.upper === upper);
  if (upper !== undefined && !shared) await context.images.deleteBlobs([upper]);
  if (!volumes) return;
  for (const { Name, anonymous } of mounts) if (Name !== undefined && anonymous) await context.volumes.remove(Name).catch(() => {});
}
