import type { LayerEntry, LayerInsight } from './insight.ts';
import { kindOf, type LayerNode } from './layer-files.ts';
import { childOf, childrenOf, type Part, type Place, topOf } from './merge.ts';

/** What a layer does to those below it. */
export interface LayerContents {
  /** In the order of a walk. */
  readonly entries: readonly LayerEntry[];
  readonly counts: LayerInsight['counts'];
  /** Bytes of lower files that it hides. */
  readonly hides: number;
}

/** Of a layer on those below it. */
export function contentsOf(layer: LayerNode, below: Place): LayerContents {
  return new Comparison(below).run(layer);
}

/**
 * Bytes that nobody sees any more. A file with several names (hard links) goes with the last one that was still seen: some may have gone in
 * lower layers already.
 */
class Tally {
  private readonly below: Place;
  /** By layer and file: the names that are still seen. */
  private readonly left = new Map<number, Map<unknown, number>>();

  constructor(below: Place) {
    this.below = below;
  }

  /** One name of a file goes: the bytes that go with it. */
  hide({ layer, node }: Part): number {
    if (node.nlink < 2) return node.size;
    const left = this.left.get(layer) ?? this.count(layer);
    this.left.set(layer, left);
    const names = (left.get(node.identity) ?? 0) - 1;
    left.set(node.identity, names);
    return names === 0 ? node.size : 0;
  }

  /** Of a layer's files with several names: how many of them are seen. */
  private count(layer: number): Map<unknown, number> {
    const seen = new Map<unknown, number>();
    const walk = (place: Place, node: LayerNode): void => {
      for (const name of node.names()) {
        const child = node.child(name);
        if (child === undefined) continue;
        const at = childOf(place, name);
        if (child.type === 'directory') walk(at, child);
        else if (child.nlink > 1 && topOf(at)?.layer === layer) seen.set(child.identity, (seen.get(child.identity) ?? 0) + 1);
      }
    };
    const root = this.below.seen.find((part) => part.layer === layer);
    if (root !== undefined) walk(this.below, root.node);
    return seen;
  }
}

class Comparison {
  private readonly below: Place;
  private readonly tally: Tally;
  private readonly entries: LayerEntry[] = [];
  /** Files of several names that were told. */
  private readonly told = new Set<unknown>();

  constructor(below: Place) {
    this.below = below;
    this.tally = new Tally(below);
  }

  run(layer: LayerNode): LayerContents {
    const fromRoot = this.folder(layer, this.below, false);
    const { entries } = this;
    const count = (change: LayerEntry['change']) => entries.filter((entry) => entry.change === change).length;
    return {
      entries,
      counts: { added: count('added'), changed: count('changed'), removed: count('removed') },
      hides: entries.reduce((sum, { hides }) => sum + hides, fromRoot),
    };
  }

  /** Bytes that the folder hides by being opaque, or by lying in one that is. */
  private folder(folder: LayerNode, below: Place, inOpaque: boolean): number {
    const isOpaque = inOpaque || folder.isOpaque;
    for (const name of folder.names()) {
      const node = folder.child(name);
      if (node !== undefined) this.entry(node, childOf(below, name), isOpaque);
    }
    if (!isOpaque) return 0;
    return childrenOf(below).reduce((sum, { name, place }) => (folder.child(name) === undefined ? sum + this.hide(place) : sum), 0);
  }

  private entry(node: LayerNode, below: Place, inOpaque: boolean): void {
    const lower = topOf(below)?.node;
    const { path } = below;
    if (node.isWhiteout) {
      const kind = lower === undefined ? 'file' : kindOf(lower);
      this.entries.push({ path, change: 'removed', kind, size: 0, hides: this.hide(below), mode: lower?.mode ?? 0 });
      return;
    }
    const described = {
      path,
      kind: kindOf(node),
      size: node.size,
      mode: node.mode,
      ...(node.type === 'symlink' && { target: node.target }),
      ...(node.isOpaque && { opaque: true }),
      ...(node.type === 'file' && node.nlink > 1 && this.told.has(node.identity) && { linked: true }),
    };
    if (node.nlink > 1) this.told.add(node.identity);
    const change = changeOf(node, lower, inOpaque);
    if (node.type !== 'directory') {
      this.entries.push({ ...described, change, hides: this.hide(below) });
      return;
    }
    const at = this.entries.push({ ...described, change, hides: 0 }) - 1;
    const replaced = lower !== undefined && lower.type !== 'directory' ? this.hide(below) : 0;
    const hides = replaced + this.folder(node, below, inOpaque);
    if (hides > 0) this.entries[at] = { ...described, change, hides };
  }

  /** All that is seen at a place goes: the bytes that go with it. */
  private hide(place: Place): number {
    const top = topOf(place);
    if (top === undefined) return 0;
    if (top.node.type !== 'directory') return this.tally.hide(top);
    return childrenOf(place).reduce((sum, child) => sum + this.hide(child.place), 0);
  }
}

/** A folder whose mode and owner are those below is there for what is in it: its time changes with every name that comes or goes. */
function changeOf(node: LayerNode, lower: LayerNode | undefined, inOpaque: boolean): LayerEntry['change'] {
  if (lower === undefined) return 'added';
  if (node.type !== 'directory' || lower.type !== 'directory' || node.isOpaque || inOpaque) return 'changed';
  return node.mode === lower.mode && node.uid === lower.uid && node.gid === lower.gid ? 'unchanged' : 'changed';
}
