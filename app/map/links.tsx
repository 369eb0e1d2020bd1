import type { Layout } from './arrange.ts';
import type { MapGraph } from './model.ts';
import styles from './things.module.css';

/** Few lines may always be seen; many would be a net over everything. */
const few = 6;

const lane = 5;
const radius = 5;

/**
 * From containers to the volumes and folders that are mounted into them, as pipes that cross nothing: up beside the container, along above the
 * skyline, down in front of the volumes. `y` goes up, as everything on the map does.
 */
export function Links({
  graph,
  layout,
  lit,
  selected,
}: {
  graph: MapGraph;
  layout: Layout;
  lit: ReadonlySet<string> | undefined;
  selected: string | undefined;
}) {
  const all = [...graph.containers.values()].flatMap(({ key, mounts }) =>
    mounts.map(({ store, writable }) => ({ from: key, to: store, writable })),
  );
  const shown = all.length <= few ? all : all.filter(({ from, to }) => from === selected || to === selected);
  const order = [...new Set(shown.map(({ to }) => to))].sort((a, b) => (layout.boxes.get(b)?.y ?? 0) - (layout.boxes.get(a)?.y ?? 0));
  return (
    <svg className={styles.links} aria-hidden="true">
      {shown.map(({ from, to, writable }) => {
        const [a, b] = [layout.boxes.get(from), layout.boxes.get(to)];
        if (a === undefined || b === undefined) return null;
        const place = order.indexOf(to) + 1;
        const path = pipe([
          [a.x + a.w, a.y + a.h - 12],
          [a.x + a.w + 4, a.y + a.h - 12],
          [a.x + a.w + 4, layout.skyline + 4 + lane * place],
          [b.x - 4 - lane * (order.length - place + 1), layout.skyline + 4 + lane * place],
          [b.x - 4 - lane * (order.length - place + 1), b.y + b.h / 2],
          [b.x, b.y + b.h / 2],
        ]);
        return (
          <path
            key={`${from} ${to}`}
            data-readonly={!writable}
            data-dim={lit !== undefined && !(lit.has(from) && lit.has(to))}
            style={{ d: `path("${path}")` }}
          />
        );
      })}
    </svg>
  );
}

type Point = readonly [number, number];

/** Straight pieces with rounded corners. Always the same commands, so that the browser can move one into another. */
function pipe(points: readonly Point[]): string {
  const towards = ([x, y]: Point, [u, v]: Point): Point => {
    const length = Math.hypot(u - x, v - y) || 1;
    const step = Math.min(radius, length / 2) / length;
    return [x + (u - x) * step, y + (v - y) * step];
  };
  return points
    .map((point, index) => {
      const [before, after] = [points[index - 1], points[index + 1]];
      if (before === undefined) return `M ${point.join(' ')}`;
      if (after === undefined) return `L ${point.join(' ')}`;
      return `L ${towards(point, before).join(' ')} Q ${point.join(' ')} ${towards(point, after).join(' ')}`;
    })
    .join(' ');
}
