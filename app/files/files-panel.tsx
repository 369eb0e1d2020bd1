import { type DragEvent, type KeyboardEvent, useRef, useState } from 'react';
import { messageOf } from '../../engine/base/errors.ts';
import { closeUnder, documents, openDocument, renameDocuments, saveAll } from '../editor/documents.ts';
import { folderOf, nameOf } from '../editor/language.ts';
import { whenStarted } from '../session/engine.ts';
import { useStore } from '../session/store.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icons.tsx';
import { Menu } from '../ui/menu.tsx';
import styles from './files.module.css';
import { files } from './files.ts';
import { NameInput } from './name-input.tsx';
import { saveFile, upload, uploadFiles, uploadLimit } from './transfer.ts';
import { faultOf, type Row, rowsOf } from './tree.ts';

type Editing = { readonly kind: 'file' | 'folder'; readonly folder: string } | { readonly kind: 'rename'; readonly path: string };

/** /workspace as a tree. What is done here is done in the guest's folder at once. */
export function FilesPanel() {
  const { entries = [] } = useStore(files);
  const listed = useStore(files).entries !== undefined;
  const { active } = useStore(documents);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const [selected, setSelected] = useState<string>();
  const [editing, setEditing] = useState<Editing>();
  const [menu, setMenu] = useState<{ x: number; y: number; row: Row }>();
  const [removing, setRemoving] = useState<Row>();
  const [dropTarget, setDropTarget] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const tree = useRef<HTMLDivElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const rows = rowsOf(entries, open);
  const current = rows.find(({ path }) => path === selected);
  const target = current === undefined ? '' : current.kind === 'directory' ? current.path : folderOf(current.path);

  const attempt = (action: Promise<unknown>): void => {
    setProblem(undefined);
    action.catch((error) => setProblem(messageOf(error)));
  };
  const toggle = (path: string, show = !open.has(path)): void => {
    const next = new Set(open);
    if (show) next.add(path);
    else next.delete(path);
    setOpen(next);
  };
  const choose = (row: Row): void => {
    setSelected(row.path);
    if (row.kind === 'directory') toggle(row.path);
    else openDocument(row.path);
  };
  const focusRow = (path: string | undefined): void => {
    if (path === undefined) return;
    setSelected(path);
    tree.current?.querySelector<HTMLElement>(`[data-path="${CSS.escape(path)}"]`)?.focus();
  };
  const add = (kind: 'file' | 'folder'): void => {
    if (target !== '') toggle(target, true);
    setEditing({ kind, folder: target });
  };
  const create = async (name: string, { kind, folder }: Exclude<Editing, { kind: 'rename' }>): Promise<void> => {
    const path = folder === '' ? name : `${folder}/${name}`;
    const { workspace } = await whenStarted;
    if (kind === 'folder') return workspace.mkdir(path);
    await workspace.write(path, '');
    setSelected(path);
    openDocument(path);
  };
  const rename = async (path: string, name: string): Promise<void> => {
    const to = folderOf(path) === '' ? name : `${folderOf(path)}/${name}`;
    if (to === path) return;
    await saveAll();
    await (await whenStarted).workspace.rename(path, to);
    renameDocuments(path, to);
    setSelected(to);
  };
  const remove = async (path: string): Promise<void> => {
    closeUnder(path);
    await (await whenStarted).workspace.remove(path);
  };
  const report = (refused: readonly string[]): void => {
    if (refused.length > 0) setProblem(`${refused.join(', ')}: larger than ${uploadLimit / 1024 / 1024} MB`);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (editing || current === undefined) return;
    const at = rows.indexOf(current);
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    switch (event.key) {
      case 'ArrowDown':
        focusRow(rows[at + 1]?.path);
        break;
      case 'ArrowUp':
        focusRow(rows[at - 1]?.path);
        break;
      case 'Home':
        focusRow(rows[0]?.path);
        break;
      case 'End':
        focusRow(rows.at(-1)?.path);
        break;
      case 'ArrowRight':
        if (current.kind === 'directory' && !current.open) toggle(current.path, true);
        else focusRow(rows[at + 1]?.path);
        break;
      case 'ArrowLeft':
        if (current.open) toggle(current.path, false);
        else focusRow(folderOf(current.path) || undefined);
        break;
      case 'Enter':
      case ' ':
        choose(current);
        break;
      case 'F2':
        setEditing({ kind: 'rename', path: current.path });
        break;
      case 'Delete':
        setRemoving(current);
        break;
      default:
        return;
    }
    event.preventDefault();
  };

  const folderUnder = (event: DragEvent): string => {
    const path = (event.target as HTMLElement).closest<HTMLElement>('[data-path]')?.dataset.path ?? '';
    return rows.find((row) => row.path === path)?.kind === 'directory' ? path : folderOf(path);
  };
  const onDrop = (event: DragEvent): void => {
    event.preventDefault();
    const into = folderUnder(event);
    setDropTarget(undefined);
    const dropped = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry()).filter((item) => item !== null);
    if (into !== '') toggle(into, true);
    attempt(upload(dropped, into).then(report));
  };

  const inputRow = (
    depth: number,
    kind: 'file' | 'folder',
    initial: string,
    folder: string,
    done: (name: string) => Promise<void>,
    renamed?: string,
  ) => (
    <NameInput
      key="input"
      depth={depth}
      icon={kind}
      initial={initial}
      fault={(name) => faultOf(name, folder, entries, renamed)}
      onDone={(name) => {
        setEditing(undefined);
        if (name !== undefined) attempt(done(name));
      }}
    />
  );
  const adding = editing && editing.kind !== 'rename' ? editing : undefined;

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only files dragged from outside land here; the button does the same
    <div
      className={styles.panel}
      data-drop={dropTarget === ''}
      onDragOver={(event) => {
        event.preventDefault();
        setDropTarget(folderUnder(event));
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node)) setDropTarget(undefined);
      }}
      onDrop={onDrop}
    >
      <header className={styles.header}>
        <h2>workspace</h2>
        <IconButton icon="fileAdd" label="New file" disabled={!listed} onClick={() => add('file')} />
        <IconButton icon="folderAdd" label="New folder" disabled={!listed} onClick={() => add('folder')} />
        <IconButton icon="upload" label="Upload files (or drop them here)" disabled={!listed} onClick={() => picker.current?.click()} />
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          onChange={(event) => {
            attempt(uploadFiles([...(event.target.files ?? [])], target).then(report));
            event.target.value = '';
          }}
        />
      </header>
      <div ref={tree} role="tree" aria-label="Files" tabIndex={-1} className={styles.tree} onKeyDown={onKeyDown}>
        {adding?.folder === '' && inputRow(0, adding.kind, '', '', (name) => create(name, adding))}
        {rows.map((row, index) => (
          <div key={row.path} role="none">
            {editing?.kind === 'rename' && editing.path === row.path ? (
              inputRow(
                row.depth,
                row.kind === 'directory' ? 'folder' : 'file',
                row.name,
                folderOf(row.path),
                (name) => rename(row.path, name),
                row.path,
              )
            ) : (
              <div
                role="treeitem"
                tabIndex={row.path === selected || (current === undefined && index === 0) ? 0 : -1}
                aria-level={row.depth + 1}
                aria-selected={row.path === selected}
                aria-expanded={row.kind === 'directory' ? row.open : undefined}
                data-path={row.path}
                data-active={row.path === active}
                data-drop={row.path === dropTarget && row.kind === 'directory'}
                className={styles.row}
                style={{ paddingLeft: 10 + row.depth * 14 }}
                onClick={() => choose(row)}
                onKeyDown={() => undefined}
                onFocus={() => setSelected(row.path)}
                onContextMenu={(event) => {
                  event.preventDefault();
                  setSelected(row.path);
                  setMenu({ x: event.clientX, y: event.clientY, row });
                }}
              >
                <span className={styles.glyph} data-open={row.open}>
                  <Icon name={row.kind === 'directory' ? 'chevron' : 'file'} size={14} />
                </span>
                <span className={styles.label}>{row.name}</span>
                <IconButton
                  icon="more"
                  label={`Actions for ${row.name}`}
                  tabIndex={-1}
                  onClick={(event) => {
                    event.stopPropagation();
                    const { left, bottom } = event.currentTarget.getBoundingClientRect();
                    setMenu({ x: left, y: bottom, row });
                  }}
                />
              </div>
            )}
            {adding &&
              adding.folder === row.path &&
              row.kind === 'directory' &&
              inputRow(row.depth + 1, adding.kind, '', row.path, (name) => create(name, adding))}
          </div>
        ))}
        {listed && rows.length === 0 && !adding && (
          <p className={styles.empty}>Nothing here. Create a file, drop some, or make them in the terminal.</p>
        )}
      </div>
      {problem && (
        <p role="alert" className={styles.problem}>
          {problem}
        </p>
      )}
      {menu && (
        <Menu
          at={menu}
          onClose={() => setMenu(undefined)}
          items={[
            { label: 'Rename', icon: 'pencil', onSelect: () => setEditing({ kind: 'rename', path: menu.row.path }) },
            { label: 'Download', icon: 'download', onSelect: () => attempt(saveFile(menu.row.path)) },
            { label: 'Delete', icon: 'trash', danger: true, onSelect: () => setRemoving(menu.row) },
          ]}
        />
      )}
      {removing && (
        <Dialog title={`Delete ${nameOf(removing.path)}?`} onClose={() => setRemoving(undefined)}>
          <p>
            {removing.kind === 'directory' ? 'The folder and all that is in it' : 'The file'} will be gone from the workspace, in the guest
            too.
          </p>
          <div className={styles.buttons}>
            <Button onClick={() => setRemoving(undefined)}>Keep</Button>
            <Button
              kind="primary"
              icon="trash"
              onClick={() => {
                setRemoving(undefined);
                attempt(remove(removing.path));
              }}
            >
              Delete
            </Button>
          </div>
        </Dialog>
      )}
    </div>
  );
}
