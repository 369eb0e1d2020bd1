import { EngineError } from '../base/errors.ts';
import type { BlobReader } from '../base/stream.ts';
import { tarHeader } from '../tar/header.ts';
import { compareNames } from '../tar/name.ts';
import { opaqueFor, whiteoutFor } from '../tar/whiteout.ts';
import type { TarInput } from '../tar/writer.ts';
import type { Tree, TreeNode } from './backend.ts';

/** Who owns a file, what may be done with it, and when it changed (whole seconds, as Docker's layers have it). */
export interface Attributes {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly mtime: number;
  readonly xattrs?: ReadonlyMap<string, Uint8Array>;
}

export type Content =
  | { readonly type: 'file'; readonly data: Uint8Array | BlobReader }
  | { readonly type: 'symlink'; readonly target: string }
  | { readonly type: 'char' | 'block'; readonly major: number; readonly minor: number }
  | { readonly type: 'fifo' };

interface UpperFile {
  attributes: Attributes;
  readonly content: Content;
}

interface UpperDirectory {
  attributes: Attributes;
  readonly content: { readonly type: 'directory' };
  readonly children: Map<string, UpperNode>;
  readonly removed: Set<string>;
  /** The directory of the base that it is merged with. */
  readonly below: TreeNode | undefined;
  /** It replaces a directory of the base instead of being merged with it. */
  readonly opaque: boolean;
}

type UpperNode = UpperFile | UpperDirectory;

/** One file of the merged view. */
export interface Merged {
  readonly type: TreeNode['type'];
  readonly attributes: Attributes;
  readonly target: string;
}

type Found = { readonly upper: UpperNode } | { readonly base: TreeNode };

/**
 * What one build step changes over a read-only base: overlayfs in memory. Paths are absolute and canonical (`resolve` makes them so). What was
 * changed comes out as the members of a layer tar.
 */
export class Upper {
  private readonly base: Tree;
  private readonly now: number;
  private readonly root: UpperDirectory;

  /** `now` in seconds: the time of directories that are made on the way. */
  constructor(base: Tree, now: number) {
    this.base = base;
    this.now = now;
    const below = base.lookup('/');
    const attributes = below === undefined ? { mode: 0o755, uid: 0, gid: 0, mtime: now } : this.attributesOf(below);
    this.root = { attributes, content: { type: 'directory' }, children: new Map(), removed: new Set(), below, opaque: false };
  }

