import { useEffect, useState } from 'react';
import { documents } from '../editor/documents.ts';
import { useStore } from '../session/store.ts';
import { tab } from '../session/tab.ts';
import { openView, type Stage, stage } from '../session/view.ts';
import type { Address, Panel } from './address.ts';

/** Those that share the place above the terminal. */
export type StagePanel = Exclude<Panel, 'lesson' | 'terminal'>;
const isStaged = (panel: Panel): panel is StagePanel => panel !== 'lesson' && panel !== 'terminal';
const isView = (panel: StagePanel): panel is Exclude<Stage['kind'], 'workspace'> => panel !== 'editor' && panel !== 'objects';

export interface Arrangement {
  /** Above the terminal, in the address's order, and then what was opened besides. */
  readonly staged: readonly StagePanel[];
  /** The one of them that is seen. */
  readonly front: StagePanel | undefined;
  /** The one panel that a narrow frame shows. */
  readonly narrow: Panel;
}

/**
 * Which panels there are now: those that the address names, and what was opened from one of them (a view by a link of the lesson, a file by a
 * click). What is asked for lies in the stores that the whole page has too: `stage` for views, `tab` for all else.
 */
export function useArrangement({ panels }: Address): Arrangement {
  const view = useStore(stage);
  const asked = useStore(tab);
  const { open } = useStore(documents);
  const [last, setLast] = useState<'editor' | 'objects'>('editor');
  useEffect(() => {
    if (asked === 'editor' || asked === 'objects') setLast(asked);
  }, [asked]);
  // A frame begins where the learner does.
  useEffect(() => {
    const first = panels.includes('lesson') ? 'lesson' : panels.includes('terminal') ? 'terminal' : panels[0];
    if (first !== undefined) showPanel(first);
  }, [panels]);

  const staged = panels.filter(isStaged);
  if (view.kind !== 'workspace' && !staged.includes(view.kind)) staged.push(view.kind);
  if (open.length > 0 && !staged.includes('editor')) staged.push('editor');
  const wanted = view.kind === 'workspace' ? last : view.kind;
  const front = staged.includes(wanted) ? wanted : staged[0];
  useEffect(() => {
    // A view is loaded by being asked for, not by being first.
    if (front !== undefined && front !== wanted && isView(front)) stage.set(blank(front));
  }, [front, wanted]);

  const narrow = (asked === 'lesson' || asked === 'terminal') && panels.includes(asked) ? asked : (front ?? panels[0] ?? 'terminal');
  return { staged, front, narrow };
}

export function showPanel(panel: Panel): void {
  if (panel === 'lesson' || panel === 'terminal') {
    tab.set(panel);
  } else if (isView(panel)) {
    openView(blank(panel));
  } else {
    stage.set({ kind: 'workspace' });
    tab.set(panel);
  }
}

const blank = (kind: Exclude<Stage['kind'], 'workspace'>) => (kind === 'writes' ? { kind, containers: [] } : { kind });
