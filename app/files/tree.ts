import type { WorkspaceEntry } from '../../engine/client/client.ts';
import { folderOf, nameOf } from '../editor/language.ts';

/** One visible line of the tree. */
export interface Row {
  readonly path: string;
  readonly name: string;
  readonly kind: WorkspaceEntry['kind'];
  readonly depth: number;
  readonly open: boolean;
}

/** The entries below open folders: folders first, then by name as people sort them. */
export function rowsOf(entries: readonly WorkspaceEntry[], openFolders: ReadonlySet<string>): Row[] {
  const children = new Map<string, WorkspaceEntry[]>();
  for (const entry of entries) {
    const siblings = children.get(folderOf(entry.path));
    if (siblings) siblings.push(entry);
    else children.set(folderOf(entry.path), [entry]);
  }
  const order = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });
  const isFolder = (entry: WorkspaceEntry) => entry.kind === 'directory';
  const below = (folder: string, depth: number): Row[] =>
    (children.get(folder) ?? [])
      .sort((a, b) => Number(isFolder(b)) - Number(isFolder(a)) || order.compare(a.path, b.path))
      .flatMap(({ path, kind }) => {
        const open = kind === 'directory' && openFolders.has(path);
        return [{ path, name: nameOf(path), kind, depth, open }, ...(open ? below(path, depth + 1) : [])];
      });
  return below('', 0);
}

/** What is wrong with a name for a new or renamed entry of a folder, if anything. */
export function faultOf(name: string, folder: string, entries: readonly WorkspaceEntry[], current?: string): string | undefined {
  const path = folder === '' ? name : `${folder}/${name}`;
  if (name.trim() === '') return 'A name is needed.';
  if (name.split('/').some((part) => part === '' || part === '.' || part === '..')) return 'That is not a path inside the workspace.';
  if (name.includes('\0') || new TextEncoder().encode(nameOf(name)).length > 255) return 'The name is too long.';
  if (path !== current && entries.some((entry) => entry.path === path)) return `${name} is there already.`;
  return undefined;
}
