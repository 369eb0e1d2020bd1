import { useState } from 'react';
import { change } from '../session/settings.ts';
import { useStore } from '../session/store.ts';
import { openView } from '../session/view.ts';
import { runInTerminal } from '../terminal/terminals.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Icon } from '../ui/icons.tsx';
import { note } from './follow.ts';
import type { Note } from './note.ts';
import styles from './notes.module.css';

/** The misconception note: quiet, over the lower edge of the stage, gone with a click, with the next command, or for good. */
export function Notes() {
  const shown = useStore(note);
  if (shown === undefined) return null;
  return <Card key={shown.id} shown={shown} />;
}

/** On a narrow window only its title comes by itself. */
function Card({ shown }: { shown: Note }) {
  const { id, title, text, view } = shown;
  const [open, setOpen] = useState(() => !matchMedia('(max-width: 860px)').matches);
  const away = () => note.set(undefined);
  return (
    <aside className={styles.note} aria-label="A note" role="status" data-note={id}>
      <span className={styles.mark}>
        <Icon name="info" />
      </span>
      <div className={styles.body}>
        <h2>
          <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
            {title}
          </button>
        </h2>
        <p hidden={!open}>
          <Words text={text} />
        </p>
        <div className={styles.actions} hidden={!open}>
          {shown.try && (
            <Button icon="play" title="Type it into the terminal and run it" onClick={() => void runInTerminal(shown.try ?? '')}>
              <code>{shown.try}</code>
            </Button>
          )}
          {view && (
            <Button icon="layers" onClick={() => openView(view)}>
              Show me
            </Button>
          )}
          <Button
            kind="quiet"
            onClick={() => {
              change({ notes: false });
              away();
            }}
          >
            No more notes
          </Button>
        </div>
      </div>
      <IconButton icon="close" label="Put the note away" onClick={away} />
    </aside>
  );
}

function Words({ text }: { text: string }) {
  return text.split('`').map((part, index) => {
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text never change their order
    return index % 2 === 1 ? <code key={index}>{part}</code> : part;
  });
}
