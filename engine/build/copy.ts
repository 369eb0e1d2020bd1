import { EngineError } from '../base/errors.ts';
import { type ParentMatch, PatternMatcher } from '../dockerfile/ignore.ts';
import type { Tree, TreeNode } from './backend.ts';
import { type Match, matchSource, nameOf } from './checksum.ts';
import type { ModeChange } from './chmod.ts';
import type { Owner } from './owner.ts';
import { unpackArchive } from './unpack.ts';
import type { Attributes, Content, Upper } from './upper.ts';

/** One source of COPY or ADD, with all that is decided about it. */
export interface CopyRequest {
  readonly tree: Tree;
  /** Absolute; may have wild cards when `wildcards`. */
  readonly source: string;
  /** Absolute; a trailing slash means a directory. */
  readonly destination: string;
  /** Absent: files keep their owner. */
  readonly owner: Owner | undefined;
  readonly chmod: ModeChange | undefined;
  readonly wildcards: boolean;
  readonly unpack: boolean;
  /** Patterns of --exclude, and of --parents. */
  readonly exclude: readonly string[];
  readonly include: readonly string[];
  /** Of directories made on the way. In seconds. */
  readonly now: number;
}

/** Copies as BuildKit's file operation does (`cp -a`, a directory's contents rather than itself). Errors name paths inside the image. */
export async function copyInto(upper: Upper, request: CopyRequest): Promise<void> {
  const matches = matchSource(request.tree, request.source, request.wildcards);
  if (matches === undefined) throw new EngineError('notFound', `lstat ${request.source}: no such file or directory`);
  for (const match of matches) {
    if (request.unpack && (await unpackArchive(upper, request, match.node))) continue;
    copyOne(upper, request, match);
  }
}

function copyOne(upper: Upper, request: CopyRequest, { node, name }: Match): void {
  const parents: Attributes = { mode: 0o755, mtime: request.now, ...(request.owner ?? { uid: 0, gid: 0 }) };
  const slash = request.destination.lastIndexOf('/');
  const last = request.destination.slice(slash + 1);
  upper.mkdirAll(upper.resolve(last === '' || last === '.' ? request.destination : request.destination.slice(0, slash)), parents);
  let target = upper.resolve(request.destination);
  const existing = upper.lookup(target);
  if (node.type !== 'directory' && existing?.type === 'directory') target = `${target === '/' ? '' : target}/${name}`;
  const directory = node.type === 'directory' && existing === undefined ? target : target.slice(0, target.lastIndexOf('/')) || '/';
  upper.mkdirAll(directory, parents);
  new Copier(upper, request).copy(node, '', target, { overwrite: false });
}

interface Descent {
  readonly overwrite: boolean;
  readonly included?: ParentMatch;
  readonly excluded?: ParentMatch;
}

class Copier {
  private readonly upper: Upper;
  private readonly request: CopyRequest;
  private readonly include: PatternMatcher | undefined;
  private readonly exclude: PatternMatcher | undefined;
  /** Where each file with several names was copied to first. */
  private readonly copied = new Map<string, string>();
  /** Directories above the one at hand that are made only when something in them is included. */
  private readonly awaited: Array<{ readonly node: TreeNode; readonly target: string; made: boolean }> = [];

  constructor(upper: Upper, request: CopyRequest) {
    this.upper = upper;
    this.request = request;
    this.include = request.include.length > 0 ? new PatternMatcher(request.include) : undefined;
    this.exclude = request.exclude.length > 0 ? new PatternMatcher(request.exclude) : undefined;
  }

  copy(node: TreeNode, relative: string, target: string, { overwrite, included, excluded }: Descent): void {
    const inside = relative === '' ? undefined : this.include?.descend(relative, included);
    const outside = relative === '' ? undefined : this.exclude?.descend(relative, excluded);
    const wanted = inside?.matched !== false && outside?.matched !== true;
    if (node.type === 'directory') {
      this.copyDirectory(node, relative, target, overwrite, wanted, {
        overwrite: true,
        ...(inside && { included: inside.parent }),
        ...(outside && { excluded: outside.parent }),
      });
      return;
    }
    if (!wanted) return;
    this.makeAwaited();
    const existing = this.upper.lookup(target);
    if (existing?.type === 'directory') throw new EngineError('invalid', `cannot replace to directory ${target} with file`);
    this.copyFile(node, target);
  }

  private copyFile(node: TreeNode, target: string): void {
    const { tree } = this.request;
    const earlier = node.type === 'file' ? this.copied.get(node.identity) : undefined;
    if (earlier !== undefined && earlier !== target) {
      this.upper.link(target, earlier);
      return;
    }
    if (node.type === 'file') this.copied.set(node.identity, target);
    const content: Content =
      node.type === 'file'
        ? { type: 'file', data: tree.open(node) }
        : node.type === 'symlink'
          ? { type: 'symlink', target: tree.readlink(node) }
          : node.type === 'char' || node.type === 'block'
            ? { type: node.type, major: node.major, minor: node.minor }
            : { type: 'fifo' };
    this.upper.create(target, content, this.attributes(node));
  }

  private copyDirectory(node: TreeNode, relative: string, target: string, overwrite: boolean, wanted: boolean, below: Descent): void {
    const made = wanted && this.makeDirectory(node, target, overwrite);
    if (!wanted && this.exclude !== undefined && !this.exclude.hasExceptions && this.include === undefined) return;
    const awaited = { node, target, made: wanted };
    this.awaited.push(awaited);
    for (const child of this.request.tree.readdir(node)) {
      const name = nameOf(child);
      this.copy(child, relative === '' ? name : `${relative}/${name}`, `${target === '/' ? '' : target}/${name}`, below);
    }
    this.awaited.pop();
    if (!awaited.made) return;
    // What was copied into it moved its time; a directory that was there before takes the time of the source, and nothing else of it.
    const attributes = this.attributes(node);
    const now = this.upper.lookup(target)?.attributes ?? attributes;
    this.upper.setAttributes(target, made || overwrite ? attributes : { ...now, mtime: attributes.mtime });
  }

  /** True when it was not there. */
  private makeDirectory(node: TreeNode, target: string, overwrite: boolean): boolean {
    this.makeAwaited();
    const existing = this.upper.lookup(target);
    if (existing === undefined) {
      this.upper.mkdir(target, this.attributes(node));
      return true;
    }
    if (existing.type !== 'directory') throw new EngineError('invalid', `cannot copy to non-directory: ${target}`);
    if (overwrite) this.upper.setAttributes(target, this.attributes(node));
    return false;
  }

  private makeAwaited(): void {
    for (const directory of this.awaited) {
      if (directory.made) continue;
      directory.made = true;
      if (this.upper.lookup(directory.target) === undefined) this.upper.mkdir(directory.target, this.attributes(directory.node));
    }
  }

  private attributes(node: TreeNode): Attributes {
    const { owner, chmod, tree } = this.request;
    const mode = chmod === undefined || node.type === 'symlink' ? node.mode : chmod(node.mode, node.type === 'directory');
    return { mode, uid: node.uid, gid: node.gid, ...owner, mtime: node.mtime, xattrs: tree.xattrs(node) };
  }
}
