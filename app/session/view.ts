import type { ViewTarget } from '../../engine/lesson/view.ts';
import { openDocument } from '../editor/documents.ts';
import { createStore } from './store.ts';
import { tab } from './tab.ts';

/** What the stage above the terminal shows: the workspace (files and editor), or one of the views, each loaded when it is first opened. */
export type Stage = { readonly kind: 'workspace' } | Exclude<ViewTarget, { kind: 'editor' }>;

export const stage = createStore<Stage>({ kind: 'workspace' });

/** One click from a lesson's step, from an object, from the tabs. */
export function openView(target: ViewTarget): void {
  if (target.kind === 'editor') {
    openDocument(target.path);
    stage.set({ kind: 'workspace' });
    tab.set('editor');
    return;
  }
  // Another one each time: a link that is clicked again is followed again.
  stage.set(structuredClone(target));
  tab.set('view');
}

export function closeView(): void {
  stage.set({ kind: 'workspace' });
  tab.set('editor');
}
