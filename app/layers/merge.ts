import type { EntryKind, LayerEntry, WritableLayer } from '../../engine/insight/insight.ts';
import type { LayerRef } from './words.ts';

/** A file as one of the trees shows it. */
export interface FileEntry {
  readonly path: string;
  readonly kind: EntryKind;
  readonly size: number;
  /** As `docker diff` writes it; of two images compared, who has it. */
  readonly sign?: Sign;
  readonly target?: string;
  /** Merged: who supplies it; of a removed one, who deleted it. */
  readonly from?: LayerRef;
  /** Merged: layers below that have a file of that name too, topmost first. */
  readonly under?: readonly LayerRef[];
  /** In one layer: the layer above that replaces or deletes it. */
  readonly hiddenBy?: LayerRef;
  /** Bytes of the lower file that it replaces or deletes. */
  readonly hides?: number;
  /** A folder that hides all that lower layers have in it. */
  readonly opaque?: boolean;
  /** Another name of a file whose bytes are counted already. */
  readonly linked?: boolean;
  /** Of two images compared: bytes in the one and in the other. */
  readonly sizes?: readonly [number, number];
}

export type Sign = 'A' | 'C' | 'D' | 'one' | 'other' | 'differs';

/** Bytes of a layer that nobody sees: a higher one replaces or deletes the file. */
export interface Waste {
  readonly path: string;
  readonly layer: LayerRef;
  readonly by: LayerRef;
  readonly bytes: number;
}

export interface Merged {
  /** What a container sees, and what was deleted on the way. */
  readonly files: readonly FileEntry[];
  /** The largest first. */
  readonly waste: readonly Waste[];
  /** Who replaces or deletes the file of that layer, if anyone does. */
  hiddenBy(layer: LayerRef, path: string): LayerRef | undefined;
}

interface Seen {
  readonly entry: LayerEntry;
  readonly from: LayerRef;
  readonly under: readonly LayerRef[];
}

/** Layers laid on one another, the lowest first, as overlay does: a higher name wins, a whiteout takes the lower one and all below it away. */
export function merge(layers: ReadonlyArray<readonly LayerEntry[]>, writable?: readonly LayerEntry[]): Merged {
  const seen = new Map<string, Seen>();
  const gone = new Map<string, Seen>();
  const covered = new Map<string, LayerRef>();
  const waste: Waste[] = [];

  const cover = ({ entry, from }: Seen, by: LayerRef): void => {
    covered.set(`${from} ${entry.path}`, by);
    if (entry.kind === 'file' && entry.size > 0) waste.push({ path: entry.path, layer: from, by, bytes: entry.size });
  };
  const take = (path: string, by: LayerRef): void => {
    const lower = seen.get(path);
    if (lower === undefined) return;
    seen.delete(path);
    cover(lower, by);
    gone.set(path, { ...lower, from: by, under: [lower.from, ...lower.under] });
  };
  const takeBelow = (folder: string, by: LayerRef): void => {
    for (const [path, { from }] of seen) if (from !== by && path.startsWith(`${folder}/`)) take(path, by);
  };
  const lay = (entries: readonly LayerEntry[], layer: LayerRef): void => {
    for (const entry of entries) {
      const lower = seen.get(entry.path);
      if (entry.change === 'removed') {
        if (lower === undefined || lower.from === layer) continue;
        if (lower.entry.kind === 'directory') takeBelow(entry.path, layer);
        take(entry.path, layer);
        continue;
      }
      if (entry.opaque || (lower?.entry.kind === 'directory' && entry.kind !== 'directory')) takeBelow(entry.path, layer);
      if (entry.change === 'unchanged' && lower !== undefined) continue;
      const before = lower ?? gone.get(entry.path);
      gone.delete(entry.path);
      const under = before === undefined ? [] : lower === undefined ? before.under : [before.from, ...before.under];
      // A folder is merged, not replaced.
      if (lower !== undefined && entry.kind !== 'directory') cover(lower, layer);
      seen.set(entry.path, { entry, from: layer, under });
    }
  };
  for (const [index, entries] of layers.entries()) lay(entries, index);
  if (writable) lay(writable, 'writable');

  // Of a container only what it changed itself is marked, as `docker diff` does.
  const marks = (layer: LayerRef) => writable === undefined || layer === 'writable';
  const files = [...seen.values()].map(({ entry: { path, kind, size, target, opaque, linked }, from, under }): FileEntry => {
    const sign = from === 'writable' ? (under.length > 0 ? 'C' : 'A') : under.length > 0 && kind !== 'directory' ? 'C' : undefined;
    return {
      path,
      kind,
      size,
      from,
      under,
      ...(opaque && { opaque }),
      ...(linked && { linked }),
      ...(target !== undefined && { target }),
      ...(sign !== undefined && marks(from) && { sign }),
    };
  });
  const removed = [...gone.values()]
    .filter(({ from }) => marks(from))
    .map(({ entry: { path, kind, size }, from, under }): FileEntry => ({ path, kind, size, from, under, sign: 'D' }));
  return {
    files: [...files, ...removed],
    waste: waste.sort((a, b) => b.bytes - a.bytes),
    hiddenBy: (layer, path) => covered.get(`${layer} ${path}`),
  };
}

const signs = { added: 'A', changed: 'C', removed: 'D', unchanged: undefined } as const;

/** The entries of one layer; what layers above make of them is marked when they are known. */
export function filesOfLayer(entries: readonly LayerEntry[], layer: LayerRef, merged: Merged | undefined): FileEntry[] {
  return entries.map(({ path, kind, size, change, hides, target, opaque, linked }) => {
    const hiddenBy = merged?.hiddenBy(layer, path);
    const sign = signs[change];
    return {
      path,
      kind,
      // A whiteout has no bytes: what is told is what it hides.
      size: change === 'removed' ? 0 : size,
      ...(hides > 0 && { hides }),
      ...(sign !== undefined && { sign }),
      ...(opaque && { opaque }),
      ...(linked && { linked }),
      ...(target !== undefined && { target }),
      ...(hiddenBy !== undefined && { hiddenBy }),
    };
  });
}

/** A container's writable layer as one more layer on top. */
export const entriesOf = (writable: WritableLayer): LayerEntry[] =>
  writable.entries.map(({ path, change, kind, size, origin, opaque }) => ({
    path,
    change,
    kind,
    size,
    hides: kind === 'file' ? (origin?.size ?? 0) : 0,
    mode: 0,
    ...(opaque && { opaque }),
  }));
