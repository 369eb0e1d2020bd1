import type { TarHeader } from '../tar/header.ts';
import { compareNames, memberPath } from '../tar/name.ts';
import { isOpaque, isWhiteout } from './overlay.ts';

export interface FileChange {
  /** Absolute. */
  readonly path: string;
  readonly kind: 'modified' | 'added' | 'deleted';
  /** Of a regular file, in bytes; 0 otherwise. */
  readonly size: number;
  /** As the upper has it: a file, or the mark that one is gone. */
  readonly header: TarHeader;
}

/** Bytes of a regular file, also where the agent left its content out. */
export function fileSize({ type, size, records }: TarHeader): number {
  return type === 'file' ? Number(records.get('DRYDOCK.size') ?? size) : 0;
}

/** What a lower file is, as far as deciding whether a directory was changed needs. */
export interface LowerFile {
  readonly type: string;
  readonly mode: number;
  readonly mtime: number;
}

/** A file of the layers below, its last link not followed. */
export type LowerLookup = (path: string) => LowerFile | undefined;

/**
 * The changes of an upper, in the order of a walk. As moby's `changes` does it: what the layers below have is modified, what they have not
 * is added; a directory that is only there because of what is below it counts as modified when something below it changed.
 * Without `lower` everything counts as added.
 */
export function upperChanges(upper: Iterable<TarHeader>, lower: LowerLookup = () => undefined): FileChange[] {
  const changes = new Map<string, FileChange>();
  const untouched = new Map<string, TarHeader>();
  for (const header of upper) {
    const path = `/${memberPath(header.name)}`;
    if (path === '/') continue;
    const below = lower(path);
    const size = fileSize(header);
    if (isWhiteout(header)) changes.set(path, { path, kind: 'deleted', size: 0, header });
    else if (below === undefined) changes.set(path, { path, kind: 'added', size, header });
    else if (
      header.type === 'directory' &&
      below.type === 'directory' &&
      !isOpaque(header) &&
      below.mode === header.mode &&
      below.mtime === header.mtime
    ) {
      untouched.set(path, header);
    } else changes.set(path, { path, kind: 'modified', size, header });
  }
  for (const { path } of [...changes.values()]) {
    for (let parent = parentOf(path); ; parent = parentOf(parent)) {
      const header = untouched.get(parent);
      if (header === undefined) break;
      untouched.delete(parent);
      changes.set(parent, { path: parent, kind: 'modified', size: 0, header });
    }
  }
  const key = ({ path }: FileChange) => path.replaceAll('/', '\u0000');
  return [...changes.values()].sort((a, b) => compareNames(key(a), key(b)));
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}
