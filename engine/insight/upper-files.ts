import type { FileType } from '../erofs/format.ts';
import { fileSize } from '../snapshot/changes.ts';
import { isOpaque, isWhiteout } from '../snapshot/overlay.ts';
import type { TarHeader } from '../tar/header.ts';
import { compareNames, memberPath } from '../tar/name.ts';
import type { LayerNode } from './layer-files.ts';

/** A container's upper, from the headers of its files. */
export function upperFiles(headers: readonly TarHeader[]): LayerNode {
  const root = new UpperNode('directory');
  const byPath = new Map<string, UpperNode>([['', root]]);
  for (const header of headers) {
    const path = memberPath(header.name);
    if (path === '') continue;
    const slash = path.lastIndexOf('/');
    const node = header.type === 'hardlink' ? byPath.get(memberPath(header.linkName)) : nodeOf(header);
    if (node === undefined) continue;
    if (header.type === 'hardlink') node.nlink++;
    byPath.set(path, node);
    // A walk names a folder before what is in it.
    byPath.get(path.slice(0, Math.max(slash, 0)))?.children.set(path.slice(slash + 1), node);
  }
  return root;
}

class UpperNode implements LayerNode {
  readonly type: FileType;
  isWhiteout = false;
  isOpaque = false;
  mode = 0o755;
  uid = 0;
  gid = 0;
  size = 0;
  mtime = 0;
  nlink = 1;
  target = '';
  readonly children = new Map<string, UpperNode>();

  constructor(type: FileType) {
    this.type = type;
  }

  get identity(): unknown {
    return this;
  }

  child(name: string): UpperNode | undefined {
    return this.children.get(name);
  }

  names(): readonly string[] {
    return [...this.children.keys()].sort(compareNames);
  }
}

function nodeOf(header: TarHeader): UpperNode {
  const node = new UpperNode(header.type === 'hardlink' ? 'file' : header.type);
  node.isWhiteout = isWhiteout(header);
  node.isOpaque = isOpaque(header);
  node.mode = header.mode;
  node.uid = header.uid;
  node.gid = header.gid;
  node.mtime = header.mtime;
  node.size = fileSize(header);
  node.target = header.type === 'symlink' ? header.linkName : '';
  return node;
}
