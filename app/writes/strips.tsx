import type { ImageInsight } from '../../engine/insight/insight.ts';
import { instructionText } from '../layers/words.ts';
import { size } from '../ui/format.ts';
import styles from './column.module.css';

/** Read-only layers, topmost first: from where files are copied up. */
export function Strips({ image, from, to, pointed }: { image: ImageInsight; from: number; to: number; pointed: string | undefined }) {
  return (
    <ol className={styles.strips}>
      {image.layers
        .slice(from, to)
        .map((layer, index) => (
          <li
            key={layer.chainID}
            data-layer={from + index}
            data-pointed={layer.chainID === pointed}
            title={instructionText(layer.steps[0])}
          >
            <span className={styles.number}>{from + index + 1}</span>
            <code>{instructionText(layer.steps[0])}</code>
            <span className={styles.bytes}>{size(layer.size)}</span>
          </li>
        ))
        .reverse()}
    </ol>
  );
}
