import { EngineError } from '../base/errors.ts';
import { type BlobReader, type ByteSource, collect } from '../base/stream.ts';
import { PatternMatcher } from '../dockerfile/ignore.ts';
import type { TarHeader } from '../tar/header.ts';
import { compareNames, memberPath } from '../tar/name.ts';
import { readTar } from '../tar/reader.ts';
import type { Tree, TreeNode } from './backend.ts';

interface MemoryNode extends TreeNode {
  readonly target: string;
  readonly xattrMap: ReadonlyMap<string, Uint8Array>;
  readonly data: Uint8Array;
  readonly children: Map<string, MemoryNode>;
}

/** How many files may be looked into to find out that links turn in a circle. */
const linkLimit = 255;

/** A tree in memory: a build context, the files of a heredoc, nothing at all. */
export class MemoryTree implements Tree {
  private readonly root: MemoryNode;

  constructor(root: MemoryNode = node({ path: '/', type: 'directory', mode: 0o755 })) {
    this.root = root;
  }

  /** One file at the root. */
  static ofFile(name: string, data: Uint8Array, mode: number, mtime: number): MemoryTree {
    const tree = new MemoryTree();
    tree.root.children.set(name, node({ path: `/${name}`, type: 'file', mode, mtime, size: data.length, data, identity: name }));
    return tree;
  }

  lookup(path: string, { follow = true }: { readonly follow?: boolean } = {}): MemoryNode | undefined {
    const pending = path.split('/').reverse();
    let trail = [this.root];
    let links = 0;
    for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
      if (name === '' || name === '.') continue;
      if (name === '..') {
        if (trail.length > 1) trail.pop();
        continue;
      }
      const child = trail.at(-1)?.children.get(name);
      if (child === undefined) return undefined;
      const isLast = pending.every((rest) => rest === '' || rest === '.');
      if (child.type !== 'symlink' || (isLast && !follow)) {
        trail.push(child);
        continue;
      }
      if (++links > linkLimit) return undefined;
      if (child.target.startsWith('/')) trail = [this.root];
      pending.push(...child.target.split('/').reverse());
    }
    return trail.at(-1);
  }

  readdir(directory: TreeNode): readonly MemoryNode[] {
    const children = [...(directory as MemoryNode).children.values()];
    return children.sort((a, b) => compareNames(a.path, b.path));
  }

  readlink(link: TreeNode): string {
    return (link as MemoryNode).target;
  }

  xattrs(file: TreeNode): ReadonlyMap<string, Uint8Array> {
    return (file as MemoryNode).xattrMap;
  }

  open(file: TreeNode): BlobReader {
    const { data } = file as MemoryNode;
    return { size: data.length, read: async (offset, length) => data.subarray(offset, offset + length) };
  }

  /** A file's bytes, without waiting. */
  bytes(file: TreeNode): Uint8Array {
    return (file as MemoryNode).data;
  }

  /** Bytes of all files. */
  size(): number {
    const sizeOf = (directory: MemoryNode): number =>
      [...directory.children.values()].reduce((sum, child) => sum + (child.type === 'directory' ? sizeOf(child) : child.size), 0);
    return sizeOf(this.root);
  }

  /** The same tree without what the patterns of a `.dockerignore` exclude. Directories on the way to an exception stay. */
  without(patterns: readonly string[]): MemoryTree {
    if (patterns.length === 0) return this;
    const matcher = new PatternMatcher(patterns);
    const filter = (directory: MemoryNode, above: ReturnType<PatternMatcher['descend']>['parent'] | undefined): MemoryNode => {
      const children = new Map<string, MemoryNode>();
      for (const [name, child] of directory.children) {
        const path = child.path.slice(1);
        const { matched, parent } = matcher.descend(path, above);
        if (child.type !== 'directory') {
          if (!matched) children.set(name, child);
        } else if (!matched || (matcher.hasExceptions && matcher.mayContainException(path))) {
          const kept = filter(child, parent);
          if (!matched || kept.children.size > 0) children.set(name, kept);
        }
      }
      return { ...directory, children };
    };
    return new MemoryTree(filter(this.root, undefined));
  }
}

/**
 * A build context from its tar. Owners are dropped, as BuildKit drops them: whoever sends a context, its files belong to root. The last of
 * two members with one name wins.
 */
export async function readContext(tar: ByteSource, now: number): Promise<MemoryTree> {
  return (await readTrees(tar, now, () => '')).get('') ?? new MemoryTree();
}

/** Several trees from one tar. `treeOf` tells by a member's path which one it belongs to: the path of that tree's root in the archive. */
export async function readTrees(tar: ByteSource, now: number, treeOf: (path: string) => string): Promise<Map<string, MemoryTree>> {
  const roots = new Map<string, MemoryNode>();
  for await (const { header, content } of readTar(tar)) {
    const whole = memberPath(header.name);
    const prefix = treeOf(whole);
    const root = roots.get(prefix) ?? node({ path: '/', type: 'directory', mode: 0o755, mtime: now });
    const within = (path: string) => (prefix === '' ? path : path.slice(prefix.length + 1));
    const names = within(whole).split('/').filter(Boolean);
    const name = names.pop();
    if (name === undefined) {
      roots.set(prefix, { ...root, mode: header.mode, mtime: header.mtime, mtimeNanos: header.mtimeNanos });
      continue;
    }
    roots.set(prefix, root);
    const parent = directoryOf(root, names, now);
    const path = `${parent.path === '/' ? '' : parent.path}/${name}`;
    if (header.type === 'hardlink') {
      const first = new MemoryTree(root).lookup(within(memberPath(header.linkName)), { follow: false });
      if (first === undefined)
        throw new EngineError('invalid', `archive: ${header.name} is a link to ${header.linkName}, which is not there`);
      parent.children.set(name, { ...first, path });
      continue;
    }
    const children = header.type === 'directory' ? parent.children.get(name)?.children : undefined;
    const data = header.type === 'file' ? await collect(content) : undefined;
    parent.children.set(name, fromHeader(header, path, { ...(data && { data }), ...(children && { children }) }));
  }
  return new Map([...roots].map(([prefix, root]) => [prefix, new MemoryTree(root)]));
}

function directoryOf(root: MemoryNode, names: readonly string[], now: number): MemoryNode {
  let directory = root;
  for (const name of names) {
    const path = `${directory.path === '/' ? '' : directory.path}/${name}`;
    let child = directory.children.get(name);
    if (child?.type !== 'directory') {
      child = node({ path, type: 'directory', mode: 0o755, mtime: now });
      directory.children.set(name, child);
    }
    directory = child;
  }
  return directory;
}

function fromHeader(header: TarHeader, path: string, parts: Partial<MemoryNode>): MemoryNode {
  const { type, mode, mtime, mtimeNanos, major, minor, linkName, xattrs } = header;
  return node({
    path,
    type: type === 'hardlink' ? 'file' : type,
    mode,
    mtime,
    mtimeNanos,
    major,
    minor,
    target: linkName,
    xattrMap: xattrs,
    size: parts.data?.length ?? 0,
    identity: path,
    ...parts,
  });
}

const nothing = new Uint8Array();

function node(parts: Partial<MemoryNode> & Pick<MemoryNode, 'path' | 'type' | 'mode'>): MemoryNode {
  return {
    uid: 0,
    gid: 0,
    size: 0,
    mtime: 0,
    mtimeNanos: 0,
    major: 0,
    minor: 0,
    identity: parts.path,
    target: '',
    xattrMap: new Map(),
    data: nothing,
    children: new Map(),
    ...parts,
  };
}
