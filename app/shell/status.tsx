import { useEffect, useState } from 'react';
import { boot, firstPrompt, whenStarted } from '../session/engine.ts';
import { useStore } from '../session/store.ts';
import { Dialog } from '../ui/dialog.tsx';
import { size } from '../ui/format.ts';
import styles from './shell.module.css';

interface Readings {
  readonly memory: { readonly used: number; readonly total: number };
  readonly storage: { readonly used: number; readonly quota: number; readonly persistent: boolean };
}

const every = 4000;

/** The machine in one word and its memory; a click tells the rest. `brief`: no memory, and a warning is told here alone. */
export function Status({ brief = false }: { brief?: boolean }) {
  const { progress, failure, crash, warning } = useStore(boot);
  const [readings, setReadings] = useState<Readings>();
  const [open, setOpen] = useState(false);
  const ready = progress.stage === 'ready' && !failure && !crash;
  useEffect(() => {
    if (!ready) return;
    let over = false;
    const read = async () => {
      if (document.visibilityState === 'hidden') return;
      const [engine] = await Promise.all([whenStarted, firstPrompt]);
      const [memory, storage] = await Promise.all([engine.memory(), engine.storage()]);
      if (!over) setReadings({ memory, storage });
    };
    const failed = (error: unknown) => console.debug('status:', error);
    read().catch(failed);
    const timer = setInterval(() => read().catch(failed), every);
    return () => {
      over = true;
      clearInterval(timer);
    };
  }, [ready]);
  const state = failure || crash ? 'failed' : ready ? 'ready' : 'starting';
  const word = { failed: 'Stopped', ready: brief && warning ? 'Not saved' : 'Ready', starting: 'Starting' }[state];
  return (
    <>
      <button type="button" className={styles.status} onClick={() => setOpen(true)} aria-label={`Machine: ${word}. Memory and storage`}>
        <span className={styles.dot} data-state={brief && warning && state === 'ready' ? 'starting' : state} />
        <span className={styles.wide}>{word}</span>
        {ready && readings && !brief && (
          <span className={styles.wide}>
            {Math.round(readings.memory.used / 1e6)} of {Math.round(readings.memory.total / 1e6)} MB memory
          </span>
        )}
      </button>
      {open && (
        <Dialog title="The machine" onClose={() => setOpen(false)}>
          <div className={styles.meters}>
            <p>A Linux of its own runs in this tab, on an emulated processor. Nothing leaves your computer.</p>
            {warning && (
              <p>
                {warning.message} {warning.remedy}
              </p>
            )}
            {readings && <Meter name="Memory of the guest" used={readings.memory.used} of={readings.memory.total} />}
            {readings && readings.storage.quota > 0 && (
              <Meter name="Storage of this site" used={readings.storage.used} of={readings.storage.quota} />
            )}
            {readings && !warning && (
              <p>
                Images, stopped containers and files are kept in this browser
                {readings.storage.persistent ? '.' : ', which may clear them when the disk runs full.'} Running containers end with the tab.
              </p>
            )}
          </div>
        </Dialog>
      )}
    </>
  );
}

function Meter({ name, used, of }: { name: string; used: number; of: number }) {
  return (
    <dl className={styles.meter}>
      <dt>{name}</dt>
      <dd>
        {size(used)} of {size(of)}
      </dd>
      <progress value={used} max={of} aria-label={name} />
    </dl>
  );
}
