import { useEffect, useState } from 'react';
import type { ImageHistoryItem } from '../../engine/api/types/image.ts';
import { messageOf } from '../../engine/base/errors.ts';
import type { ViewTarget } from '../../engine/lesson/view.ts';
import { instructionText } from '../layers/words.ts';
import { whenStarted } from '../session/engine.ts';
import { openView } from '../session/view.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { size } from '../ui/format.ts';
import styles from './objects.module.css';

export interface Subject {
  readonly kind: 'container' | 'image';
  readonly id: string;
  readonly name: string;
}

type Loaded = {
  readonly inspect: unknown;
  readonly history: readonly ImageHistoryItem[];
  readonly changes: readonly { Path: string; Kind: 0 | 1 | 2 }[];
};

/** A drawer with what `docker inspect`, `history` and `diff` say of one object. */
export function Details({ subject, onClose }: { subject: Subject; onClose: () => void }) {
  const [loaded, setLoaded] = useState<Loaded>();
  const [failure, setFailure] = useState<string>();
  useEffect(() => {
    let current = true;
    load(subject).then(
      (value) => current && setLoaded(value),
      (error) => current && setFailure(messageOf(error)),
    );
    return () => {
      current = false;
    };
  }, [subject]);
  return (
    <Dialog title={<span className={styles.dialogTitle}>{subject.name}</span>} side onClose={onClose}>
      {failure && <p role="alert">{failure}</p>}
      {loaded && (
        <div className={styles.details}>
          <Views subject={subject} onOpen={onClose} />
          {subject.kind === 'image' && <History items={loaded.history} />}
          {subject.kind === 'container' && <Changes changes={loaded.changes} />}
          <section>
            <h3>Inspect</h3>
            <pre className={styles.json}>{JSON.stringify(loaded.inspect, undefined, 2)}</pre>
          </section>
        </div>
      )}
    </Dialog>
  );
}

/** The same object in the views. */
function Views({ subject: { kind, name }, onOpen }: { subject: Subject; onOpen: () => void }) {
  const open = (target: ViewTarget) => {
    onOpen();
    openView(target);
  };
  return (
    <p className={styles.views}>
      <Button icon="box" onClick={() => open({ kind: 'map', select: name })}>
        On the map
      </Button>
      <Button icon="layers" onClick={() => open({ kind: 'layers', [kind]: name })}>
        Layers and files
      </Button>
      {kind === 'container' && (
        <Button icon="pencil" onClick={() => open({ kind: 'writes', containers: [name] })}>
          What it writes
        </Button>
      )}
    </p>
  );
}

async function load({ kind, id }: Subject): Promise<Loaded> {
  const { docker } = await whenStarted;
  if (kind === 'image') {
    const [inspect, history] = await Promise.all([docker.images.inspect(id), docker.images.history(id)]);
    return { inspect, history, changes: [] };
  }
  const [inspect, changes] = await Promise.all([docker.containers.inspect(id), docker.containers.changes(id)]);
  return { inspect, history: [], changes: changes ?? [] };
}

function History({ items }: { items: readonly ImageHistoryItem[] }) {
  return (
    <section>
      <h3>How it was made, newest first</h3>
      <ol className={styles.history}>
        {items.map((item, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: history has no other identity than its order
          <li key={index} data-empty={item.Size === 0}>
            <code>{instructionText({ createdBy: item.CreatedBy, empty: item.Size === 0 })}</code>
            <span>{item.Size === 0 ? '–' : size(item.Size)}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

const kinds = ['changed', 'added', 'deleted'] as const;

function Changes({ changes }: { changes: Loaded['changes'] }) {
  return (
    <section>
      <h3>What it changed: its writable layer</h3>
      {changes.length === 0 && <p className={styles.none}>Nothing. All it sees is its image.</p>}
      <ul className={styles.changes}>
        {changes.slice(0, 200).map(({ Path, Kind }) => (
          <li key={Path} data-kind={kinds[Kind]}>
            <span title={kinds[Kind]}>{'CAD'[Kind]}</span>
            <code>{Path}</code>
          </li>
        ))}
      </ul>
      {changes.length > 200 && <p className={styles.none}>and {changes.length - 200} more</p>}
    </section>
  );
}
