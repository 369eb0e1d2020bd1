import type { Tree } from './backend.ts';

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

const root: Owner = { uid: 0, gid: 0 };

/**
 * `user`, `user:group`, numbers or names, by the passwd and group files of the stage. As in BuildKit a name that is not there is root, and a
 * number alone is the group too.
 */
export async function ownerOf(text: string, tree: Tree): Promise<Owner> {
  const [user = '', group = ''] = text.split(':', 2);
  const owner = user === '' ? root : await userOf(user, tree);
  if (group === '') return owner;
  const gid = /^\d+$/.test(group) ? Number(group) : await groupOf(group, tree);
  return gid === undefined ? owner : { uid: owner.uid, gid };
}

/** Whether a passwd or group file is needed to know who that is. */
export function hasName(text: string): boolean {
  return text.split(':', 2).some((part) => !/^\d*$/.test(part));
}

async function userOf(user: string, tree: Tree): Promise<Owner> {
  if (/^\d+$/.test(user)) return { uid: Number(user), gid: Number(user) };
  const fields = (await records(tree, '/etc/passwd')).find(([name]) => name === user);
  return fields === undefined ? root : { uid: Number(fields[2]), gid: Number(fields[3]) };
}

async function groupOf(group: string, tree: Tree): Promise<number | undefined> {
  const fields = (await records(tree, '/etc/group')).find(([name]) => name === group);
  return fields === undefined ? undefined : Number(fields[2]);
}

async function records(tree: Tree, path: string): Promise<string[][]> {
  const file = tree.lookup(path);
  if (file?.type !== 'file') return [];
  const reader = tree.open(file);
  const text = new TextDecoder().decode(await reader.read(0, reader.size));
  return text.split('\n').map((line) => line.trim().split(':'));
}
