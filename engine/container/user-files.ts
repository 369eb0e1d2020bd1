import { type ByteSource, collect } from '../base/stream.ts';
import type { Agent } from '../guest/agent.ts';
import type { ImageStore } from '../image/image-store.ts';
import { openRoot } from '../image/root.ts';
import type { Digest } from '../oci/digest.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { readTar } from '../tar/reader.ts';
import type { UserFiles } from './users.ts';

const byStack = new WeakMap<ImageStore, Map<string, Promise<UserFiles>>>();
/** Stacks are few; a page that builds all day still must not grow. */
const kept = 64;

/** Of a file system that was never written to: from the image's layers, without asking the guest. */
export function userFilesOfStack(images: ImageStore, stack: readonly Digest[]): Promise<UserFiles> {
  const cache = byStack.get(images) ?? new Map<string, Promise<UserFiles>>();
  byStack.set(images, cache);
  const key = stack.join();
  let files = cache.get(key);
  if (files === undefined) {
    files = readStack(images, stack);
    files.catch(() => cache.delete(key));
    cache.set(key, files);
    for (const oldest of cache.keys()) if (cache.size > kept) cache.delete(oldest);
  }
  return files;
}

async function readStack(images: ImageStore, stack: readonly Digest[]): Promise<UserFiles> {
  const root = await openRoot(images, { layers: stack.map((diffID) => ({ diffID })) });
  const read = async (path: string) => {
    const node = root.lookup(path);
    if (node?.type !== 'file') return '';
    return new TextDecoder().decode(await root.open(node).read(0, node.size));
  };
  const [passwd, group] = await Promise.all([read('/etc/passwd'), read('/etc/group')]);
  return { passwd, group };
}

/** Of a file system in the guest: as a running program sees it, or a mounted one. Links in it cannot lead out. */
export async function userFilesOfGuest(agent: Agent, place: { pid: number } | { root: string }): Promise<UserFiles> {
  const tar = agent.pack({ dir: '/etc', ...place, paths: ['passwd', 'group'], includeRoot: false });
  return readUserFiles(tar);
}

async function readUserFiles(tar: ByteSource): Promise<UserFiles> {
  const files = { passwd: '', group: '' };
  for await (const { header, content } of readTar(tar)) {
    const name = header.name.replace(/^\.\//, '');
    if (name === 'passwd' || name === 'group') files[name] = new TextDecoder().decode(await collect(content));
  }
  return files;
}

export async function userFilesOf(agent: Agent, images: ImageStore, snapshot: Snapshot): Promise<UserFiles> {
  if (snapshot.pristine) return userFilesOfStack(images, snapshot.stack);
  return snapshot.mounted((root) => userFilesOfGuest(agent, { root }));
}
