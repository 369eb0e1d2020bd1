import { EngineError } from '../base/errors.ts';
import { openRoot } from '../image/root.ts';
import type { Container } from './container.ts';
import type { Context } from './context.ts';

/** Volumes with a device are mounted, parts of volumes must be there, and empty ones are filled. */
export async function readyVolumes(context: Context, container: Container): Promise<void> {
  for (const { Name, Source, Destination, RW, Propagation, subpath } of container.record.mounts) {
    if (Name === undefined) continue;
    const use = { container: container.id, destination: Destination, writable: RW, propagation: Propagation };
    await context.volumes.attach(Name, use);
    if (subpath === undefined || (await context.agent.stat(`${Source}/${subpath}`)) !== undefined) continue;
    const path = `${Source}/${subpath}`;
    throw new EngineError('notFound', `cannot access path ${path}: lstat ${path}: no such file or directory`);
  }
  await fillVolumes(context, container);
}

/** Its program has ended, or did not start. */
export async function releaseVolumes({ volumes }: Context, { id, record }: Container): Promise<void> {
  await Promise.all(record.mounts.map(({ Name }) => (Name === undefined ? undefined : volumes.detach(Name, id))));
}

/** An empty volume gets what the image has at its mount point (moby: `populateVolume`), with the directory's owner and mode. */
async function fillVolumes(context: Context, container: Container): Promise<void> {
  const { agent, images } = context;
  for (const mount of container.record.mounts) {
    if (mount.Type !== 'volume' || mount.noCopy || mount.subpath !== undefined) continue;
    if ((await agent.readdir(mount.Source)).length > 0) continue;
    const root = await openRoot(images, { layers: container.record.stack.map((diffID) => ({ diffID })) });
    if (root.lookup(mount.Destination)?.type !== 'directory') continue;
    const tar = agent.pack({ dir: mount.Destination, root: container.snapshot.root, includeRoot: true });
    await agent.unpack({ dir: mount.Source }, tar);
  }
}
