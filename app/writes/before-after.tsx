import { useEffect, useRef } from 'react';
import type { WritableLayer } from '../../engine/insight/insight.ts';
import { FileView, TextDiff } from '../layers/file-text.tsx';
import { layerName } from '../layers/words.ts';
import { openView } from '../session/view.ts';
import { Button, IconButton } from '../ui/button.tsx';
import styles from './log.module.css';
import viewStyles from './writes.module.css';

/** A file's text now against the image's. */
export function BeforeAfter({
  container,
  name,
  path,
  writable,
  onClose,
}: {
  container: string;
  name: string;
  path: string;
  writable: WritableLayer | undefined;
  onClose: () => void;
}) {
  const place = useRef<HTMLElement>(null);
  // In a narrow box it stands below all the rest.
  // biome-ignore lint/correctness/useExhaustiveDependencies: for each file
  useEffect(() => {
    place.current?.scrollIntoView({ block: 'nearest' });
  }, [container, path]);
  const entry = writable?.entries.find((each) => each.path === path);
  const of = { container };
  const now = { of, path, from: 'writable' } as const;
  const before = entry?.origin && { of, path, from: entry.origin.layer };
  return (
    <section ref={place} className={styles.compare} aria-label={path}>
      <header className={styles.sideHeader}>
        <h3 title={path}>
          <bdi>{path}</bdi>
        </h3>
        <IconButton icon="close" label="Back to what happened" onClick={onClose} />
      </header>
      <p className={viewStyles.quiet}>
        {entry === undefined && `${name} has it no more.`}
        {entry?.change === 'added' && `Only in ${name}: no layer of the image has it.`}
        {entry?.change === 'changed' && before && `− as it is in ${layerName(before.from)} of the image, + as ${name} has it`}
        {entry?.change === 'removed' && before && `Deleted in ${name}; ${layerName(before.from)} still has it, for every other container:`}
      </p>
      <div className={styles.text}>
        {entry?.change === 'added' && <FileView place={now} version={writable} />}
        {entry?.change === 'changed' && before && <TextDiff before={before} after={now} version={writable} />}
        {entry?.change === 'removed' && before && <FileView place={before} version={0} />}
      </div>
      <Button className={styles.explore} icon="layers" onClick={() => openView({ kind: 'layers', container: name, path })}>
        Which layer answers?
      </Button>
    </section>
  );
}
