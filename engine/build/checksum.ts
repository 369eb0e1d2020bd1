import { globToRegExp, hasWildcard } from '../base/glob.ts';
import { PatternMatcher } from '../dockerfile/ignore.ts';
import { createHasher, sha256 } from '../oci/sha256.ts';
import type { Tree, TreeNode } from './backend.ts';

/**
 * What files are, for the cache: names, types, modes, owners, links, extended attributes and contents; never times (BuildKit's contenthash).
 */
export class Checksums {
  private readonly known = new WeakMap<TreeNode, string>();

  /** Path within the tree to a digest, of a file or of all files below a directory. `exclude` are patterns relative to it. */
  async of(tree: Tree, top: TreeNode, exclude: readonly string[] = []): Promise<Map<string, string>> {
    const sums = new Map<string, string>();
    const matcher = exclude.length > 0 ? new PatternMatcher(exclude) : undefined;
    const visit = async (node: TreeNode, relative: string): Promise<void> => {
      const excluded = relative !== '' && matcher?.matches(relative) === true;
      if (!excluded) sums.set(node.path, await this.one(tree, node));
      if (node.type !== 'directory' || (excluded && !matcher?.hasExceptions)) return;
      for (const child of tree.readdir(node)) await visit(child, (relative === '' ? '' : `${relative}/`) + nameOf(child));
    };
    await visit(top, '');
    return sums;
  }

  private async one(tree: Tree, node: TreeNode): Promise<string> {
    const known = this.known.get(node);
    if (known !== undefined) return known;
    const { type, mode, uid, gid, major, minor } = node;
    const target = type === 'symlink' ? tree.readlink(node) : '';
    const xattrs = [...tree.xattrs(node)].map(([name, value]) => `${name}=${[...value].join(',')}`);
    const header = [type, mode.toString(8), uid, gid, major, minor, target, ...xattrs].join(' ');
    const sum = type === 'file' ? `${header} ${await this.content(tree, node)}` : header;
    this.known.set(node, sum);
    return sum;
  }

  private async content(tree: Tree, file: TreeNode): Promise<string> {
    const reader = tree.open(file);
    if (reader.size <= piece) return sha256(await reader.read(0, reader.size));
    const hasher = await createHasher();
    for (let offset = 0; offset < reader.size; offset += piece)
      hasher.update(await reader.read(offset, Math.min(piece, reader.size - offset)));
    return hasher.digest();
  }
}

/** Up to this size a file is read whole. In bytes. */
const piece = 1 << 20;

/** A file that a source of COPY or ADD names: links are followed to `node`, `name` is what it is called where it was found. */
export interface Match {
  readonly node: TreeNode;
  readonly name: string;
}

/** None when the source has wild cards that match nothing; undefined when something is not there. */
export function matchSource(tree: Tree, source: string, wildcards: boolean): readonly Match[] | undefined {
  const parts = source.split('/').filter((part) => part !== '' && part !== '.');
  if (!wildcards || !hasWildcard(source)) {
    const node = tree.lookup(source);
    return node === undefined ? undefined : [{ node, name: parts.at(-1) ?? '' }];
  }
  const fixed = parts.findIndex(hasWildcard);
  const top = tree.lookup(parts.slice(0, fixed).join('/'));
  if (top?.type !== 'directory') return [];
  const pattern = globToRegExp(parts.slice(fixed).join('/'));
  const depth = parts.length - fixed;
  const found: TreeNode[] = [];
  const walk = (directory: TreeNode, prefix: string, level: number): void => {
    for (const child of tree.readdir(directory)) {
      const path = prefix + nameOf(child);
      if (pattern.test(path)) found.push(child);
      else if (child.type === 'directory' && level < depth) walk(child, `${path}/`, level + 1);
    }
  };
  walk(top, '', 1);
  const matches = found.flatMap((child) => {
    const node = tree.lookup(child.path);
    return node === undefined ? [] : [{ node, name: nameOf(child) }];
  });
  return matches.length === found.length ? matches : undefined;
}

export function nameOf(node: TreeNode): string {
  return node.path.slice(node.path.lastIndexOf('/') + 1);
}
