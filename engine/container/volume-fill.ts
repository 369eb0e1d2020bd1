import { openRoot } from '../image/root.ts';
import type { Container } from './container.ts';
import type { Context } from './context.ts';

/** An empty volume gets what the image has at its mount point (moby: `populateVolume`), with the directory's owner and mode. */
export async function fillVolumes(context: Context, container: Container): Promise<void> {
  const { agent, images } = context;
  for (const mount of container.record.mounts) {
    if (mount.Type !== 'volume' || mount.noCopy) continue;
    if ((await agent.readdir(mount.Source)).length > 0) continue;
    const root = await openRoot(images, { layers: container.record.stack.map((diffID) => ({ diffID })) });
    if (root.lookup(mount.Destination)?.type !== 'directory') continue;
    const tar = agent.pack({ dir: mount.Destination, root: container.snapshot.root, includeRoot: true });
    await agent.unpack({ dir: mount.Source }, tar);
  }
}
