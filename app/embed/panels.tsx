import { closeDocument, documents } from '../editor/documents.ts';
import { EditorPanel } from '../editor/editor-panel.tsx';
import { FilesPanel } from '../files/files-panel.tsx';
import type { CourseEntry } from '../lesson/course.ts';
import { LessonPanel } from '../lesson/lesson-panel.tsx';
import { ObjectsPanel } from '../objects/objects-panel.tsx';
import { boot } from '../session/engine.ts';
import { useStore } from '../session/store.ts';
import { stage } from '../session/view.ts';
import { View } from '../shell/stage.tsx';
import { BootScreen } from '../terminal/boot-screen.tsx';
import { TerminalPanel } from '../terminal/terminal-panel.tsx';
import { IconButton } from '../ui/button.tsx';
import { Icon, type IconName } from '../ui/icons.tsx';
import type { Address, Panel } from './address.ts';
import { type StagePanel, showPanel, useArrangement } from './arrangement.ts';
import styles from './embed.module.css';
import { shown } from './machine.ts';
import { Poster } from './poster.tsx';

const looks: Readonly<Record<Panel, { readonly title: string; readonly icon: IconName }>> = {
  lesson: { title: 'Lesson', icon: 'book' },
  editor: { title: 'Editor', icon: 'code' },
  map: { title: 'Map', icon: 'box' },
  layers: { title: 'Layers', icon: 'layers' },
  writes: { title: 'Writes', icon: 'pencil' },
  objects: { title: 'Objects', icon: 'logs' },
  terminal: { title: 'Terminal', icon: 'terminal' },
};

/**
 * The lesson at the left; at its right the terminal, and above it the other panels, one at a time. A narrow frame shows one of all, with tabs
 * below. Terminals are always there, or nothing could be typed for the learner, and so is a lesson that the address names, or nobody would
 * check its steps; without their panels they are not seen.
 */
export function Panels({ address, course }: { address: Address; course: readonly CourseEntry[] }) {
  const { panels } = address;
  const { started } = useStore(shown);
  const { failure } = useStore(boot);
  const { staged, front, narrow } = useArrangement(address);
  const has = { lesson: panels.includes('lesson'), terminal: panels.includes('terminal') };
  const waits = !started && address.start === 'click';
  const tabs: Panel[] = [...(has.lesson ? ['lesson' as const] : []), ...staged, ...(has.terminal ? ['terminal' as const] : [])];
  return (
    <>
      <main className={styles.body} data-narrow={narrow} data-lesson={has.lesson} data-alone={staged.length === 0 && !has.terminal}>
        {(has.lesson || address.lesson !== undefined) && (
          <section className={`${styles.pane} ${styles.lesson}`} data-pane="lesson" aria-label="Lesson" hidden={!has.lesson}>
            <LessonPanel course={course} />
          </section>
        )}
        <div className={styles.right}>
          {staged.length > 0 && (
            <div className={styles.stage}>
              {(staged.length > 1 || front !== staged[0] || !panels.includes(staged[0] ?? 'editor')) && (
                <StageTabs staged={staged} front={front} panels={panels} />
              )}
              {staged.includes('editor') && (
                <section
                  className={`${styles.pane} ${styles.workspace}`}
                  data-pane="editor"
                  aria-label="Editor"
                  hidden={front !== 'editor'}
                >
                  <div className={styles.files} data-pane="files">
                    <FilesPanel />
                  </div>
                  <div className={styles.editor}>
                    <EditorPanel />
                  </div>
                </section>
              )}
              {staged.includes('objects') && (
                <section className={styles.pane} data-pane="objects" aria-label="Images and containers" hidden={front !== 'objects'}>
                  <ObjectsPanel />
                </section>
              )}
              <ViewPane />
            </div>
          )}
          <section className={`${styles.pane} ${styles.terminal}`} data-pane="terminal" aria-label="Terminal" hidden={!has.terminal}>
            <TerminalPanel />
          </section>
          {!has.terminal && failure && (
            <div className={styles.cover}>
              <BootScreen />
            </div>
          )}
          {waits && <Poster />}
        </div>
      </main>
      {tabs.length > 1 && (
        <div className={styles.tabs} role="tablist" aria-label="Panels">
          {tabs.map((panel) => (
            <button key={panel} type="button" role="tab" aria-selected={panel === narrow} onClick={() => showPanel(panel)}>
              <Icon name={looks[panel].icon} size={16} />
              {looks[panel].title}
            </button>
          ))}
        </div>
      )}
    </>
  );
}

function ViewPane() {
  const view = useStore(stage);
  if (view.kind === 'workspace') return null;
  return (
    <section className={styles.pane} data-pane="view" aria-label={looks[view.kind].title}>
      <View shown={view} />
    </section>
  );
}

function StageTabs({ staged, front, panels }: { staged: readonly StagePanel[]; front: StagePanel | undefined; panels: readonly Panel[] }) {
  return (
    <div className={styles.stageTabs} role="tablist" aria-label="Panels above the terminal">
      {staged.map((panel) => (
        <div key={panel} className={styles.stageTab} data-selected={panel === front}>
          <button type="button" role="tab" aria-selected={panel === front} onClick={() => showPanel(panel)}>
            <Icon name={looks[panel].icon} size={14} />
            {looks[panel].title}
          </button>
          {!panels.includes(panel) && <IconButton icon="close" label={`Close: ${looks[panel].title}`} onClick={() => close(panel)} />}
        </div>
      ))}
    </div>
  );
}

/** A panel that the address did not ask for. */
function close(panel: StagePanel): void {
  if (panel !== 'editor') stage.set({ kind: 'workspace' });
  else for (const { path } of documents.get().open) closeDocument(path);
}
