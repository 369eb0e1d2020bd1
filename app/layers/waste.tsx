import { size } from '../ui/format.ts';
import type { Waste as Wasted } from './merge.ts';
import stackStyles from './stack.module.css';
import styles from './waste.module.css';
import { type LayerRef, layerMark, layerName, plural } from './words.ts';

/** Rows that are drawn: the largest. */
const most = 200;

/** Which files the wasted bytes are of. */
export function Waste({ waste, onSelect }: { waste: readonly Wasted[]; onSelect: (layer: LayerRef, path: string) => void }) {
  return (
    <div className={styles.waste}>
      <p>
        {waste.length === 0
          ? 'Nothing is wasted: no layer replaces or deletes a file of another.'
          : `A layer never gets smaller. These ${plural(waste.length, 'file is', 'files are')} replaced or deleted by a layer above, and still there, unseen:`}
      </p>
      <ul>
        {waste.slice(0, most).map(({ path, layer, by, bytes }) => (
          <li key={`${layer} ${path}`}>
            <button type="button" onClick={() => onSelect(layer, path)} title={`In ${layerName(layer)}, hidden by ${layerName(by)}`}>
              <span className={stackStyles.number}>{layerMark(layer)}</span>
              <code>{path}</code>
              <span className={stackStyles.quiet}>hidden by {layerMark(by)}</span>
              <span className={stackStyles.bytes}>{size(bytes)}</span>
            </button>
          </li>
        ))}
      </ul>
      {waste.length > most && <p>and {(waste.length - most).toLocaleString('en')} smaller ones</p>}
    </div>
  );
}
