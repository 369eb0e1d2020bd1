import type { LayerInsight } from '../../engine/insight/insight.ts';

/** What one container needs of the disk. */
export interface Stood {
  readonly layers: readonly Pick<LayerInsight, 'chainID' | 'size'>[];
  /** Bytes of its writable layer. */
  readonly own: number;
}

export interface Cost {
  /** Layers at the bottom that both have, and their bytes: stored once. */
  readonly shared: number;
  readonly sharedBytes: number;
  /** Of each: layers of its image that the other has not, and its writable layer. */
  readonly apart: ReadonlyArray<{ readonly layers: number; readonly own: number }>;
  readonly total: number;
  readonly withoutSharing: number;
}

export function costOf(stood: readonly Stood[]): Cost {
  const [one, ...others] = stood;
  const shared = one ? one.layers.findIndex(({ chainID }, index) => others.some(({ layers }) => layers[index]?.chainID !== chainID)) : 0;
  const count = shared === -1 ? (one?.layers.length ?? 0) : shared;
  const sum = (layers: Stood['layers']) => layers.reduce((bytes, { size }) => bytes + size, 0);
  const sharedBytes = sum(one?.layers.slice(0, count) ?? []);
  const apart = stood.map(({ layers, own }) => ({ layers: sum(layers.slice(count)), own }));
  const total = apart.reduce((bytes, { layers, own }) => bytes + layers + own, sharedBytes);
  return { shared: count, sharedBytes, apart, total, withoutSharing: total + sharedBytes * Math.max(0, stood.length - 1) };
}
