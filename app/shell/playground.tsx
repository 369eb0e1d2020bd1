'use client';

import { useEffect, useState } from 'react';
import type { StartOptions } from '../../engine/client/protocol.ts';
import { EditorPanel } from '../editor/editor-panel.tsx';
import { FilesPanel } from '../files/files-panel.tsx';
import { LessonPanel, type LessonPanelProps } from '../lesson/lesson-panel.tsx';
import { followCommands } from '../notes/follow.ts';
import { Notes } from '../notes/notes.tsx';
import { ObjectsPanel } from '../objects/objects-panel.tsx';
import { start } from '../session/engine.ts';
import { followMachine, openFirst } from '../session/machine.ts';
import { loadSettings } from '../session/settings.ts';
import { useStore } from '../session/store.ts';
import { type Tab, tab } from '../session/tab.ts';
import { openView, stage } from '../session/view.ts';
import { Preview } from '../terminal/preview.tsx';
import { TerminalPanel } from '../terminal/terminal-panel.tsx';
import { isClicked } from '../terminal/terminals.ts';
import { Icon, type IconName } from '../ui/icons.tsx';
import { Header } from './header.tsx';
import { Help } from './help.tsx';
import { Notices } from './notices.tsx';
import styles from './shell.module.css';
import { listenForShortcuts } from './shortcuts.ts';
import { Splitter } from './splitter.tsx';
import { StageView } from './stage.tsx';

const tabs: ReadonlyArray<{ readonly tab: Tab; readonly title: string; readonly icon: IconName }> = [
  { tab: 'lesson', title: 'Lesson', icon: 'book' },
  { tab: 'editor', title: 'Editor', icon: 'code' },
  { tab: 'view', title: 'Views', icon: 'layers' },
  { tab: 'terminal', title: 'Terminal', icon: 'terminal' },
  { tab: 'objects', title: 'Objects', icon: 'box' },
];

interface PlaygroundProps extends LessonPanelProps {
  readonly seed: StartOptions['seed'];
}

/** The one screen. It stands as static HTML before any script runs; the machine starts with the first effect. */
export function Playground({ course, opening, seed }: PlaygroundProps) {
  const shown = useStore(tab);
  const { kind } = useStore(stage);
  const [help, setHelp] = useState(false);

  useEffect(() => {
    loadSettings();
    const engine = start({ seed });
    const stops = [followMachine(engine), followCommands(engine, () => !isClicked()), openFirst(), listenForShortcuts(() => setHelp(true))];
    return () => {
      for (const stop of stops) stop();
    };
  }, [seed]);
  return (
    <div className={styles.app} data-tab={shown} data-stage={kind}>
      <Header />
      <Notices />
      <main className={styles.body}>
        <section className={`${styles.pane} ${styles.lesson}`} data-pane="lesson" aria-label="Lesson">
          <LessonPanel course={course} opening={opening} />
        </section>
        <Splitter pane="lesson" side="before" min={240} max={720} label="Width of the lesson" />
        <div className={styles.right}>
          <div className={styles.top}>
            <section className={`${styles.pane} ${styles.files}`} data-pane="files" aria-label="Files">
              <FilesPanel />
            </section>
            <Splitter pane="files" side="before" min={120} max={420} label="Width of the file list" />
            <section className={`${styles.pane} ${styles.editor}`} data-pane="editor" aria-label="Editor">
              <EditorPanel />
            </section>
            <Splitter pane="objects" side="after" min={200} max={560} label="Width of images and containers" />
            <section className={`${styles.pane} ${styles.objects}`} data-pane="objects" aria-label="Images and containers">
              <ObjectsPanel />
            </section>
            <section className={`${styles.pane} ${styles.view}`} data-pane="view" aria-label="View">
              <StageView />
            </section>
            <Notes />
          </div>
          <Splitter pane="terminal" side="after" axis="y" min={15} max={85} label="Height of the terminal" />
          <section className={`${styles.pane} ${styles.terminal}`} data-pane="terminal" aria-label="Terminal">
            <TerminalPanel />
          </section>
        </div>
      </main>
      <div className={styles.tabs} role="tablist" aria-label="Panels">
        {tabs.map(({ tab: name, title, icon }) => (
          <button key={name} type="button" role="tab" className={styles.tab} aria-selected={shown === name} onClick={() => show(name)}>
            <Icon name={icon} size={18} />
            {title}
          </button>
        ))}
      </div>
      <Preview />
      {help && <Help onClose={() => setHelp(false)} />}
    </div>
  );
}

function show(name: Tab): void {
  if (name === 'view' && stage.get().kind === 'workspace') openView({ kind: 'map' });
  else tab.set(name);
}
