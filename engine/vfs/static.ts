import { FileError } from './errno.ts';
import type { Maybe } from './maybe.ts';
import { then } from './maybe.ts';
import { type Attributes, attributes, type DirectoryEntry, type FileNode, fileType, newQidPath, qidType, ReadOnlyNode } from './node.ts';

/** A directory that the guest may not change: which entries it has is the engine's to decide. */
abstract class EngineDirectory extends ReadOnlyNode {
  readonly qid = { type: qidType.directory, version: 0, path: newQidPath() };

  override getattr(): Attributes {
    return attributes(fileType.directory | 0o755, 0, { nlink: 2 });
  }
}

/** Fixed entries. */
export class StaticDirectory extends EngineDirectory {
  private readonly nodes: ReadonlyMap<string, FileNode>;

  constructor(nodes: Readonly<Record<string, FileNode>>) {
    super();
    this.nodes = new Map(Object.entries(nodes));
  }

  override lookup(name: string): FileNode {
    const node = this.nodes.get(name);
    if (node === undefined) throw new FileError('ENOENT', name);
    return node;
  }

  override entries(): readonly DirectoryEntry[] {
    return [...this.nodes].map(([name, { qid }]) => ({
      name,
      qid,
      type: qid.type === qidType.directory ? fileType.directory : fileType.regular,
    }));
  }
}

/** Directories that are found by name when they are asked for: layers, volumes. */
export interface DirectoryProvider {
  open(name: string): Maybe<FileNode | undefined>;
  names(): Maybe<readonly string[]>;
}

export class ProvidedDirectory extends EngineDirectory {
  private readonly provider: DirectoryProvider;

  constructor(provider: DirectoryProvider) {
    super();
    this.provider = provider;
  }

  override lookup(name: string): Maybe<FileNode> {
    return then(this.provider.open(name), (node) => {
      if (node === undefined) throw new FileError('ENOENT', name);
      return node;
    });
  }

  /** The inode number in a listing is this directory's own: finding the real one would open what nobody asked for. */
  override entries(): Maybe<readonly DirectoryEntry[]> {
    return then(this.provider.names(), (names) => names.map((name) => ({ name, qid: this.qid, type: fileType.directory })));
  }
}
