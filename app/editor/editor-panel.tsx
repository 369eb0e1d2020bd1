import type { editor as monacoEditor } from 'monaco-editor/editor';
import { type KeyboardEvent, lazy, Suspense, useEffect, useRef, useState } from 'react';
import { files } from '../files/files.ts';
import { saveFile } from '../files/transfer.ts';
import { useStore } from '../session/store.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Icon } from '../ui/icons.tsx';
import {
  closeDocument,
  documents,
  keepView,
  loadMonaco,
  modelOf,
  type OpenDocument,
  resolveConflict,
  saveDocument,
  showDocument,
  viewOf,
} from './documents.ts';
import styles from './editor.module.css';
import { isDockerfile, nameOf } from './language.ts';

// With the editor, not with the page.
const CacheBar = lazy(async () => ({ default: (await import('./cache-bar.tsx')).CacheBar }));

export function EditorPanel() {
  const { open, active } = useStore(documents);
  const listed = useStore(files).entries !== undefined;
  const current = open.find(({ path }) => path === active);
  return (
    <>
      <div className={styles.tabs} role="tablist" aria-label="Open files">
        {open.map((document) => (
          <Tab key={document.path} document={document} selected={document.path === active} paths={open.map(({ path }) => path)} />
        ))}
      </div>
      {current?.sync.conflict !== undefined && (
        <div className={styles.bar} role="status">
          <Icon name="warning" />
          <p>The file was also changed in a terminal. What you typed was saved.</p>
          <Button onClick={() => resolveConflict(current.path, 'theirs')}>Take the other version</Button>
          <Button kind="quiet" onClick={() => resolveConflict(current.path, 'ours')}>
            Keep mine
          </Button>
        </div>
      )}
      {current?.sync.save === 'failed' && (
        <div className={styles.bar} role="alert">
          <Icon name="warning" />
          <p>Not saved: {current.sync.message}</p>
          <Button onClick={() => void saveDocument(current.path)}>Try again</Button>
        </div>
      )}
      {current?.status === 'gone' && (
        <div className={styles.bar} role="status">
          <Icon name="info" />
          <p>The file was deleted. Typing brings it back.</p>
        </div>
      )}
      {current?.status === 'ready' && isDockerfile(current.path) && (
        <Suspense>
          <CacheBar path={current.path} />
        </Suspense>
      )}
      <div className={styles.place} role="tabpanel" aria-label={active ?? 'No file open'}>
        <CodeEditor current={current} />
        {current === undefined && listed && <p className={styles.nothing}>Open a file from the list, or create one.</p>}
        {current?.status === 'binary' && (
          <div className={styles.nothing}>
            <p>{nameOf(current.path)} is not a text file.</p>
            <Button icon="download" onClick={() => void saveFile(current.path)}>
              Download
            </Button>
          </div>
        )}
        {current?.status === 'failed' && <p className={styles.nothing}>{current.message}</p>}
      </div>
    </>
  );
}

function Tab({ document, selected, paths }: { document: OpenDocument; selected: boolean; paths: readonly string[] }) {
  const { path, sync, status } = document;
  const twin = paths.some((other) => other !== path && nameOf(other) === nameOf(path));
  const onKeyDown = (event: KeyboardEvent) => {
    const at = paths.indexOf(path);
    const next = event.key === 'ArrowRight' ? paths[at + 1] : event.key === 'ArrowLeft' ? paths[at - 1] : undefined;
    if (next !== undefined) {
      showDocument(next);
      window.document.getElementById(tabId(next))?.focus();
    } else if (event.key === 'Delete') closeDocument(path);
  };
  return (
    <div className={styles.tab} data-selected={selected} data-gone={status === 'gone'}>
      <button
        type="button"
        id={tabId(path)}
        role="tab"
        aria-selected={selected}
        tabIndex={selected ? 0 : -1}
        title={`/workspace/${path}`}
        onClick={() => showDocument(path)}
        onAuxClick={() => closeDocument(path)}
        onKeyDown={onKeyDown}
      >
        {twin ? path : nameOf(path)}
        {sync.save !== 'saved' && (
          <span className={styles.dirty} data-state={sync.save} role="img" aria-label={sync.save === 'failed' ? 'not saved' : 'saving'} />
        )}
      </button>
      <IconButton icon="close" label={`Close ${nameOf(path)}`} tabIndex={-1} onClick={() => closeDocument(path)} />
    </div>
  );
}

const tabId = (path: string) => `file-tab-${path}`;

/** Gives Monaco its place, once there is something to edit. */
function CodeEditor({ current }: { current: OpenDocument | undefined }) {
  const place = useRef<HTMLDivElement>(null);
  const [editor, setEditor] = useState<monacoEditor.IStandaloneCodeEditor>();
  const wanted = current !== undefined;
  const ready = current?.status === 'ready' || current?.status === 'gone' ? current.path : undefined;

  useEffect(() => {
    if (!wanted) return;
    let dispose: (() => void) | undefined;
    let over = false;
    void loadMonaco().then(({ createEditor }) => {
      if (over || place.current === null) return;
      const created = createEditor(place.current);
      dispose = created.dispose;
      setEditor(created.editor);
    });
    return () => {
      over = true;
      dispose?.();
      setEditor(undefined);
    };
  }, [wanted]);

  useEffect(() => {
    if (editor === undefined) return;
    editor.setModel((ready !== undefined && modelOf(ready)) || null);
    if (ready === undefined) return;
    editor.restoreViewState(viewOf(ready));
    return () => keepView(ready, editor.saveViewState());
  }, [editor, ready]);

  return <div ref={place} className={styles.monaco} hidden={ready === undefined} />;
}
