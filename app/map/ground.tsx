import { size } from '../ui/format.ts';
import styles from './map.module.css';
import type { MapGraph } from './model.ts';
import things from './things.module.css';

const states = ['running', 'paused', 'created', 'exited'] as const;

/** What everything stands on, the sum of it, and what the signs mean. */
export function Ground({ graph }: { graph: MapGraph }) {
  const images = [...graph.images.values()].reduce((sum, { ids }) => sum + ids.length, 0);
  const containers = graph.containers.size;
  const saved = graph.unshared - graph.stored;
  return (
    <div className={styles.ground}>
      <p>
        {images === 0 ? (
          'The ground is this machine: one Linux kernel for all containers.'
        ) : (
          <>
            <b>
              {images} {images === 1 ? 'image' : 'images'}, {size(graph.stored)}
            </b>
            {saved > 0 && <span> stored, {size(graph.unshared)} if layers were not shared</span>}
            <span className={styles.wide}>
              {containers > 0 && ` · ${containers} ${containers === 1 ? 'container' : 'containers'} on one kernel`}
            </span>
          </>
        )}
      </p>
      <ul className={styles.legend} aria-label="Signs">
        {states.map((state) => (
          <li key={state} data-state={state}>
            <span className={things.dot} data-state={state} />
            {state}
          </li>
        ))}
        <li>
          <span className={styles.legendWritable} />
          writable layer
        </li>
      </ul>
    </div>
  );
}
