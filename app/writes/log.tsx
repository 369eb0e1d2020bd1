import { openView } from '../session/view.ts';
import columnStyles from './column.module.css';
import type { ColumnOf } from './column.tsx';
import styles from './log.module.css';
import type { Seen } from './session.ts';
import { happened } from './words.ts';
import viewStyles from './writes.module.css';

const signs: Record<Seen['what'], string> = { copied: 'C', made: 'A', hidden: 'D', replaced: 'C', written: 'C', dropped: 'D', bared: 'C' };
const most = 100;

/** What happened since one began to look, newest first. */
export function Log({ columns }: { columns: readonly ColumnOf[] }) {
  const happenings = columns
    .flatMap(({ name, container, record }) => (record?.log ?? []).map((seen) => ({ ...seen, name, container: container.Id })))
    .sort((a, b) => b.id - a.id)
    .slice(0, most);
  return (
    <>
      <h3>What happened, newest first</h3>
      {happenings.length === 0 && (
        <p className={viewStyles.quiet}>Nothing since you began to look. What is written now appears here, with where it came from.</p>
      )}
      <ol className={styles.log}>
        {happenings.map((seen) => (
          <li key={seen.id} data-sign={signs[seen.what]}>
            <button type="button" onClick={() => openView({ kind: 'layers', container: seen.name, path: seen.path })}>
              <span className={styles.when}>
                {new Date(seen.at).toLocaleTimeString('en-GB')}
                {columns.length > 1 && <b>{seen.name}</b>}
              </span>
              <span className={columnStyles.sign}>{signs[seen.what]}</span>
              <code>{seen.path}</code>
              <span className={styles.said}>{happened(seen)}</span>
            </button>
          </li>
        ))}
      </ol>
    </>
  );
}
