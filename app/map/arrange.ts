import type { ImageNode, MapGraph, Standing } from './model.ts';

/**
 * Where everything stands. Widths add up from the tops to the ground and heights from the ground up: a layer is exactly as wide as all that stands on
 * it, so that what is shared is seen to carry. Nothing can overlap and nothing has to be balanced, which is why there is no layout library here: d3's
 * partition divides a given width by weight (names would not fit), its tidy trees place points, and this is one pass down and one up.
 *
 * Pure and stable: neighbours keep the order that the graph gives them.
 */
export interface Layout extends Density {
  readonly width: number;
  readonly height: number;
  readonly boxes: ReadonlyMap<string, Box>;
  /** Free of anything above `y`: where lines may run. */
  readonly skyline: number;
}

/** Roomy as long as everything fits. */
export interface Density {
  readonly narrow: boolean;
  readonly low: boolean;
}

/** In pixels; `y` is the bottom, counted from the ground up. */
export interface Box {
  readonly key: string;
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export interface Room {
  readonly width: number;
  readonly height: number;
}

interface Widths {
  readonly card: number;
  readonly column: { readonly least: number; readonly most: number };
  /** Between a container and its neighbours; between towers. */
  readonly gap: number;
  readonly between: number;
  /** Containers that stand side by side before a second row begins. */
  readonly abreast: number;
}

interface Heights {
  readonly card: number;
  readonly tag: number;
  /** Of a cap, besides its names. */
  readonly cap: number;
  readonly layer: (bytes: number) => number;
}

const roomy: Widths = { card: 148, column: { least: 172, most: 380 }, gap: 8, between: 12, abreast: 3 };
const narrow: Widths = { card: 128, column: { least: 142, most: 240 }, gap: 6, between: 8, abreast: 1 };

/** A layer's height tells its size: each tenfold adds the same. */
const magnitude = (bytes: number) => Math.log10(Math.max(1, bytes / 1000));
const tall: Heights = { card: 62, tag: 18, cap: 24, layer: (bytes) => 22 + 4.5 * magnitude(bytes) };
const low: Heights = { card: 40, tag: 17, cap: 8, layer: (bytes) => 18 + 2.2 * magnitude(bytes) };
/** Layers grow into room that is left above, in steps, so that they do not move for little. */
const growth = { most: 1.6, step: 0.2 };

const margin = 16;
/** Between two things that stand on one another. */
const seam = 2;
const store = { w: 132, h: 40, gap: 6 };
const mostTags = 3;
const rootGap = 2;
const lane = 5;

/** `before`: what is shown now. A density is left when it has to be, or when there is room enough: one container more or less changes nothing else. */
export function layOut(graph: MapGraph, room: Room, before?: Density): Layout {
  let widths = roomy;
  let heights = tall;
  let layout = place(graph, room, widths, heights, 1);
  if (layout.width > room.width * (before?.narrow ? 0.85 : 1)) {
    widths = narrow;
    layout = place(graph, room, widths, heights, 1);
  }
  if (layout.height > room.height) {
    heights = low;
    layout = place(graph, room, widths, heights, 1);
  }
  if (heights === low || graph.layers.size === 0) return layout;
  for (let scale = growth.most; scale > 1.01; scale -= growth.step) {
    const grown = place(graph, room, widths, heights, scale);
    if (grown.height <= room.height * 0.85 && grown.width <= Math.max(room.width, layout.width)) return grown;
  }
  return layout;
}

function place(graph: MapGraph, room: Room, across: Widths, up: Heights, scale: number): Layout {
  const widths = new Map<string, number>();
  const used = graph.stores.filter(({ users }) => users.length > 0).length;
  const lanes = used === 0 ? 0 : 8 + lane * Math.min(4, used);
  const layerHeight = (bytes: number) => Math.round(up.layer(bytes) * scale);
  const capHeight = ({ tags, ids }: ImageNode) => (ids.length === 0 ? 8 : up.cap) + up.tag * Math.max(1, Math.min(mostTags, tags.length));
  const bay = (image: ImageNode, base: number): number => {
    const rows = Math.max(1, Math.floor((room.height - base - capHeight(image) - margin - lanes) / (up.card + across.gap)));
    const { length } = image.containers;
    const columns = Math.max(1, Math.ceil(length / rows), Math.min(length, across.abreast));
    return Math.max(across.column.least, columns * (across.card + across.gap) + across.gap);
  };
  const measure = (item: Standing, base: number): number => {
    const top = item.kind === 'layer' ? base + layerHeight(item.size) + seam : base;
    const w =
      item.kind === 'image'
        ? bay(item, base)
        : item.on.reduce((sum, one) => sum + measure(one, top), 0) + across.between * Math.max(0, item.on.length - 1);
    widths.set(item.key, w);
    return w;
  };
  const gaps = across.between * rootGap;
  let total = graph.roots.reduce((sum, root) => sum + measure(root, 0), 0) + gaps * Math.max(0, graph.roots.length - 1);
  const storeRows = Math.max(1, Math.floor((room.height - margin) / (store.h + store.gap)));
  const storeColumns = Math.ceil(graph.stores.length / storeRows);
  const storeWidth = storeColumns === 0 ? 0 : storeColumns * (store.w + store.gap) - store.gap + (graph.roots.length > 0 ? gaps * 1.5 : 0);

  // Room that is left over goes to the columns, up to a width that still reads as one thing.
  const bays = [...graph.images.values()].filter(({ key }) => widths.has(key));
  const free = room.width - 2 * margin - storeWidth - total;
  if (free > 0 && bays.length > 0) {
    const each = free / bays.length;
    for (const { key } of bays) {
      const w = widths.get(key) ?? 0;
      widths.set(key, Math.max(w, Math.min(w + each, across.column.most)));
    }
    const stretch = (item: Standing): number => {
      const own = widths.get(item.key) ?? 0;
      const w = item.kind === 'image' ? own : item.on.reduce((sum, one) => sum + stretch(one), 0) + across.between * (item.on.length - 1);
      widths.set(item.key, w);
      return w;
    };
    total = graph.roots.reduce((sum, root) => sum + stretch(root), 0) + gaps * Math.max(0, graph.roots.length - 1);
  }

  const boxes = new Map<string, Box>();
  let height = 0;
  const put = (key: string, x: number, y: number, w: number, h: number) => {
    boxes.set(key, { key, x: Math.round(x), y, w: Math.round(w), h });
    height = Math.max(height, y + h);
  };
  const stand = (item: Standing, x: number, y: number): void => {
    const w = widths.get(item.key) ?? 0;
    if (item.kind === 'layer') {
      const h = layerHeight(item.size);
      put(item.key, x, y, w, h);
      let at = x;
      for (const one of item.on) {
        stand(one, at, y + h + seam);
        at += (widths.get(one.key) ?? 0) + across.between;
      }
      return;
    }
    const h = capHeight(item);
    put(item.key, x, y, w, h);
    const { card, gap } = across;
    const columns = Math.max(1, Math.floor((w - gap) / (card + gap)));
    const cardWidth = Math.min(card * 1.25, (w - gap) / Math.min(columns, Math.max(1, item.containers.length)) - gap);
    item.containers.forEach((container, index) => {
      const column = index % columns;
      const row = Math.floor(index / columns);
      put(container.key, x + gap + column * (cardWidth + gap), y + h + seam + row * (up.card + gap), cardWidth, up.card);
    });
  };
  let x = Math.max(margin, (room.width - total - storeWidth) / 2);
  for (const root of graph.roots) {
    stand(root, x, 0);
    x += (widths.get(root.key) ?? 0) + gaps;
  }
  if (graph.roots.length > 0) x += gaps * 0.5;
  const skyline = height;
  graph.stores.forEach(({ key }, index) => {
    const column = Math.floor(index / storeRows);
    const row = index % storeRows;
    put(key, x + column * (store.w + store.gap), row * (store.h + store.gap), store.w, store.h);
  });
  const end = graph.stores.length > 0 ? x + storeColumns * (store.w + store.gap) - store.gap : x - gaps;
  return {
    width: Math.round(end + margin),
    height: Math.max(height + margin, skyline + lanes),
    boxes,
    skyline,
    narrow: across === narrow,
    low: up === low,
  };
}

export type Direction = 'up' | 'down' | 'left' | 'right';

/** The nearest thing that way, as the eye would go: what overlaps in the other direction first. */
export function neighbour({ boxes }: Layout, key: string, direction: Direction): string | undefined {
  const from = boxes.get(key);
  if (from === undefined) return undefined;
  let best: { readonly key: string; readonly distance: number } | undefined;
  for (const to of boxes.values()) {
    const across = direction === 'left' || direction === 'right';
    const ahead = {
      up: to.y - (from.y + from.h),
      down: from.y - (to.y + to.h),
      right: to.x - (from.x + from.w),
      left: from.x - (to.x + to.w),
    }[direction];
    if (to.key === key || ahead < -0.5) continue;
    const aside = across ? apart(from.y, from.h, to.y, to.h) : apart(from.x, from.w, to.x, to.w);
    // Ties go to the leftmost, or the lowest.
    const distance = ahead + 4 * aside + (across ? Math.abs(to.y - from.y) : Math.abs(to.x - from.x)) / 1000;
    if (best === undefined || distance < best.distance) best = { key: to.key, distance };
  }
  return best?.key;
}

const apart = (a: number, length: number, b: number, other: number) => Math.max(0, b - (a + length), a - (b + other));
