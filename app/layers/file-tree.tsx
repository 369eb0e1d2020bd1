import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { folderOf } from '../editor/language.ts';
import { size } from '../ui/format.ts';
import { Icon } from '../ui/icons.tsx';
import styles from './file-tree.module.css';
import type { FileEntry, Sign } from './merge.ts';
import { type Filter, isFolder, type Node, type Row, rowsOf } from './tree.ts';
import { kindName, layerMark, layerName } from './words.ts';

const letters: Record<Sign, string> = { A: 'A', C: 'C', D: 'D', one: '1', other: '2', differs: '≠' };

interface Props {
  readonly label: string;
  readonly root: Node;
  readonly open: ReadonlySet<string>;
  readonly filter: Filter;
  readonly selected: string | undefined;
  readonly words: Readonly<Partial<Record<Sign, string>>>;
  /** What to say when no row fits. */
  readonly empty: string;
  onOpen(open: ReadonlySet<string>): void;
  onSelect(path: string): void;
}

/** Files and folders as a tree. Only the rows that are seen are there, so that ten thousand are as quick as ten. */
export function FileTree({ label, root, open, filter, selected, words, empty, onOpen, onSelect }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => rowsOf(root, open, filter), [root, open, filter]);
  const [active, setActive] = useState<string>();
  const id = useId();
  const coarse = useMemo(() => matchMedia('(pointer: coarse)').matches, []);
  const marked = active ?? selected;
  const found = rows.findIndex(({ node }) => node.entry.path === marked);
  const at = found === -1 ? 0 : found;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => (coarse ? 34 : 24),
    overscan: 12,
    // The active row is always there, wherever one has scrolled to: it is what a screen reader reads.
    rangeExtractor: ({ startIndex, endIndex, overscan, count }) => {
      const from = Math.max(0, startIndex - overscan);
      const to = Math.min(count - 1, endIndex + overscan);
      const seen = Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
      return at >= count || (at >= from && at <= to) ? seen : [...seen, at].sort((a, b) => a - b);
    },
  });
  const move = (index: number): void => {
    const row = rows[index];
    if (row === undefined) return;
    setActive(row.node.entry.path);
    virtual.scrollToIndex(index);
  };
  const toggle = (path: string, show: boolean): void => {
    const next = new Set(open);
    if (show) next.add(path);
    else next.delete(path);
    onOpen(next);
  };
  const pick = (row: Row): void => {
    setActive(row.node.entry.path);
    if (isFolder(row.node) && filter.text.trim() === '') toggle(row.node.entry.path, !row.open);
    onSelect(row.node.entry.path);
  };
  // What was asked for from outside is brought into sight, as soon as the folders on the way are open.
  const there = selected !== undefined && rows.some(({ node }) => node.entry.path === selected);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when another path is selected or another tree is shown
  useEffect(() => {
    setActive(undefined);
    const index = rows.findIndex(({ node }) => node.entry.path === selected);
    const { range } = virtual;
    if (index > 0 && (range === null || index <= range.startIndex || index >= range.endIndex - 1))
      virtual.scrollToIndex(index, { align: 'center' });
  }, [selected, there, root]);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const row = rows[at];
    if (row === undefined) return;
    const folder = isFolder(row.node);
    switch (event.key) {
      case 'ArrowDown':
        move(Math.min(rows.length - 1, marked === undefined ? 0 : at + 1));
        break;
      case 'ArrowUp':
        move(Math.max(0, at - 1));
        break;
      case 'PageDown':
        move(Math.min(rows.length - 1, at + 10));
        break;
      case 'PageUp':
        move(Math.max(0, at - 10));
        break;
      case 'Home':
        move(0);
        break;
      case 'End':
        move(rows.length - 1);
        break;
      case 'ArrowRight':
        if (folder && !row.open) toggle(row.node.entry.path, true);
        else move(Math.min(rows.length - 1, at + 1));
        break;
      case 'ArrowLeft':
        if (folder && row.open) toggle(row.node.entry.path, false);
        else move(rows.findIndex(({ node }) => node.entry.path === folderOf(row.node.entry.path)));
        break;
      case 'Enter':
      case ' ':
        pick(row);
        break;
      default:
        return;
    }
    event.preventDefault();
  };

  return (
    <div
      ref={scroller}
      role="tree"
      aria-label={label}
      aria-activedescendant={rows.length > 0 ? `${id}-${at}` : undefined}
      tabIndex={0}
      className={styles.tree}
      onKeyDown={onKeyDown}
    >
      {rows.length === 0 && <p className={styles.empty}>{empty}</p>}
      <div role="none" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start, size: height }) => {
          const row = rows[index];
          if (row === undefined) return null;
          const { entry, name } = row.node;
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the tree takes the keys
            <div
              key={entry.path}
              id={`${id}-${index}`}
              role="treeitem"
              tabIndex={-1}
              aria-level={row.depth + 1}
              aria-posinset={row.position}
              aria-setsize={row.siblings}
              aria-selected={entry.path === selected}
              aria-expanded={isFolder(row.node) ? row.open : undefined}
              aria-label={spoken(row.node, words)}
              data-path={entry.path}
              data-sign={entry.sign}
              data-active={index === at && marked !== undefined}
              data-hidden={entry.hiddenBy !== undefined}
              className={styles.row}
              style={{ height, transform: `translateY(${start}px)` }}
              onClick={() => pick(row)}
            >
              <span className={styles.sign} title={entry.sign && words[entry.sign]}>
                {entry.sign && letters[entry.sign]}
              </span>
              <span className={styles.glyph} data-open={row.open} style={{ marginLeft: row.depth * 13 }}>
                <Icon name={isFolder(row.node) ? 'chevron' : 'file'} size={13} />
              </span>
              <span className={styles.name}>
                {name}
                {entry.target !== undefined && <span className={styles.target}> → {entry.target}</span>}
              </span>
              {row.node.signed > 0 && !row.open && entry.sign === undefined && (
                <span className={styles.below} title={`${row.node.signed} marked below`}>
                  {row.node.signed}
                </span>
              )}
              <Notes entry={entry} />
              <span className={styles.size}>{sizeOf(row.node)}</span>
            </div>
          );
        })}
      </div>
    </div>
  );
}

