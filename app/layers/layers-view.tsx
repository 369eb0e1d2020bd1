import { type ReactNode, useEffect, useMemo, useRef } from 'react';
import type { ViewTarget } from '../../engine/lesson/view.ts';
import { imageName, objects } from '../objects/objects.ts';
import { useStore } from '../session/store.ts';
import { Try } from '../terminal/try.tsx';
import { Empty } from '../ui/empty.tsx';
import { size } from '../ui/format.ts';
import { PathAnswer } from './answer.tsx';
import { ComparedFile, ComparedStacks, comparedFiles, comparedWords, Legend, useComparison } from './compared.tsx';
import { change, type Explorer, explorer, findImage, follow, settle } from './explorer.ts';
import { FileTree } from './file-tree.tsx';
import styles from './layers.module.css';
import { type Opened, useImage, useOpened } from './load.ts';
import { type FileEntry, filesOfLayer, type Sign } from './merge.ts';
import { ComparePicker, SubjectPicker } from './picker.tsx';
import { Stack } from './stack.tsx';
import { openAtFirst, parentsOf, treeOf } from './tree.ts';
import { Waste } from './waste.tsx';
import { plural } from './words.ts';

/** Layers of an image or container, the files of each and of all together, and which layer answers for a path. */
export function LayersView({ target }: { target: Extract<ViewTarget, { kind: 'layers' }> }) {
  useEffect(() => follow(target), [target]);
  const state = useStore(explorer);
  const all = useStore(objects);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => settle(all), [all]);
  const { of } = state;
  const { opened, failure, missing } = useOpened(of, place);
  const asked = state.compare === undefined ? undefined : (findImage(all, state.compare)?.id ?? state.compare);
  // An image is not compared with itself.
  const other = asked === opened?.image.id ? undefined : asked;
  const listed = all.images !== undefined && all.containers !== undefined;
  return (
    <div ref={place} className={styles.view} data-part={state.pane}>
      {listed && of === undefined ? (
        <Teach />
      ) : (
        <>
          <header className={styles.header}>
            <SubjectPicker of={of} />
            {opened && <ComparePicker of={opened} compare={other && state.compare} />}
            {opened && other === undefined && <Ask path={state.path} />}
            {opened && <Facts opened={opened} shown={state.shown} compared={other !== undefined} />}
          </header>
          <PaneSwitch pane={state.pane} path={state.path === undefined ? undefined : other === undefined ? 'Which layer' : 'File'} />
          {missing && of && (
            <p role="alert" className={styles.problem}>
              There is no container {of.name}: it was removed, or has another name. Choose another one above.
            </p>
          )}
          {failure !== undefined && (
            <p role="alert" className={styles.problem}>
              {failure}
            </p>
          )}
          {opened && (other === undefined ? <One opened={opened} state={state} /> : <Two opened={opened} other={other} state={state} />)}
          {!opened && !failure && !missing && <p className={styles.wait}>Reading the layers…</p>}
        </>
      )}
    </div>
  );
}

function Teach() {
  return (
    <Empty title="Nothing to look into yet">
      <p>
        An image is a stack of read-only layers, and each layer is a set of files. Here you see the files of each layer, what it adds,
        changes and removes, and which layer a file really comes from.
      </p>
      <p>
        Get one with <Try command="docker pull nginx" />, or start a container, which puts a writable layer on top:{' '}
        <Try command="docker run -d --name web1 nginx" />
      </p>
    </Empty>
  );
}

function Facts({ opened: { image, layers }, shown, compared }: { opened: Opened; shown: Explorer['shown']; compared: boolean }) {
  const total = image.layers.reduce((bytes, layer) => bytes + layer.size, 0);
  return (
    <p className={styles.summary}>
      {plural(image.layers.length, 'layer')}, {size(total)}
      {layers && !compared && (
        <button
          type="button"
          aria-pressed={shown === 'waste'}
          title="Bytes of files that a higher layer replaces or deletes: stored and pulled, but never seen"
          onClick={() => change({ shown: shown === 'waste' ? 'merged' : 'waste', pane: 'files' })}
        >
          {size(image.wasted)} wasted
        </button>
      )}
    </p>
  );
}

