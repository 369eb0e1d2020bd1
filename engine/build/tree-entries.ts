import type { ByteSource } from '../base/stream.ts';
import type { TarInput } from '../tar/writer.ts';
import type { Tree, TreeNode } from './backend.ts';

/** All that is in a tree, as members of an archive: directories before what is in them, a second name of a file as a link to the first. */
export async function* treeEntries(tree: Tree): AsyncGenerator<TarInput, void, undefined> {
  const seen = new Map<string, string>();
  const visit = async function* (directory: TreeNode): AsyncGenerator<TarInput, void, undefined> {
    for (const node of tree.readdir(directory)) {
      yield entryOf(tree, node, seen);
      if (node.type === 'directory') yield* visit(node);
    }
  };
  const root = tree.lookup('/');
  if (root !== undefined) yield* visit(root);
}

function entryOf(tree: Tree, node: TreeNode, seen: Map<string, string>): TarInput {
  const { type, mode, uid, gid, mtime, mtimeNanos, major, minor } = node;
  const path = node.path.slice(1);
  const name = type === 'directory' ? `${path}/` : path;
  const attributes = { name, mode, uid, gid, mtime, mtimeNanos, major, minor, xattrs: tree.xattrs(node) };
  if (type === 'symlink') return { header: { ...attributes, type, linkName: tree.readlink(node) } };
  if (type !== 'file') return { header: { ...attributes, type } };
  const first = seen.get(node.identity);
  if (first !== undefined) return { header: { name, type: 'hardlink', linkName: first, mode, mtime, mtimeNanos } };
  seen.set(node.identity, path);
  return { header: { ...attributes, type, size: node.size }, content: contentOf(tree, node) };
}

/** In bytes. */
const piece = 256 * 1024;

async function* contentOf(tree: Tree, file: TreeNode): ByteSource {
  const reader = tree.open(file);
  for (let offset = 0; offset < reader.size; offset += piece) yield await reader.read(offset, Math.min(piece, reader.size - offset));
}
