import type { KeyboardEvent } from 'react';
import type { ContainerSummary } from '../../engine/api/types/container.ts';
import type { ImageInsight, WrittenEntry } from '../../engine/insight/insight.ts';
import { Counts } from '../layers/counts.tsx';
import { instructionText, layerMark, layerName } from '../layers/words.ts';
import { openView } from '../session/view.ts';
import { Try } from '../terminal/try.tsx';
import { IconButton } from '../ui/button.tsx';
import { size } from '../ui/format.ts';
import { isOnTheWay } from './changes.ts';
import styles from './column.module.css';
import type { Record } from './session.ts';
import { Strips } from './strips.tsx';
import viewStyles from './writes.module.css';

/** Rows that are drawn; the layer explorer has them all. */
const most = 300;

export interface ColumnOf {
  readonly container: ContainerSummary;
  readonly name: string;
  readonly image: ImageInsight | undefined;
  readonly record: Record | undefined;
}

/** One container: its writable layer, and layers of its image that the other one has not. */
export function Column({
  container,
  name,
  image,
  record,
  from,
  alone,
  pointed,
  onPoint,
  onCompare,
}: ColumnOf & {
  from: number;
  alone: boolean;
  pointed: string | undefined;
  onPoint: (key: string | undefined) => void;
  onCompare: (path: string) => void;
}) {
  const writable = record?.writable;
  const entries = writable?.entries ?? [];
  const count = (change: WrittenEntry['change']) => entries.filter((entry) => entry.change === change).length;
  const fresh = new Set(record?.fresh.map(({ path }) => path));
  return (
    <section className={styles.column} aria-label={`${name}, writable layer`} data-container={container.Id}>
      <div className={styles.writable}>
        <header>
          <span className={styles.state} data-state={container.State} title={container.State} />
          <h3>
            {name} <span>writable layer</span>
          </h3>
          {writable && <Counts added={count('added')} changed={count('changed')} removed={count('removed')} />}
          <span className={styles.bytes}>{writable ? size(writable.size) : ''}</span>
        </header>
        {writable && entries.length === 0 && <Empty name={name} running={container.State === 'running'} />}
        {writable === undefined && <p className={viewStyles.quiet}>Reading…</p>}
        <ul className={styles.entries} aria-label={`What ${name} wrote`} onKeyDown={moveByArrows}>
          {entries.slice(0, most).map((entry, index) => (
            <Entry
              key={entry.path}
              entry={entry}
              name={name}
              origin={origin(entry, image)}
              slim={isOnTheWay(entry, entries[index + 1])}
              fresh={fresh.has(entry.path)}
              wide={alone}
              onPoint={onPoint}
              pointKey={entry.origin && image?.layers[entry.origin.layer]?.chainID}
              onCompare={onCompare}
            />
          ))}
        </ul>
        {entries.length > most && (
          <p className={viewStyles.quiet}>
            and {(entries.length - most).toLocaleString('en')} more:{' '}
            <button type="button" className={styles.link} onClick={() => openView({ kind: 'layers', container: name })}>
              all of them in the layer explorer
            </button>
          </p>
        )}
      </div>
      {image && image.layers.length > from && <Strips image={image} from={from} to={image.layers.length} pointed={pointed} />}
    </section>
  );
}

const origin = (entry: WrittenEntry, image: ImageInsight | undefined) =>
  entry.origin && { ...entry.origin, made: instructionText(image?.layers[entry.origin.layer]?.steps[0]) };

function Empty({ name, running }: { name: string; running: boolean }) {
  return (
    <p className={viewStyles.quiet}>
      Nothing written: all it sees is its image.{' '}
      {running && (
        <>
          Write something: <Try command={`docker exec ${name} sh -c 'echo hello > /hello.txt'`} />
        </>
      )}
    </p>
  );
}

const signs = { added: 'A', changed: 'C', removed: 'D' } as const;

function Entry({
  entry: { path, change, kind, size: bytes, opaque },
  name,
  origin: from,
  slim,
  fresh,
  wide,
  pointKey,
  onPoint,
  onCompare,
}: {
  entry: WrittenEntry;
  name: string;
  origin: { layer: number; size: number; made: string } | undefined;
  slim: boolean;
  fresh: boolean;
  wide: boolean;
  pointKey: string | undefined;
  onPoint: (key: string | undefined) => void;
  onCompare: (path: string) => void;
}) {
  const whence = from && `${layerName(from.layer)}: ${from.made}${kind === 'file' ? `, ${size(from.size)} there` : ''}`;
  const words = {
    added: 'New: only in this writable layer',
    changed: `${opaque ? 'Deleted and made anew: it hides all that was in the folder of' : kind === 'directory' ? 'Something in this folder changed; the folder itself is of' : 'Copied up from'} ${whence}`,
    removed: `Deleted: a whiteout hides it. It is still in ${whence}`,
  }[change];
  return (
    <li
      data-path={path}
      data-sign={signs[change]}
      data-slim={slim}
      data-fresh={fresh}
      onPointerEnter={() => onPoint(pointKey)}
      onPointerLeave={() => onPoint(undefined)}
    >
      <button
        type="button"
        className={styles.entry}
        title={`${path}\n${words}`}
        aria-label={`${path}, ${words}${kind === 'file' && change !== 'removed' ? `, ${size(bytes)}` : ''}`}
        onFocus={() => onPoint(pointKey)}
        onBlur={() => onPoint(undefined)}
        onClick={() => openView({ kind: 'layers', container: name, path })}
      >
        <span className={styles.sign}>{signs[change]}</span>
        <span className={styles.path}>
          <bdi>{path}</bdi>
        </span>
        {!slim && (
          <>
            <Origin change={opaque ? 'removed' : change} layer={from?.layer} made={wide ? from?.made : undefined} />
            <span className={styles.bytes}>{kind === 'file' && change !== 'removed' ? size(bytes) : ''}</span>
          </>
        )}
      </button>
      {kind === 'file' && !slim && (
        <IconButton
          icon="code"
          label={
            change === 'changed' ? `Before and after of ${path}` : change === 'removed' ? `What is hidden: ${path}` : `Text of ${path}`
          }
          onClick={() => onCompare(path)}
        />
      )}
    </li>
  );
}

function Origin({ change, layer, made }: { change: WrittenEntry['change']; layer: number | undefined; made: string | undefined }) {
  if (change === 'added' || layer === undefined) return <span className={styles.origin}>new</span>;
  return (
    <span className={styles.origin}>
      {change === 'changed' ? '↑' : 'over'} <b>{layerMark(layer)}</b>
      {made !== undefined && <code>{made}</code>}
    </span>
  );
}

function moveByArrows(event: KeyboardEvent<HTMLUListElement>): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (step === 0) return;
  const buttons = [...event.currentTarget.querySelectorAll<HTMLButtonElement>('li > button:first-child')];
  const at = buttons.findIndex((button) => button.parentElement?.contains(document.activeElement));
  const next = buttons[at + step];
  if (next === undefined) return;
  next.focus();
  event.preventDefault();
}
