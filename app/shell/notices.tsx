import { useState } from 'react';
import { boot } from '../session/engine.ts';
import { useStore } from '../session/store.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Icon } from '../ui/icons.tsx';
import styles from './shell.module.css';

/** What the visitor must know about the machine: it stopped, or it goes on without saving. */
export function Notices() {
  const { crash, warning } = useStore(boot);
  const [dismissed, setDismissed] = useState<string>();
  return (
    <>
      {crash && (
        <div className={styles.notice} data-kind="crash" role="alert">
          <Icon name="warning" />
          <p>
            {crash.message} {crash.remedy}
          </p>
          <Button icon="refresh" onClick={() => location.reload()}>
            Start again
          </Button>
        </div>
      )}
      {warning && warning.message !== dismissed && (
        <div className={styles.notice} data-kind="warning" role="status">
          <Icon name="warning" />
          <p>
            {warning.message} {warning.remedy}
          </p>
          <IconButton icon="close" label="Dismiss" onClick={() => setDismissed(warning.message)} />
        </div>
      )}
    </>
  );
}
