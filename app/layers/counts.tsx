import styles from './counts.module.css';

/** Entries added, changed and removed: by colour, and by sign. */
export function Counts({ added, changed, removed }: { added: number; changed: number; removed: number }) {
  const words = `${added} added, ${changed} changed, ${removed} removed`;
  return (
    <span className={styles.counts} role="img" aria-label={words} title={words}>
      {added > 0 && <span data-sign="A">+{added.toLocaleString('en')}</span>}
      {changed > 0 && <span data-sign="C">~{changed.toLocaleString('en')}</span>}
      {removed > 0 && <span data-sign="D">−{removed.toLocaleString('en')}</span>}
      {added + changed + removed === 0 && <span>no files</span>}
    </span>
  );
}
