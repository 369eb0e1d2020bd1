import { targetDockerfile, typeDockerCommand, workspacePaths } from '../editor/build-run.ts';
import { documents } from '../editor/documents.ts';
import { type Tab, tab } from '../session/tab.ts';
import { closeView, openView, stage } from '../session/view.ts';
import { activeTerminal } from '../terminal/terminals.ts';

/** The page's own keys. They are heard before the terminal and the editor are. */
export function listenForShortcuts(showHelp: () => void): () => void {
  const focus: ReadonlyArray<() => void> = [
    () => into('lesson', '[data-pane="lesson"] :is(button, a)'),
    () => {
      closeView();
      into('editor', '[data-pane="files"] [role="treeitem"][tabindex="0"]');
    },
    () => {
      closeView();
      into('editor', '[data-pane="editor"] :is(textarea, .native-edit-context)');
    },
    () => {
      tab.set('terminal');
      activeTerminal().focus();
    },
    () => {
      closeView();
      into('objects', '[data-pane="objects"] button');
    },
    () => {
      if (stage.get().kind === 'workspace') openView({ kind: 'map' });
      into('view', '[data-pane="view"] :is(button, [tabindex="0"])');
    },
  ];
  const into = (shown: Tab, selector: string): void => {
    tab.set(shown);
    requestAnimationFrame(() => document.querySelector<HTMLElement>(selector)?.focus());
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const { key, code, ctrlKey, shiftKey, altKey, metaKey } = event;
    const digit = /^Digit([1-6])$/.exec(code)?.[1];
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
