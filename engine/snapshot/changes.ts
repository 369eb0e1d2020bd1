import type { ByteSource } from '../base/stream.ts';
import { compareNames, memberPath } from '../tar/name.ts';
import { readTar } from '../tar/reader.ts';
import { isOpaque, isWhiteout } from './overlay.ts';

export interface FileChange {
  /** Absolute. */
  readonly path: string;
  readonly kind: 'modified' | 'added' | 'deleted';
  /** Of a regular file, in bytes; 0 otherwise. */
  readonly size: number;
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
export async function upperChanges(upper: ByteSource, lower: LowerLookup = () => undefined): Promise<FileChange[]> {
  const changes = new Map<string, FileChange>();
  const untouched = new Set<string>();
  for await (const { header } of readTar(upper)) {
    const path = `/${memberPath(header.name)}`;
    if (path === '/') continue;
    const below = lower(path);
    const size = header.type === 'file' ? Number(header.records.get('DRYDOCK.size') ?? header.size) : 0;
    if (isWhiteout(header)) changes.set(path, { path, kind: 'deleted', size: 0 });
    else if (below === undefined) changes.set(path, { path, kind: 'added', size });
    else if (
      header.type === 'directory' &&
      below.type === 'directory' &&
      !isOpaque(header) &&
      below.mode === header.mode &&
      below.mtime === header.mtime
    ) {
      untouched.add(path);
    } else changes.set(path, { path, kind: 'modified', size });
  }
  for (const { path } of [...changes.values()]) {
    for (let parent = parentOf(path); untouched.delete(parent); parent = parentOf(parent)) {
      changes.set(parent, { path: parent, kind: 'modified', size: 0 });
    }
  }
  const key = ({ path }: FileChange) => path.replaceAll('/', '\u0000');
  return [...changes.values()].sort((a, b) => compareNames(key(a), key(b)));
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}
