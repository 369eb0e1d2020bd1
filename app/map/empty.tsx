import { runInTerminal } from '../terminal/terminals.ts';
import styles from './map.module.css';

/** What the map will show, before there is anything to show. */
export function EmptyMap() {
  return (
    <div className={styles.empty}>
      <div className={styles.sketch} aria-hidden="true">
        <span data-part="container">
          container
          <i>its writable layer</i>
        </span>
        <span data-part="image">image</span>
        <span data-part="layer">layer</span>
        <span data-part="layer">base layer</span>
      </div>
      <div className={styles.teach}>
        <p>
          An <b>image</b> is a stack of read-only layers. A <b>container</b> stands on one, with a thin layer of its own that it may write
          to. Nothing is here yet.
        </p>
        <p>
          <Try command="docker pull nginx" /> brings an image, <Try command="docker run -d --name web nginx" /> puts a container on it.
        </p>
      </div>
    </div>
  );
}

function Try({ command }: { command: string }) {
  return (
    <button type="button" className={styles.try} onClick={() => void runInTerminal(command)} title="Run it in the terminal">
      {command}
    </button>
  );
}
