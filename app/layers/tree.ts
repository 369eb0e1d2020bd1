import { folderOf, nameOf } from '../editor/language.ts';
import type { FileEntry } from './merge.ts';

/** A folder or file of a tree; `bytes` and `signed` of a folder count all below it. */
export interface Node {
  readonly entry: FileEntry;
  readonly name: string;
  readonly children: Node[];
  bytes: number;
  signed: number;
}

export interface Row {
  readonly node: Node;
  readonly depth: number;
  readonly open: boolean;
  /** From 1, among its siblings that are shown. */
  readonly position: number;
  readonly siblings: number;
}

export interface Filter {
  /** Part of a name, or of a path when it has a slash; no matter the case. */
  readonly text: string;
  readonly onlySigned: boolean;
}

/** Folders that no entry tells of are there all the same. Folders first, then by name. */
export function treeOf(entries: readonly FileEntry[]): Node {
  const nodes = new Map<string, Node>();
  const root: Node = { entry: { path: '', kind: 'directory', size: 0 }, name: '/', children: [], bytes: 0, signed: 0 };
  nodes.set('', root);
  const place = (entry: FileEntry): Node => {
    const node: Node = {
      entry,
      name: nameOf(entry.path),
      children: [],
      bytes: entry.kind === 'file' && !entry.linked ? entry.size : 0,
      signed: 0,
    };
    nodes.set(entry.path, node);
    folder(folderOf(entry.path)).children.push(node);
    return node;
  };
  const folder = (path: string): Node => nodes.get(path) ?? place({ path, kind: 'directory', size: 0 });
  const known = new Map(entries.map((entry) => [entry.path, entry]));
  // Parents before children, so that a folder's own entry is the one that is placed.
  for (const path of [...known.keys()].sort()) {
    const entry = known.get(path);
    if (entry !== undefined && path !== '' && path !== '/') place(entry);
  }
  const count = (node: Node): void => {
    node.children.sort((a, b) => Number(isFolder(b)) - Number(isFolder(a)) || (a.name < b.name ? -1 : 1));
    for (const child of node.children) {
      count(child);
      if (child.entry.sign !== 'D') node.bytes += child.bytes;
      node.signed += child.signed + (child.entry.sign === undefined ? 0 : 1);
    }
  };
  count(root);
  return root;
}

export const isFolder = ({ entry, children }: Node): boolean => entry.kind === 'directory' || children.length > 0;

export function rowsOf(root: Node, open: ReadonlySet<string>, { text, onlySigned }: Filter): Row[] {
  const wanted = text.trim().toLowerCase();
  const kept = new Set<Node>();
  const keep = (node: Node): boolean => {
    const own =
      (!onlySigned || node.entry.sign !== undefined) &&
      (wanted === '' || (wanted.includes('/') ? node.entry.path : node.name).toLowerCase().includes(wanted));
    let below = false;
    for (const child of node.children) below = keep(child) || below;
    if (own || below) kept.add(node);
    return own || below;
  };
  const all = wanted === '' && !onlySigned;
  if (!all) keep(root);
  const rows: Row[] = [];
  const walk = (node: Node, depth: number): void => {
    const shown = all ? node.children : node.children.filter((child) => kept.has(child));
    for (const [index, child] of shown.entries()) {
      const opened = isFolder(child) && (wanted !== '' ? child.children.some((below) => kept.has(below)) : open.has(child.entry.path));
      rows.push({ node: child, depth, open: opened, position: index + 1, siblings: shown.length });
      if (opened) walk(child, depth + 1);
    }
  };
  walk(root, 0);
  return rows;
}

/** Folders to open at first: from the top, as long as all of it can be seen at a glance; a path that is asked for is always in sight. */
export function openAtFirst(root: Node, path: string | undefined, glance = 24): Set<string> {
  const open = new Set<string>();
  let rows = root.children.length;
  let level = root.children;
  while (level.length > 0) {
    const folders = level.filter((node) => node.children.length > 0);
    const below = folders.flatMap(({ children }) => children);
    if (rows + below.length > glance) break;
    for (const { entry } of folders) open.add(entry.path);
    rows += below.length;
    level = below;
  }
  if (path !== undefined) for (const folder of parentsOf(path)) open.add(folder);
  return open;
}

/** `/a/b/c` to `/a`, `/a/b`. */
export function parentsOf(path: string): string[] {
  const found: string[] = [];
  for (let folder = folderOf(path); folder !== ''; folder = folderOf(folder)) found.unshift(folder);
  return found;
}