function PaneSwitch({ pane, path }: { pane: Explorer['pane']; path: string | undefined }) {
  return (
    <nav className={styles.panes} aria-label="Parts">
      {(['stack', 'files', ...(path === undefined ? [] : (['path'] as const))] as const).map((name) => (
        <button key={name} type="button" aria-pressed={pane === name} onClick={() => change({ pane: name })}>
          {{ stack: 'Layers', files: 'Files', path }[name]}
        </button>
      ))}
    </nav>
  );
}

const words: Partial<Record<Sign, string>> = { A: 'added', C: 'changed', D: 'deleted' };

function One({ opened, state }: { opened: Opened; state: Explorer }) {
  const { image, layers, writable, merged, title } = opened;
  const { path } = state;
  // A link may name a layer that this image does not have.
  const shown = typeof state.shown === 'number' && state.shown >= image.layers.length ? 'merged' : state.shown;
  const files = useMemo((): readonly FileEntry[] | undefined => {
    if (layers === undefined || merged === undefined) return undefined;
    if (shown === 'merged' || shown === 'waste') return merged.files;
    if (shown === 'writable') return writable && merged.files.filter(({ from }) => from === 'writable').map(({ from: _, ...file }) => file);
    return filesOfLayer(layers[shown] ?? [], shown, merged);
  }, [layers, merged, writable, shown]);
  const heading =
    shown === 'merged'
      ? 'All together'
      : shown === 'waste'
        ? 'Wasted bytes'
        : shown === 'writable'
          ? 'Writable layer'
          : `Layer ${shown + 1}`;
  return (
    <div className={styles.body}>
      <section className={styles.stackPane} aria-label={`Layers of ${title}`}>
        <Stack opened={opened} shown={shown} onShow={(next) => change({ shown: next, pane: 'files' })} />
      </section>
      <section className={styles.filesPane} aria-label={`Files: ${heading}`}>
        {shown === 'waste' && merged ? (
          <Waste
            waste={merged.waste.filter(({ by }) => by !== 'writable')}
            onSelect={(layer, at) => change({ shown: layer, path: at, pane: 'path' })}
          />
        ) : (
          <Files heading={heading} tree={`${image.id} ${shown}`} files={files} state={state} words={words}>
            {shown === 'writable' && files?.length === 0 && opened.container && <NothingWritten name={opened.container.name} />}
          </Files>
        )}
      </section>
      {path !== undefined && (
        <section className={styles.pathPane} aria-label="Which layer answers">
          <PathAnswer opened={opened} path={path} shown={shown} onClose={() => change({ path: undefined, pane: 'files' })} />
        </section>
      )}
    </div>
  );
}

function NothingWritten({ name }: { name: string }) {
  return (
    <p className={styles.hint}>
      {name} has written nothing: its writable layer is empty, and all it sees is its image. Write something:{' '}
      <Try command={`docker exec ${name} sh -c 'echo hello > /hello.txt'`} />
    </p>
  );
}

