import { encodeName } from '../base/bytes.ts';
import { PatternMatcher } from '../dockerfile/ignore.ts';
import type { Tree, TreeNode } from './backend.ts';

/**
 * How many bytes BuildKit's session would have carried for a set of files: what its progress shows behind `transferring context:`. Files
 * travel as protobuf packets (tonistiigi/fsutil): one with the attributes of each entry, then for each file that the other side has not got
 * yet its content in pieces and an empty packet, and at the end one that says so.
 */

/** What the daemon has of a context since the last build, by path: only what changed is sent again. */
export type Received = Map<string, string>;

/**
 * The bytes of sending `paths` of a tree (all of it without them; directories with all that is in them, the directories above as entries).
 * `received` is brought up to date.
 */
export function transferSize(tree: Tree, paths: readonly string[] | undefined, received: Received = new Map()): number {
  const nodes = entriesOf(tree, paths);
  let size = END;
  nodes.forEach((node, index) => {
    const link = node.type === 'symlink' ? tree.readlink(node) : '';
    size += field(statSize(node, link));
    if (node.type !== 'file') return;
    const state = `${node.size} ${node.mode} ${node.mtime}.${node.mtimeNanos}`;
    if (received.get(node.path) === state) return;
    received.set(node.path, state);
    size += contentSize(node.size, index) + END + idSize(index);
  });
  return size;
}

/** The bytes of what a `local` export sends back; its display leaves out the packets without content. */
export function exportSize(tree: Tree): number {
  return entriesOf(tree, undefined).reduce((size, node, index) => {
    const link = node.type === 'symlink' ? tree.readlink(node) : '';
    return size + field(statSize(node, link)) + (node.type === 'file' ? contentSize(node.size, index) : 0);
  }, 0);
}

/** A packet that has a type and nothing else. */
const END = 2;
/** fsutil reads files in pieces of 32 KiB. */
const PIECE = 32 * 1024;

function contentSize(bytes: number, index: number): number {
  let size = 0;
  for (let left = bytes; left > 0; left -= PIECE) size += END + idSize(index) + field(Math.min(left, PIECE));
  return size;
}

function idSize(index: number): number {
  return index === 0 ? 0 : 1 + varint(index);
}

/** A field with bytes in it: its key, the length and the bytes. */
function field(length: number): number {
  return 1 + varint(length) + length;
}

function number(value: number): number {
  return value === 0 ? 0 : 1 + varint(value);
}

function varint(value: number): number {
  let size = 1;
  for (let rest = value; rest >= 128; rest /= 128) size += 1;
  return size;
}

/** Bits of Go's os.FileMode. */
const kinds: Readonly<Record<TreeNode['type'], number>> = {
  file: 0,
  directory: 2 ** 31,
  symlink: 2 ** 27,
  char: 2 ** 26 + 2 ** 21,
  block: 2 ** 26,
  fifo: 2 ** 25,
};

function statSize(node: TreeNode, link: string): number {
  const { type, mode, size, mtime, mtimeNanos, major, minor } = node;
  const special = (mode & 0o4000 ? 2 ** 23 : 0) + (mode & 0o2000 ? 2 ** 22 : 0) + (mode & 0o1000 ? 2 ** 20 : 0);
  return (
    field(encodeName(node.path.slice(1)).length) +
    number(kinds[type] + special + (mode & 0o777)) +
    (type === 'directory' ? 0 : number(type === 'symlink' ? encodeName(link).length : size)) +
    // Nanoseconds: of any time in this century nine bytes.
    (mtime === 0 && mtimeNanos === 0 ? 0 : 1 + varint(mtime * 1e9 + mtimeNanos)) +
    (link === '' ? 0 : field(encodeName(link).length)) +
    number(major) +
    number(minor)
  );
}

/** In the order in which they are sent: directories before what is in them. */
function entriesOf(tree: Tree, paths: readonly string[] | undefined): TreeNode[] {
  const wanted = paths?.map((path) => path.replace(/^\/+|\/+$/g, ''));
  const all = wanted === undefined || wanted.includes('') || wanted.includes('.');
  const matcher = all || wanted === undefined ? undefined : new PatternMatcher(wanted);
  const entries: TreeNode[] = [];
  const visit = (directory: TreeNode): boolean => {
    let found = false;
    for (const node of tree.readdir(directory)) {
      const matched = matcher === undefined || matcher.matches(node.path.slice(1));
      const at = entries.length;
      entries.push(node);
      const inside = node.type === 'directory' && visit(node);
      if (matched || inside) found = true;
      else entries.length = at;
    }
    return found;
  };
  const root = tree.lookup('/');
  if (root !== undefined) visit(root);
  return entries;
}
