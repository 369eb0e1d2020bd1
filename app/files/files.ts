import type { EngineHandle, WorkspaceEntry } from '../../engine/client/client.ts';
import { firstPrompt } from '../session/engine.ts';
import { createStore } from '../session/store.ts';

/** What is in /workspace; `undefined` before the first listing. */
export interface Files {
  readonly entries: readonly WorkspaceEntry[] | undefined;
}

export const files = createStore<Files>({ entries: undefined });

/** Lists again after changes of either side, once for a burst of them. */
export function followFiles(engine: EngineHandle): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const list = () =>
    engine.workspace.list().then(
      (entries) => files.set({ entries }),
      (error) => console.debug('files:', error),
    );
  const changes = engine.workspace.onChange(() => {
    clearTimeout(timer);
    timer = setTimeout(list, 40);
  });
  void firstPrompt.then(list);
  return () => {
    changes.dispose();
    clearTimeout(timer);
  };
}
