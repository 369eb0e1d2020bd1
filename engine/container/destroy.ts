import type { Container } from './container.ts';
import { announce, type Context, setState } from './context.ts';
import { containerPrefix } from './record.ts';

/**
 * Gone for everybody at once; the guest and the store follow when they have time. Only anonymous volumes are waited for before anyone is
 * told, so that `docker volume ls` in the next breath does not show them.
 */
export async function destroy(context: Context, container: Container, { volumes = false }: { volumes?: boolean }): Promise<void> {
  setState(context, container, { status: 'removing' });
  container.gone = true;
  context.containers.delete(container.id);
  context.records.delete(containerPrefix + container.id);
  container.log.remove();
  container.streams.close();
  // At once: an `rmi` in the next breath must find the image unused.
  for (const layer of container.layers) layer.dispose();
  const anonymous = volumes ? container.record.mounts.flatMap(({ Name, anonymous }) => (anonymous && Name) || []) : [];
  if (anonymous.length > 0) {
    await context.records.flush().catch(() => {});
    // One that another container uses stays.
    for (const name of anonymous) await context.volumes.remove(name).catch(() => {});
  }
  announce(context, container, 'destroy');
  container.removed.emit({ statusCode: container.state.exitCode });
  container.exited.emit({ statusCode: container.state.exitCode });
  void context.records
    .flush()
    .then(() => cleanUp(context, container))
    .catch(() => {});
}

async function cleanUp(context: Context, container: Container): Promise<void> {
  await container.snapshot.discard().catch(() => {});
  const { upper } = container.record;
  const shared = [...context.containers.values()].some((other) => other.record.upper === upper);
  if (upper !== undefined && !shared) await context.images.deleteBlobs([upper]);
}
