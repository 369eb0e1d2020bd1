import { encodeName } from '../base/bytes.ts';
import { EngineError } from '../base/errors.ts';
import { clean } from '../base/path.ts';
import type { TarMember } from '../tar/header.ts';
import { memberPath } from '../tar/name.ts';
import { whiteoutOf } from '../tar/whiteout.ts';
import { type FileType, NAME_LIMIT } from './format.ts';

/** One inode of a layer. Two names of one file (hard links) are the same object. */
export interface TreeNode {
  type: FileType;
  mode: number;
  uid: number;
  gid: number;
  /** Of a file: its bytes in the tar, from `dataOffset`. */
  size: number;
  dataOffset: number;
  mtime: number;
  mtimeNanos: number;
  major: number;
  minor: number;
  /** Of a symbolic link. */
  target: string;
  xattrs: ReadonlyMap<string, Uint8Array>;
  children: Map<string, TreeNode>;
  /** Hides what the layers below have in this directory. */
  opaque: boolean;
  nlink: number;
}

/** As many symbolic links as the kernel follows in one path (MAXSYMLINKS). */
const SYMLINK_LIMIT = 40;

/**
 * A layer's files, grown from the members of its tar in their order, with the outcome that unpacking them would have: a later member
 * replaces an earlier one, missing parent directories appear (0755, root), symbolic links in a member's directories are followed inside the
 * layer. Whiteout markers become what overlayfs calls so: a character device 0:0, and `opaque`. They only ever hide lower layers, never a
 * member of their own (image-spec, layer.md#whiteouts).
 */
export class LayerTree {
  readonly root: TreeNode = newNode('directory', 0o755);

  add(member: TarMember): void {
    const path = memberPath(member.name);
    if (path === '') {
      if (member.type === 'directory') describe(this.root, member);
      return;
    }
    const slash = path.lastIndexOf('/');
    const name = path.slice(slash + 1);
    if (name.length > NAME_LIMIT || encodeName(name).length > NAME_LIMIT) {
      throw new EngineError('invalid', `archive: file name too long: ${JSON.stringify(path)}`);
    }
    const parent = this.directory(slash < 0 ? '' : path.slice(0, slash));
    const whiteout = whiteoutOf(name);
    if (whiteout === undefined) this.place(parent, name, member);
    else if (whiteout.kind === 'opaque') parent.opaque = true;
    else if (whiteout.kind === 'removed') this.remove(parent, whiteout.name, member);
  }

  private place(parent: TreeNode, name: string, member: TarMember): void {
    const present = parent.children.get(name);
    if (member.type === 'hardlink') {
      const target = this.find(memberPath(member.linkName));
      if (target === undefined || target.type === 'directory') {
        throw new EngineError('invalid', `archive: invalid hard link ${JSON.stringify(member.name)} -> ${JSON.stringify(member.linkName)}`);
      }
      if (target === present) return;
      target.nlink++;
      this.replace(parent, name, target);
    } else if (member.type === 'directory') {
      describe(this.ensureDirectory(parent, name, present), member);
    } else {
      const node = newNode(member.type, member.mode);
      describe(node, member);
      this.replace(parent, name, node);
    }
  }

  private remove(parent: TreeNode, name: string, member: TarMember): void {
    const present = parent.children.get(name);
    if (present === undefined) {
      const node = newNode('char', 0);
      node.mtime = member.mtime;
      parent.children.set(name, node);
    } else if (present.type === 'directory') present.opaque = true;
  }

  private replace(parent: TreeNode, name: string, node: TreeNode): void {
    const present = parent.children.get(name);
    if (present !== undefined) present.nlink--;
    parent.children.set(name, node);
  }

  private ensureDirectory(parent: TreeNode, name: string, present: TreeNode | undefined): TreeNode {
    if (present?.type === 'directory') return present;
    const node = newNode('directory', 0o755);
    node.opaque = present !== undefined && isWhiteout(present);
    this.replace(parent, name, node);
    return node;
  }

  /** The directory at `path`, made where it is missing. */
  private directory(path: string): TreeNode {
    return this.walk(path, (node, part, child) => this.ensureDirectory(node, part, child)) ?? this.root;
  }

  /** The node at `path`; a symbolic link at its end is not followed. */
  private find(path: string): TreeNode | undefined {
    const slash = path.lastIndexOf('/');
    return this.walk(path.slice(0, Math.max(slash, 0)), (_node, _part, child) => child)?.children.get(path.slice(slash + 1));
  }

  /** Goes down `path`, following symbolic links; `step` says where a part that is none leads. */
  private walk(
    path: string,
    step: (node: TreeNode, part: string, child: TreeNode | undefined) => TreeNode | undefined,
    followed = 0,
  ): TreeNode | undefined {
    let node: TreeNode | undefined = this.root;
    const parts = path === '' ? [] : path.split('/');
    for (const [at, part] of parts.entries()) {
      const child: TreeNode | undefined = node.children.get(part);
      if (child?.type === 'symlink' && followed < SYMLINK_LIMIT) {
        const base = child.target.startsWith('/') ? '' : parts.slice(0, at).join('/');
        const rest = parts.slice(at + 1).join('/');
        // `..` at the root stays there, as in a chroot.
        return this.walk(clean(`${base}/${child.target}/${rest}`).slice(1), step, followed + 1);
      }
      node = step(node, part, child);
      if (node === undefined) return undefined;
    }
    return node;
  }
}

export function isWhiteout(node: { readonly type: string; readonly major: number; readonly minor: number }): boolean {
  return node.type === 'char' && node.major === 0 && node.minor === 0;
}

function newNode(type: FileType, mode: number): TreeNode {
  return {
    type,
    mode,
    uid: 0,
    gid: 0,
    size: 0,
    dataOffset: 0,
    mtime: 0,
    mtimeNanos: 0,
    major: 0,
    minor: 0,
    target: '',
    xattrs: NO_XATTRS,
    children: type === 'directory' ? new Map() : NO_CHILDREN,
    opaque: false,
    nlink: 1,
  };
}

const NO_XATTRS: ReadonlyMap<string, Uint8Array> = new Map();
/** Shared by all that are not directories; never written. */
const NO_CHILDREN = new Map<string, TreeNode>();

function describe(node: TreeNode, member: TarMember): void {
  node.mode = member.mode;
  node.uid = member.uid;
  node.gid = member.gid;
  node.size = member.size;
  node.dataOffset = member.dataOffset;
  node.mtime = member.mtime;
  node.mtimeNanos = member.mtimeNanos;
  node.major = member.major;
  node.minor = member.minor;
  node.target = member.type === 'symlink' ? member.linkName : '';
  node.xattrs = member.xattrs;
}