  /**
   * Symbolic links resolved, `..` stopped at the root; what does not exist stays as it is written (containerd's fs.RootPath).
   */
  resolve(path: string): string {
    const pending = path.split('/').reverse();
    let resolved: string[] = [];
    let links = 0;
    for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
      if (name === '' || name === '.') continue;
      if (name === '..') {
        resolved.pop();
        continue;
      }
      const found = this.find([...resolved, name]);
      const target = found === undefined ? undefined : this.targetOf(found);
      if (target === undefined) {
        resolved.push(name);
        continue;
      }
      if (++links > 255) throw new EngineError('invalid', `too many links: ${path}`);
      if (target.startsWith('/')) resolved = [];
      pending.push(...target.split('/').reverse());
    }
    return `/${resolved.join('/')}`;
  }

  /** The entry at a canonical path, a symbolic link itself. */
  lookup(path: string): Merged | undefined {
    const found = this.find(split(path));
    if (found === undefined) return undefined;
    if ('base' in found) {
      return { type: found.base.type, attributes: this.attributesOf(found.base), target: this.targetOf(found) ?? '' };
    }
    return { type: found.upper.content.type, attributes: found.upper.attributes, target: this.targetOf(found) ?? '' };
  }

  /** Makes a directory and those above it that are missing; returns whether this one was made. */
  mkdirAll(path: string, attributes: Attributes): boolean {
    const names = split(path);
    let made = false;
    for (let depth = 1; depth <= names.length; depth++) {
      const at = names.slice(0, depth);
      const found = this.find(at);
      made = found === undefined;
      if (found === undefined) this.put(at, this.newDirectory(attributes, false));
      else if (typeOf(found) !== 'directory') throw new EngineError('invalid', `mkdir /${at.join('/')}: not a directory`);
    }
    return made;
  }

  mkdir(path: string, attributes: Attributes): void {
    this.put(split(path), this.newDirectory(attributes, this.base.lookup(path, { follow: false })?.type === 'directory'));
  }

  create(path: string, content: Content, attributes: Attributes): void {
    this.put(split(path), { attributes, content });
  }

  /** A second name for a file that was created here. */
  link(path: string, existing: string): void {
    const found = this.find(split(existing));
    if (found === undefined || 'base' in found) throw new EngineError('internal', `no file ${existing} to link to`);
    this.put(split(path), found.upper);
  }

  setAttributes(path: string, attributes: Attributes): void {
    const names = split(path);
    const found = this.find(names);
    if (found === undefined) throw new EngineError('internal', `no file ${path} to change`);
    if (typeOf(found) === 'directory') this.directory(names).attributes = attributes;
    else if ('upper' in found) found.upper.attributes = attributes;
    else throw new EngineError('internal', `${path} was not made by this step`);
  }

  /** A file, or a directory with all below it. */
  remove(path: string): void {
    const names = split(path);
    const name = names.at(-1);
    if (name === undefined || this.find(names) === undefined) return;
    const parent = this.directory(names.slice(0, -1));
    parent.children.delete(name);
    if (parent.below !== undefined && this.base.lookup(path, { follow: false }) !== undefined) parent.removed.add(name);
    this.touch(parent);
  }

  /** The layer's members: each directory before what is in it, names in order. */
  *entries(): Generator<TarInput> {
    yield* this.members(this.root, '', new Map());
  }

  private *members(directory: UpperDirectory, path: string, first: Map<UpperNode, string>): Generator<TarInput> {
    if (directory.opaque) yield { header: { name: opaqueFor(path), type: 'file' }, content: new Uint8Array() };
    const names = [...new Set([...directory.children.keys(), ...directory.removed])].sort(compareNames);
    for (const name of names) {
      const child = directory.children.get(name);
      const at = path === '' ? name : `${path}/${name}`;
      if (child === undefined) {
        yield { header: { name: whiteoutFor(at), type: 'file' }, content: new Uint8Array() };
        continue;
      }
      const earlier = first.get(child);
      if (earlier !== undefined) {
        yield { header: headerOf(child, at, { type: 'hardlink', linkName: earlier }) };
        continue;
      }
      first.set(child, at);
      if ('children' in child) {
        yield { header: headerOf(child, at, { type: 'directory' }) };
        yield* this.members(child, at, first);
      } else yield memberOf(child, at);
    }
  }

  private find(names: readonly string[]): Found | undefined {
    let directory: UpperDirectory | undefined = this.root;
    for (const [index, name] of names.entries()) {
      const child: UpperNode | undefined = directory.children.get(name);
      if (child === undefined) {
        if (directory.removed.has(name) || directory.below === undefined) return undefined;
        const base = this.base.lookup(`/${names.join('/')}`, { follow: false });
        // A path through a symbolic link of the base is not canonical: it leads nowhere.
        return base !== undefined && base.path === `/${names.join('/')}` ? { base } : undefined;
      }
      if (index === names.length - 1) return { upper: child };
      if (!('children' in child)) return undefined;
      directory = child;
    }
    return { upper: this.root };
  }

  /** The directory as part of this layer: copied up when it was only in the base. */
  private directory(names: readonly string[]): UpperDirectory {
    let directory = this.root;
    for (const [index, name] of names.entries()) {
      let child = directory.children.get(name);
      if (child === undefined) {
        const below = this.base.lookup(`/${names.slice(0, index + 1).join('/')}`, { follow: false });
        if (below === undefined) throw new EngineError('internal', `no directory /${names.join('/')}`);
        child = { ...this.newDirectory(this.attributesOf(below), false), below };
        directory.children.set(name, child);
      }
      if (!('children' in child)) throw new EngineError('invalid', `mkdir /${names.slice(0, index + 1).join('/')}: not a directory`);
      directory = child;
    }
    return directory;
  }

  private put(names: readonly string[], node: UpperNode): void {
    const name = names.at(-1);
    if (name === undefined) throw new EngineError('invalid', 'cannot replace the root directory');
    const parent = this.directory(names.slice(0, -1));
    parent.children.set(name, node);
    parent.removed.delete(name);
    this.touch(parent);
  }

  private touch(directory: UpperDirectory): void {
    directory.attributes = { ...directory.attributes, mtime: this.now };
  }

  private newDirectory(attributes: Attributes, opaque: boolean): UpperDirectory {
    return { attributes, content: { type: 'directory' }, children: new Map(), removed: new Set(), below: undefined, opaque };
  }

  private attributesOf(node: TreeNode): Attributes {
    const { mode, uid, gid, mtime } = node;
    return { mode, uid, gid, mtime, xattrs: this.base.xattrs(node) };
  }

  private targetOf(found: Found): string | undefined {
    if ('base' in found) return found.base.type === 'symlink' ? this.base.readlink(found.base) : undefined;
    return found.upper.content.type === 'symlink' ? found.upper.content.target : undefined;
  }
}

function typeOf(found: Found): TreeNode['type'] {
  return 'base' in found ? found.base.type : found.upper.content.type;
}

function split(path: string): string[] {
  return path.split('/').filter((name) => name !== '');
}

function headerOf(node: UpperNode, name: string, own: Partial<TarInput['header']> & Pick<TarInput['header'], 'type'>): TarInput['header'] {
  const { mode, uid, gid, mtime, xattrs } = node.attributes;
  return tarHeader({ name, mode, uid, gid, mtime, ...(xattrs === undefined ? {} : { xattrs }), ...own });
}

function memberOf(file: UpperFile, name: string): TarInput {
  const { content } = file;
  switch (content.type) {
    case 'file': {
      const { data } = content;
      if (data instanceof Uint8Array) return { header: headerOf(file, name, { type: 'file', size: data.length }), content: data };
      return { header: headerOf(file, name, { type: 'file', size: data.size }), content: stream(data) };
    }
    case 'symlink':
      return { header: headerOf(file, name, { type: 'symlink', mode: 0o777, linkName: content.target }) };
    case 'char':
    case 'block':
      return { header: headerOf(file, name, content) };
    default:
      return { header: headerOf(file, name, { type: 'fifo' }) };
  }
}

async function* stream(file: BlobReader): AsyncGenerator<Uint8Array, void, undefined> {
  for (let offset = 0; offset < file.size; offset += 1 << 20) yield await file.read(offset, Math.min(1 << 20, file.size - offset));
}
