import { runInTerminal } from './terminals.ts';
import styles from './try.module.css';

/** A command within a sentence: a click types it in the terminal. */
export function Try({ command }: { command: string }) {
  return (
    <button type="button" className={styles.try} onClick={() => void runInTerminal(command)} title="Run it in the terminal">
      {command}
    </button>
  );
}
