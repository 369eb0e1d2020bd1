import { baseOf, clean, directoryOf } from '../../base/path.ts';

/** One end of a copy. `path` keeps the trailing slash or dot that the user wrote: both mean something. */
export interface CopyEnd {
  readonly path: string;
  readonly exists: boolean;
  readonly isDirectory: boolean;
}

export interface CopyPlan {
  /** The existing directory that the archive is applied to. */
  readonly directory: string;
  /** What the archive's first entry is called when it leaves the source; `.` for the contents of a directory. */
  readonly from: string;
  /** And what it is to be called. */
  readonly to: string;
}

/**
 * The rules of `docker cp`, which are those of `cp -a`: into a directory that is there, else under the destination's own name.
 * Throws what Docker says when that cannot be.
 */
export function planCopy(source: CopyEnd, destination: CopyEnd): CopyPlan {
  const from = entryName(source.path);
  const to = entryName(destination.path);
  const parent = meansContents(destination.path) ? clean(destination.path) : directoryOf(clean(destination.path));
  if (destination.exists && destination.isDirectory) return { directory: destination.path, from, to: from };
  if (destination.exists && source.isDirectory) throw new Error('cannot copy directory');
  if (!destination.exists && !source.isDirectory && meansDirectory(destination.path)) throw new Error('no such directory');
  return { directory: parent, from, to };
}

/** The last part of a path; `.` where the path asks for the contents. */
export function entryName(path: string): string {
  return meansContents(path) ? '.' : baseOf(clean(path));
}

export function meansDirectory(path: string): boolean {
  return path.endsWith('/') || meansContents(path);
}

function meansContents(path: string): boolean {
  return path === '.' || path.endsWith('/.');
}

/** Cleaned and absolute, with the trailing slash or dot of the original. */
export function keepTail(absolute: string, original: string): string {
  if (meansContents(original)) return absolute.endsWith('/') ? `${absolute}.` : `${absolute}/.`;
  return original.endsWith('/') && !absolute.endsWith('/') ? `${absolute}/` : absolute;
}
