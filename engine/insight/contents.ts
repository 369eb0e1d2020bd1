import type { LayerEntry, LayerInsight } from './insight.ts';
import { kindOf, type LayerNode } from './layer-files.ts';
import { childOf, childrenOf, type Place, rootOf, topOf } from './merge.ts';

/** What a layer does to those below it. */
export interface LayerContents {
  /** In the order of a walk. */
  readonly entries: readonly LayerEntry[];
  readonly counts: LayerInsight['counts'];
  /** Bytes of lower files that it hides. */
  readonly hides: number;
}

/** Of each layer of a stack, bottom first. */
export function contentsOf(layers: readonly LayerNode[]): LayerContents[] {
  const tally = new Tally();
  return layers.map((node, at) => new Comparison(tally).run(node, rootOf(layers.slice(0, at))));
}

/**
 * Bytes that nobody sees any more. A file with several names (hard links) is gone with the last of them, which may go in different layers.
 */
class Tally {
  private readonly gone = new Map<number, Map<unknown, number>>();

  /** One name of a file goes: the bytes that go with it. */
  hide(layer: number, { identity, nlink, size }: LayerNode): number {
    if (nlink < 2) return size;
    const names = this.gone.get(layer) ?? new Map<unknown, number>();
    this.gone.set(layer, names);
    const count = (names.get(identity) ?? 0) + 1;
    names.set(identity, count);
    return count === nlink ? size : 0;
  }
}

class Comparison {
  private readonly tally: Tally;
  private readonly entries: LayerEntry[] = [];

  constructor(tally: Tally) {
    this.tally = tally;
  }

  run(layer: LayerNode, below: Place): LayerContents {
    const fromRoot = this.folder(layer, below, false);
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
    };
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
    if (top.node.type !== 'directory') return this.tally.hide(top.layer, top.node);
    return childrenOf(place).reduce((sum, child) => sum + this.hide(child.place), 0);
  }
}

/** A folder whose mode and owner are those below is there for what is in it: its time changes with every name that comes or goes. */
function changeOf(node: LayerNode, lower: LayerNode | undefined, inOpaque: boolean): LayerEntry['change'] {
  if (lower === undefined) return 'added';
  if (node.type !== 'directory' || lower.type !== 'directory' || node.isOpaque || inOpaque) return 'changed';
  return node.mode === lower.mode && node.uid === lower.uid && node.gid === lower.gid ? 'unchanged' : 'changed';
}
