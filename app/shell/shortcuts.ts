import { targetDockerfile, typeDockerCommand, workspacePaths } from '../editor/build-run.ts';
import { documents } from '../editor/documents.ts';
import { activeTerminal } from '../terminal/terminals.ts';

export type Tab = 'lesson' | 'editor' | 'terminal' | 'objects';

/** The page's own keys. They are heard before the terminal and the editor are. */
export function listenForShortcuts(showTab: (tab: Tab) => void, showHelp: () => void): () => void {
  const focus: ReadonlyArray<() => void> = [
    () => into('lesson', '[data-pane="lesson"] :is(button, a)'),
    () => into('editor', '[data-pane="files"] [role="treeitem"][tabindex="0"]'),
    () => into('editor', '[data-pane="editor"] :is(textarea, .native-edit-context)'),
    () => {
      showTab('terminal');
      activeTerminal().focus();
    },
    () => into('objects', '[data-pane="objects"] button'),
  ];
  const into = (tab: Tab, selector: string): void => {
    showTab(tab);
    requestAnimationFrame(() => document.querySelector<HTMLElement>(selector)?.focus());
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const { key, code, ctrlKey, shiftKey, altKey, metaKey } = event;
    const digit = /^Digit([1-5])$/.exec(code)?.[1];
    let action: (() => void) | undefined;
    if (altKey && !ctrlKey && !metaKey && digit) action = focus[Number(digit) - 1];
    else if (ctrlKey && shiftKey && (code === 'KeyB' || code === 'KeyU')) {
      const path = targetDockerfile(documents.get(), workspacePaths());
      action = () => path !== undefined && void typeDockerCommand(code === 'KeyB' ? 'build' : 'run', path);
    } else if (key === 'F1') action = showHelp;
    if (action === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  };
  window.addEventListener('keydown', onKeyDown, true);
  return () => window.removeEventListener('keydown', onKeyDown, true);
}
