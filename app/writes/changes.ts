import type { WritableLayer, WrittenEntry } from '../../engine/insight/insight.ts';

/** What happened in a writable layer between two looks at it. */
export interface Happening {
  readonly path: string;
  /**
   * `copied`: written for the first time, so the image's file was copied up; `made`: a new file; `hidden`: a whiteout over the image's file;
   * `replaced`: a folder deleted and made anew; `written`: a file that was here already; `dropped`: a file that was only here; `bared`: a copy or whiteout went, the image's file shows again.
   */
  readonly what: 'copied' | 'made' | 'hidden' | 'replaced' | 'written' | 'dropped' | 'bared';
  readonly kind: WrittenEntry['kind'];
  /** Bytes now, and before (here, or in the image's layer). */
  readonly size: number;
  readonly before: number;
  readonly layer?: number;
  /** Of a folder that came or went whole: what is in it. */
  readonly inside?: number;
}

const whats = { changed: 'copied', added: 'made', removed: 'hidden' } as const;

export function happenings(before: readonly WrittenEntry[], after: readonly WrittenEntry[]): readonly Happening[] {
  const old = new Map(before.map((entry) => [entry.path, entry]));
  const found: Happening[] = [];
  const tell = (what: Happening['what'], { path, kind, origin }: WrittenEntry, size: number, earlier: number) =>
    found.push({ path, what, kind, size, before: earlier, ...(origin && { layer: origin.layer }) });
  for (const entry of after) {
    const was = old.get(entry.path);
    old.delete(entry.path);
    if (entry.opaque && !was?.opaque) tell('replaced', entry, 0, 0);
    else if (was?.change !== entry.change) tell(whats[entry.change], entry, entry.size, entry.origin?.size ?? 0);
    else if (entry.kind !== 'directory' && entry.change !== 'removed' && (was.size !== entry.size || was.mtime !== entry.mtime))
      tell('written', entry, entry.size, was.size);
  }
  for (const entry of old.values()) tell(entry.change === 'added' ? 'dropped' : 'bared', entry, entry.origin?.size ?? 0, entry.size);
  return whole(whole(found, 'made'), 'dropped').filter(
    // A folder comes along with what is in it: only one that comes alone, or whole, is told.
    ({ kind, what, path, inside }, _, all) =>
      kind !== 'directory' ||
      inside !== undefined ||
      !(what === 'copied' || what === 'made') ||
      !all.some((other) => other.path.startsWith(`${path}/`)),
  );
}

/** Of a folder that is new, or gone, with more than a few entries the folder alone is told. */
function whole(found: readonly Happening[], what: Happening['what'], few = 3): readonly Happening[] {
  const folders = found.filter((each) => each.what === what && each.kind === 'directory');
  const rest = new Set(found);
  const told: Happening[] = [];
  for (const folder of folders) {
    if (!rest.has(folder)) continue;
    const inside = found.filter((each) => each.what === what && each.path.startsWith(`${folder.path}/`));
    if (inside.length <= few) continue;
    for (const each of [folder, ...inside]) rest.delete(each);
    const sum = (of: 'size' | 'before') => inside.reduce((bytes, each) => bytes + (each.kind === 'file' ? each[of] : 0), 0);
    told.push({ ...folder, size: sum('size'), before: sum('before'), inside: inside.length });
  }
  return [...rest, ...told];
}

export const sameWrites = (a: WritableLayer, b: WritableLayer): boolean =>
  a.container === b.container &&
  a.entries.length === b.entries.length &&
  a.entries.every((entry, index) => {
    const other = b.entries[index];
    return (
      other !== undefined &&
      entry.path === other.path &&
      entry.change === other.change &&
      entry.size === other.size &&
      entry.mtime === other.mtime
    );
  });

/** Folders that are there only because something in them is: their names say nothing of their own. */
export function isOnTheWay(entry: WrittenEntry, next: WrittenEntry | undefined): boolean {
  return entry.kind === 'directory' && !entry.opaque && entry.change === 'changed' && next?.path.startsWith(`${entry.path}/`) === true;
}
