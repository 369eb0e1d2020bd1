import type { editor as monacoEditor } from 'monaco-editor/editor';
import { messageOf } from '../../engine/base/errors.ts';
import type { EngineHandle } from '../../engine/client/client.ts';
import { whenStarted } from '../session/engine.ts';
import { createStore } from '../session/store.ts';
import { languageOf } from './language.ts';
import { DocumentSync, difference, readText, type SyncState } from './sync.ts';

/** The open files, as tabs. Their texts live in Monaco's models, which come with Monaco itself, later than the tabs. */
export interface OpenDocument {
  readonly path: string;
  readonly status: 'loading' | 'ready' | 'binary' | 'failed' | 'gone';
  readonly sync: SyncState;
  readonly message?: string;
}

export interface Documents {
  readonly open: readonly OpenDocument[];
  readonly active: string | undefined;
}

export const documents = createStore<Documents>({ open: [], active: undefined });

type Monaco = typeof import('./monaco.ts');
let monacoModule: Promise<Monaco> | undefined;
/** The first call loads it. */
export const loadMonaco = (): Promise<Monaco> => {
  monacoModule ??= import('./monaco.ts');
  return monacoModule;
};

interface Live {
  readonly model: monacoEditor.ITextModel;
  readonly sync: DocumentSync;
  view: monacoEditor.ICodeEditorViewState | null;
}
const live = new Map<string, Live>();
export const modelOf = (path: string): monacoEditor.ITextModel | undefined => live.get(path)?.model;
/** Cursor and scroll position of a tab that is not seen. */
export const viewOf = (path: string) => live.get(path)?.view ?? null;
export function keepView(path: string, view: monacoEditor.ICodeEditorViewState | null): void {
  const document = live.get(path);
  if (document) document.view = view;
}

function update(path: string, part: Partial<OpenDocument>): void {
  documents.set((state) => ({
    ...state,
    open: state.open.map((document) => (document.path === path ? { ...document, ...part } : document)),
  }));
}

export function openDocument(path: string): void {
  const known = documents.get().open.some((document) => document.path === path);
  documents.set(({ open }) => ({ active: path, open: known ? open : [...open, { path, status: 'loading', sync: { save: 'saved' } }] }));
  if (!known) void load(path);
}

async function load(path: string): Promise<void> {
  const [engine, { monaco }] = await Promise.all([whenStarted, loadMonaco()]);
  try {
    const text = await readText(engine.workspace, path);
    if (!documents.get().open.some((document) => document.path === path) || live.has(path)) return;
    if (text === undefined) return update(path, { status: 'binary' });
    const model = monaco.editor.createModel(text, languageOf(path), monaco.Uri.file(`/workspace/${path}`));
    model.updateOptions({ tabSize: languageOf(path) === 'python' ? 4 : 2 });
    const buffer = {
      text: () => model.getValue(),
      replace: (next: string) => {
        const { start, end, text: inserted } = difference(model.getValue(), next);
        const from = model.getPositionAt(start);
        const to = model.getPositionAt(end);
        // A step of its own to undo, apart from what was typed before and after.
        model.pushStackElement();
        model.pushEditOperations([], [{ range: monaco.Range.fromPositions(from, to), text: inserted }], () => null);
        model.pushStackElement();
      },
    };
    const sync = new DocumentSync(path, text, engine.workspace, buffer, (state) => update(path, { sync: state }));
    model.onDidChangeContent(() => sync.edited());
    live.set(path, { model, sync, view: null });
    update(path, { status: 'ready' });
  } catch (error) {
    update(path, { status: 'failed', message: messageOf(error) });
  }
}

/** The guest, another tab of this editor or the tree changed files. */
export function followDocuments(engine: EngineHandle): () => void {
  const changes = engine.workspace.onChange((paths) => {
    for (const path of paths) {
      const document = live.get(path);
      if (document === undefined) continue;
      document.sync.changed().then(
        () => update(path, { status: 'ready' }),
        () => update(path, { status: 'gone' }),
      );
    }
  });
  const onHide = () => {
    for (const { sync } of live.values()) void sync.save();
  };
  document.addEventListener('visibilitychange', onHide);
  return () => {
    changes.dispose();
    document.removeEventListener('visibilitychange', onHide);
  };
}

export function showDocument(path: string): void {
  documents.set((state) => ({ ...state, active: path }));
}

export function closeDocument(path: string): void {
  const document = live.get(path);
  live.delete(path);
  document?.sync.dispose();
  documents.set(({ open, active }) => {
    const index = open.findIndex((one) => one.path === path);
    const rest = open.filter((one) => one.path !== path);
    return { open: rest, active: active === path ? (rest[index] ?? rest[index - 1])?.path : active };
  });
  // The editor lets go of the model when the tab changes; only then may it be disposed.
  setTimeout(() => document?.model.dispose());
}

/** A file or folder was renamed in the tree: its tabs follow. */
export function renameDocuments(from: string, to: string): void {
  for (const { path } of documents.get().open) {
    if (path !== from && !path.startsWith(`${from}/`)) continue;
    const wasActive = documents.get().active === path;
    const next = to + path.slice(from.length);
    closeDocument(path);
    openDocument(next);
    if (!wasActive) showDocument(documents.get().active ?? next);
  }
}

export function closeUnder(path: string): void {
  for (const document of documents.get().open)
    if (document.path === path || document.path.startsWith(`${path}/`)) closeDocument(document.path);
}

export const saveDocument = (path: string): Promise<void> | undefined => live.get(path)?.sync.save();
/** Before a command reads the files: what was typed a moment ago is in them. */
export const saveAll = async (): Promise<void> => void (await Promise.all([...live.values()].map(({ sync }) => sync.save())));
export const resolveConflict = (path: string, take: 'theirs' | 'ours'): void => live.get(path)?.sync.resolve(take);
