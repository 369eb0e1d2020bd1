import { diffLines } from 'diff';
import { useEffect, useMemo, useState } from 'react';
import { messageOf } from '../../engine/base/errors.ts';
import type { FileText, Subject } from '../../engine/insight/insight.ts';
import { whenStarted } from '../session/engine.ts';
import styles from './file-text.module.css';
import type { LayerRef } from './words.ts';

/** A file somewhere: of an image or container, as it is there in one layer or, without, as it is read. */
export interface Place {
  readonly of: Subject;
  readonly path: string;
  readonly from?: LayerRef;
}

/** `version` is another number when the file may be another. */
export function useText(place: Place | undefined, version: unknown): { readonly file?: FileText; readonly failure?: string } {
  const [state, setState] = useState<{ key: string; file?: FileText; failure?: string }>();
  const key = JSON.stringify(place);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` stands for the place
  useEffect(() => {
    if (place === undefined) return;
    let current = true;
    whenStarted
      .then(({ insight }) => insight.text(place.of, place.path, place.from))
      .then(
        (file) => current && setState({ key, file }),
        (error) => current && setState({ key, failure: messageOf(error) }),
      );
    return () => {
      current = false;
    };
  }, [key, version]);
  return state !== undefined && state.key === key ? state : {};
}

export function FileView({ place, version }: { place: Place; version: unknown }) {
  const { file, failure } = useText(place, version);
  if (failure !== undefined) return <p className={styles.say}>{failure}</p>;
  if (file === undefined) return <p className={styles.say}>Reading…</p>;
  if (file.binary) return <p className={styles.say}>Not a text file.</p>;
  if (file.text === '') return <p className={styles.say}>An empty file.</p>;
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls */}
      <section className={styles.text} tabIndex={0} aria-label={`Text of ${place.path}`}>
        <pre>{file.text}</pre>
      </section>
      {file.cut && <p className={styles.say}>Cut here: the file is longer.</p>}
    </>
  );
}

/** The same file in two places, line by line. */
export function TextDiff({ before, after, version }: { before: Place; after: Place; version: unknown }) {
  const one = useText(before, version);
  const other = useText(after, version);
  const failure = one.failure ?? other.failure;
  if (failure !== undefined) return <p className={styles.say}>{failure}</p>;
  if (one.file === undefined || other.file === undefined) return <p className={styles.say}>Reading…</p>;
  if (one.file.binary || other.file.binary) return <p className={styles.say}>Not a text file: it has no lines to compare.</p>;
  return <Lines before={one.file.text} after={other.file.text} />;
}

/** Unchanged lines around a change that are shown. */
const around = 2;

function Lines({ before, after }: { before: string; after: string }) {
  const parts = useMemo(() => diffLines(before, after, { timeout: 500 }), [before, after]);
  if (parts === undefined) return <p className={styles.say}>Too different to compare line by line.</p>;
  if (parts.every(({ added, removed }) => !added && !removed)) return <p className={styles.say}>The same text.</p>;
  const rows = parts.flatMap(({ value, added, removed }, index) => {
    const lines = value.replace(/\n$/, '').split('\n');
    const sign = added ? '+' : removed ? '−' : ' ';
    const first = index === 0 ? 0 : around;
    const last = index === parts.length - 1 ? 0 : around;
    if (sign !== ' ' || lines.length <= first + last + 1) return lines.map((text) => ({ sign, text }));
    const skipped = lines.length - first - last;
    return [
      ...lines.slice(0, first).map((text) => ({ sign, text })),
      { sign: '…', text: `${skipped} lines the same` },
      ...lines.slice(lines.length - last).map((text) => ({ sign, text })),
    ];
  });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
    <section className={styles.text} tabIndex={0} aria-label="Before and after">
      <pre>
        {rows.map(({ sign, text }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other identity
          <div key={index} data-line={sign}>
            <span aria-hidden={sign === ' '}>{sign}</span>
            {text || ' '}
          </div>
        ))}
      </pre>
    </section>
  );
}
