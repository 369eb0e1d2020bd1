import { openRoot } from '../image/root.ts';
import type { Container } from './container.ts';
import type { Context } from './context.ts';
import { makeDirectories } from './directories.ts';

/**
 * dockerd makes a missing working directory before the program's init could (moby: `SetupWorkingDirectory`). Whose root is writable has it made
 * there, on the way to the program; in a read-only root that would be too late.
 */
export async function makeWorkingDirectory({ agent, images }: Context, { record, snapshot }: Container): Promise<void> {
  const root = await openRoot(images, { layers: record.stack.map((diffID) => ({ diffID })) });
  await makeDirectories(agent, snapshot.root, record.config.WorkingDir ?? '', (path) => root.lookup(path) !== undefined);
}