function Two({ opened, other, state }: { opened: Opened; other: string; state: Explorer }) {
  const { image, failure } = useImage(other);
  const { comparison, failure: unread } = useComparison(opened.image.id, other);
  const { images } = useStore(objects);
  const nameOf = (id: string, fallback: string) => {
    const row = images?.find((each) => each.id === id);
    return row ? imageName(row) : fallback;
  };
  const one = nameOf(opened.image.id, opened.title);
  const second = state.compare ?? other;
  const files = useMemo(() => comparison && comparedFiles(comparison), [comparison]);
  const signs = comparedWords(one, second);
  const file = files?.find(({ path }) => path === state.path);
  const problem = failure ?? unread;
  return (
    <>
      {problem !== undefined && (
        <p role="alert" className={styles.problem}>
          {problem}
        </p>
      )}
      <div className={styles.body}>
        <section className={styles.stackPane} aria-label={`Layers of ${one} and ${second}`}>
          {image && comparison && <ComparedStacks one={opened.image} other={image} names={[one, second]} shared={comparison.shared} />}
        </section>
        <section className={styles.filesPane} aria-label={`What differs between ${one} and ${second}`}>
          {files && <Legend files={files} words={signs} />}
          <Files heading="Differences" tree={`${opened.image.id} ${other}`} files={files} state={state} words={signs} same />
        </section>
        {file && (
          <section className={styles.pathPane} aria-label={file.path}>
            <ComparedFile file={file} images={[opened.image.id, other]} onClose={() => change({ path: undefined, pane: 'files' })} />
          </section>
        )}
      </div>
    </>
  );
}

/** The question for any path, typed. */
function Ask({ path }: { path: string | undefined }) {
  return (
    <form
      className={styles.ask}
      onSubmit={(event) => {
        event.preventDefault();
        const asked = String(new FormData(event.currentTarget).get('path') ?? '').trim();
        if (asked === '') return;
        const { shown } = explorer.get();
        change({ path: asked.startsWith('/') ? asked : `/${asked}`, pane: 'path', shown: shown === 'waste' ? 'merged' : shown });
      }}
    >
      <input
        key={path}
        name="path"
        defaultValue={path}
        placeholder="/path/of/a/file"
        aria-label="Path"
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
      />
      <button type="submit">Which layer answers?</button>
    </form>
  );
}

function Files({
  heading,
  tree,
  files,
  state,
  words: signs,
  same = false,
  children,
}: {
  heading: string;
  /** What folders are open is remembered under this name. */
  tree: string;
  files: readonly FileEntry[] | undefined;
  state: Explorer;
  words: Partial<Record<Sign, string>>;
  /** Every entry has a sign. */
  same?: boolean;
  children?: ReactNode;
}) {
  const { path, filter } = state;
  const root = useMemo(() => files && treeOf(files), [files]);
  const kept = state.open.get(tree);
  const first = useMemo(() => root && openAtFirst(root, undefined), [root]);
  const setOpen = (open: ReadonlySet<string>) => change({ open: new Map(explorer.get().open).set(tree, open) });
  // A path that was asked for is brought into sight, once; folders can be closed over it again.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each path and tree
  useEffect(() => {
    if (path === undefined || first === undefined) return;
    const open = kept ?? first;
    const way = parentsOf(path).filter((folder) => !open.has(folder));
    if (way.length > 0) setOpen(new Set([...open, ...way]));
  }, [path, tree, first === undefined]);
  return (
    <>
      <div className={styles.tools}>
        <h3>{heading}</h3>
        <input
          type="search"
          value={filter.text}
          placeholder="Filter by name"
          aria-label="Filter by name"
          spellCheck={false}
          onChange={(event) => change({ filter: { ...filter, text: event.target.value } })}
        />
        {!same && (
          <label>
            <input
              type="checkbox"
              checked={filter.onlySigned}
              onChange={(event) => change({ filter: { ...filter, onlySigned: event.target.checked } })}
            />
            only changes
          </label>
        )}
      </div>
      {children}
      {root && first ? (
        <FileTree
          label={heading}
          root={root}
          open={kept ?? first}
          filter={same ? { ...filter, onlySigned: false } : filter}
          selected={path}
          words={signs}
          empty={children ? '' : filter.text !== '' || filter.onlySigned ? 'Nothing fits the filter.' : 'No files.'}
          onOpen={setOpen}
          onSelect={(at) => change({ path: at, pane: 'path' })}
        />
      ) : (
        <p className={styles.wait}>Reading the files…</p>
      )}
    </>
  );
}
