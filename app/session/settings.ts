import { settingsKey } from './settings-script.ts';
import { keep, readKept } from './storage.ts';
import { createStore } from './store.ts';

/** What the visitor has chosen, kept in localStorage. */
export interface Settings {
  readonly theme: 'system' | 'light' | 'dark';
  readonly fontSize: number;
  readonly screenReader: boolean;
  /** Misconception notes. */
  readonly notes: boolean;
  /** Panel sizes by name: pixels, or percent for `terminal`. */
  readonly sizes: Readonly<Record<PaneSize, number>>;
  readonly hidden: readonly HidablePane[];
}

export type PaneSize = 'lesson' | 'files' | 'objects' | 'terminal';
export type HidablePane = 'lesson' | 'files' | 'objects';

export const defaults: Settings = {
  theme: 'system',
  fontSize: 13,
  screenReader: false,
  notes: true,
  sizes: { lesson: 344, files: 176, objects: 304, terminal: 46 },
  hidden: [],
};

function load(): Settings {
  try {
    const kept = JSON.parse(readKept(settingsKey) ?? '{}') as Partial<Settings>;
    return { ...defaults, ...kept, sizes: { ...defaults.sizes, ...kept.sizes } };
  } catch {
    return defaults;
  }
}

export const settings = createStore<Settings>(defaults);

/** Called once in the browser, after the first render. */
export function loadSettings(): void {
  settings.set(load());
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    applyToDocument(settings.get());
    // Terminals and editor take their colours when settings change.
    settings.set((current) => ({ ...current }));
  });
}

export function change(part: Partial<Settings>): void {
  settings.set((current) => ({ ...current, ...part }));
  applyToDocument(settings.get());
  keep(settingsKey, JSON.stringify(settings.get()));
}

/** For as long as the page: another one that shows this page chose it, not the visitor. */
export function showTheme(theme: Settings['theme']): void {
  applyToDocument({ ...settings.get(), theme });
  settings.set((current) => ({ ...current, theme }));
}

/** The same as the inline script of the layout does at load. */
function applyToDocument({ theme, sizes, hidden }: Settings): void {
  const root = document.documentElement;
  root.dataset.theme = theme === 'system' ? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light') : theme;
  root.dataset.hidden = hidden.join(' ');
  for (const [name, size] of Object.entries(sizes)) root.style.setProperty(`--size-${name}`, String(size));
}

/** Which of the two themes is seen now. */
export const isDark = (): boolean => document.documentElement.dataset.theme === 'dark';
