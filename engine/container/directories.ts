import type { Agent } from '../guest/agent.ts';
import { writeTar } from '../tar/writer.ts';

/** Makes the directories on the way to `path` that `exists` does not know, within a root whose links cannot lead out of it. */
export async function makeDirectories(agent: Agent, root: string, path: string, exists: (parent: string) => boolean): Promise<void> {
  const names = path.split('/').filter((name) => name !== '');
  const missing = names.map((_, index) => `/${names.slice(0, index + 1).join('/')}`).filter((parent) => !exists(parent));
  if (missing.length === 0) return;
  const members = missing.map((name) => ({ header: { name: `${name.slice(1)}/`, type: 'directory' as const, mode: 0o755 } }));
  await agent.unpack({ root, dir: '/' }, writeTar(members));
}
