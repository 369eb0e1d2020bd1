import type { Terminal } from '@xterm/xterm';
import { findInTerminal } from './find.ts';

const isMac = (): boolean => /Mac|iPhone|iPad/.test(navigator.platform);

/**
 * Copy and paste as everybody expects them: Ctrl-C copies when something is selected and interrupts when not; Ctrl-Shift-C and Cmd-C copy;
 * Ctrl-V, Ctrl-Shift-V and Cmd-V paste, by the browser's own paste event, which needs no permission and knows bracketed paste.
 * Keys of the page (Ctrl-Shift-F, Ctrl-B) pass through.
 */
export function handleKeys(term: Terminal, leave: () => void): void {
  term.attachCustomKeyEventHandler((event) => {
    if (event.type !== 'keydown') return true;
    const key = event.key.toLowerCase();
    const command = isMac() ? event.metaKey : event.ctrlKey;
    if (command && key === 'c' && !event.altKey) {
      if (term.hasSelection()) {
        event.preventDefault();
        void copy(term.getSelection());
        if (!event.shiftKey) term.clearSelection();
        return false;
      }
      // Ctrl-Shift-C would open the browser's developer tools.
      if (event.shiftKey) event.preventDefault();
      return !event.shiftKey;
    }
    if (command && key === 'v' && !event.altKey) return false;
    if (event.shiftKey && key === 'insert') return false;
    if (command && event.shiftKey && key === 'f') {
      event.preventDefault();
      findInTerminal.set({ open: true });
      return false;
    }
    // The terminal takes Tab; the editor's own key lets those who use no mouse out (WCAG 2.1.2).
    if (event.ctrlKey && key === 'm' && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      leave();
      return false;
    }
    return true;
  });
}

async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // The clipboard's API is kept from pages without a secure origin, and from some frames.
    const area = document.createElement('textarea');
    area.value = text;
    area.style.position = 'fixed';
    document.body.append(area);
    const focused = document.activeElement;
    area.select();
    document.execCommand('copy');
    area.remove();
    if (focused instanceof HTMLElement) focused.focus();
  }
}
