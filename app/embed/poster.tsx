import { Button } from '../ui/button.tsx';
import { Logo } from '../ui/icons.tsx';
import styles from './embed.module.css';
import { startMachine } from './machine.ts';

/** In the place of the machine until somebody wants it. */
export function Poster() {
  return (
    <div className={styles.poster}>
      <Logo size={36} />
      <h2>Docker, in this page</h2>
      <p>A real Linux with images and containers of your own. It fetches about 5 MB, once, and asks for no account.</p>
      <Button kind="primary" icon="play" onClick={startMachine}>
        Start the machine
      </Button>
    </div>
  );
}
