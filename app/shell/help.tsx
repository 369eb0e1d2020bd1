import { Fragment } from 'react';
import { change, settings } from '../session/settings.ts';
import { useStore } from '../session/store.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import styles from './shell.module.css';

const groups: ReadonlyArray<{ readonly title: string; readonly keys: ReadonlyArray<readonly [string, string]> }> = [
  {
    title: 'Everywhere',
    keys: [
      ['Go to the lesson, files, editor, terminal, objects, views', 'Alt 1 … Alt 6'],
      ['Build, run the Dockerfile', 'Ctrl Shift B, Ctrl Shift U'],
      ['This help', 'F1'],
    ],
  },
  {
    title: 'Terminal',
    keys: [
      ['Copy, paste', 'Ctrl Shift C, Ctrl Shift V'],
      ['Copy what is selected, else interrupt', 'Ctrl C'],
      ['Find', 'Ctrl Shift F'],
      ['Leave the terminal for its tab', 'Ctrl M'],
      ['Leave a container without stopping it', 'Ctrl P Ctrl Q'],
    ],
  },
  {
    title: 'Editor',
    keys: [
      ['Complete', 'Ctrl Space'],
      ['Quick fix', 'Ctrl .'],
      ['Format', 'Shift Alt F'],
      ['Let Tab move the focus', 'Ctrl M'],
    ],
  },
  {
    title: 'Files',
    keys: [
      ['Rename, delete', 'F2, Delete'],
      ['Open and close', 'Enter, ← →'],
    ],
  },
];

export function Help({ onClose }: { onClose: () => void }) {
  const { fontSize, notes, screenReader } = useStore(settings);
  return (
    <Dialog title="Help" onClose={onClose}>
      <p>
        A real Linux runs in this page, and <code>docker</code> works in it, without a server. What you type in the terminal, in the editor
        or click here all happens on the same machine; files of the workspace are in its <code>/workspace</code>.
      </p>
      <div className={styles.shortcuts} style={{ marginTop: 20 }}>
        {groups.map(({ title, keys }) => (
          <Fragment key={title}>
            <h3>{title}</h3>
            {keys.map(([what, key]) => (
              <Fragment key={what}>
                <span>{what}</span>
                <kbd>{key}</kbd>
              </Fragment>
            ))}
          </Fragment>
        ))}
      </div>
      <div style={{ marginTop: 20 }}>
        <div className={styles.setting}>
          <span>Size of code and terminal text: {fontSize}</span>
          <span className={styles.tools}>
            <Button disabled={fontSize <= 10} aria-label="Smaller" onClick={() => change({ fontSize: fontSize - 1 })}>
              −
            </Button>
            <Button disabled={fontSize >= 24} aria-label="Larger" onClick={() => change({ fontSize: fontSize + 1 })}>
              +
            </Button>
          </span>
        </div>
        <label className={styles.setting}>
          Read the terminal out to screen readers
          <input type="checkbox" checked={screenReader} onChange={(event) => change({ screenReader: event.target.checked })} />
        </label>
        <label className={styles.setting}>
          Now and then a note on what just happened
          <input type="checkbox" checked={notes} onChange={(event) => change({ notes: event.target.checked })} />
        </label>
        <p className={styles.setting}>
          <span>
            Scripts can drive this page through <code>window.drydock</code>. Licences: <a href="./vendor/NOTICES.txt">notices</a>.
          </span>
        </p>
      </div>
    </Dialog>
  );
}
