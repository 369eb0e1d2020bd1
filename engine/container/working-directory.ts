import { openRoot } from '../image/root.ts';
import { writeTar } from '../tar/writer.ts';
import type { Container } from './container.ts';
import type { Context } from './context.ts';

/**
 * dockerd makes a missing working directory before the program's init could (moby: `SetupWorkingDirectory`). Whose root is writable has it made
 * there, on the way to the program; in a read-only root that would be too late.
 */
export async function makeWorkingDirectory({ agent, images }: Context, { record, snapshot }: Container): Promise<void> {
  const path = record.config.WorkingDir ?? '';
  const root = await openRoot(images, { layers: record.stack.map((diffID) => ({ diffID })) });
  const names = path.split('/').filter((name) => name !== '');
  const missing = names.map((_, index) => names.slice(0, index + 1).join('/')).filter((parent) => root.lookup(`/${parent}`) === undefined);
  if (missing.length === 0) return;
  const members = missing.map((name) => ({ header: { name: `${name}/`, type: 'directory' as const, mode: 0o755 } }));
  await agent.unpack({ root: snapshot.root, dir: '/' }, writeTar(members));
}