function Notes({ entry: { hiddenBy, from, sign, under, kind, hides, sizes, opaque } }: { entry: FileEntry }) {
  if (opaque)
    return (
      <span className={styles.note} title="Opaque: it hides all that lower layers have in this folder">
        hides all below
      </span>
    );
  if (hiddenBy !== undefined)
    return (
      <span className={styles.note} title={`A container never sees it: ${layerName(hiddenBy)} replaces or deletes it`}>
        hidden by {layerMark(hiddenBy)}
      </span>
    );
  if (sizes !== undefined && sign === 'differs' && kind === 'file') return <span className={styles.note}>{size(sizes[0])} →</span>;
  if (sign === 'D' && from === undefined && hides !== undefined) return <span className={styles.note}>hides {size(hides)}</span>;
  if (from === undefined) return null;
  const lower = kind === 'directory' ? [] : (under ?? []);
  return (
    <>
      {lower.length > 0 && <span className={styles.note}>over {lower.map(layerMark).join(', ')}</span>}
      <span
        className={styles.layer}
        data-writable={from === 'writable'}
        title={`${sign === 'D' ? 'Deleted by' : 'From'} ${layerName(from)}`}
      >
        {layerMark(from)}
      </span>
    </>
  );
}

function sizeOf({ entry, bytes, children }: Node): string {
  if (entry.sign === 'D') return '';
  if (entry.kind === 'file') return size(entry.size);
  return children.length > 0 && bytes > 0 ? size(bytes) : '';
}

/** What a screen reader says of a row. */
function spoken(node: Node, words: Props['words']): string {
  const { entry, name, signed } = node;
  const parts = [`${name}, ${kindName[entry.kind]}`];
  if (entry.sign) parts.push(words[entry.sign] ?? '');
  if (entry.from !== undefined) parts.push(`${entry.sign === 'D' ? 'deleted by' : 'from'} ${layerName(entry.from)}`);
  if (entry.opaque) parts.push('hides all that lower layers have in it');
  if (entry.hiddenBy !== undefined) parts.push(`hidden by ${layerName(entry.hiddenBy)}`);
  if (entry.kind === 'file' && entry.sign !== 'D') parts.push(size(entry.size));
  if (signed > 0) parts.push(`${signed} marked below`);
  return parts.join(', ');
}
