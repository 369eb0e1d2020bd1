import { useEffect, useState } from 'react';
import { messageOf } from '../../engine/base/errors.ts';
import type { Answer } from '../../engine/insight/insight.ts';
import { whenStarted } from '../session/engine.ts';
import { IconButton } from '../ui/button.tsx';
import { size } from '../ui/format.ts';
import styles from './answer.module.css';
import { answerWords, type Stop, stopsOf } from './answer-words.ts';
import type { Explorer } from './explorer.ts';
import { FileView } from './file-text.tsx';
import viewStyles from './layers.module.css';
import type { Opened } from './load.ts';
import stackStyles from './stack.module.css';
import { DockerfileLine } from './stack.tsx';
import { instructionText, type LayerRef, layerMark, layerName } from './words.ts';

/** "Which layer answers?": the question falls through the stack from the top, and the text that one reads. */
export function PathAnswer({
  opened,
  path,
  shown,
  onClose,
}: {
  opened: Opened;
  path: string;
  shown: Explorer['shown'];
  onClose: () => void;
}) {
  const { subject, image, writable } = opened;
  const { answer, failure } = useAnswer(opened, path);
  // Whose copy is read: of the layer that is looked at, or of the one that answers.
  const [read, setRead] = useState<{ path: string; from: LayerRef }>();
  const chosen = read?.path === path ? read.from : shown === 'merged' || shown === 'waste' ? undefined : shown;
  const stops = answer ? stopsOf(answer, image.layers.length, opened.container !== undefined) : [];
  const readable = stops.filter(({ state }) => state === 'answers' || state === 'hidden').map(({ layer }) => layer);
  const from = chosen !== undefined && readable.includes(chosen) ? chosen : (answer?.from ?? readable[0]);
  const kind = from === answer?.from ? answer?.kind : answer?.hides.find(({ layer }) => layer === from)?.kind;
  return (
    <>
      <header className={styles.pathHeader}>
        <h3 title={path}>
          <bdi>{path}</bdi>
        </h3>
        <IconButton icon="close" label="Close" onClick={onClose} />
      </header>
      <div className={styles.scroll}>
        {failure !== undefined && (
          <p role="alert" className={viewStyles.problem}>
            {failure}
          </p>
        )}
        {answer && (
          <>
            <p className={styles.answer} role="status">
              {answerWords(answer)}{' '}
              {answer.path !== path.replace(/\/$/, '') && (
                <>
                  A link leads to <code>{answer.path}</code>.
                </>
              )}
              {answer.target !== undefined && (
                <>
                  It leads to <code>{answer.target}</code>.
                </>
              )}
            </p>
            {answer.step && (
              <p className={styles.madeBy}>
                {answer.deletedBy === undefined ? 'Made by' : 'Deleted by'} <code>{instructionText(answer.step)}</code>{' '}
                <DockerfileLine step={answer.step} />
              </p>
            )}
            <ol className={styles.stops} aria-label="From the top of the stack to the bottom">
              {answer.mount && (
                <li data-state="answers">
                  <span className={stackStyles.number}>M</span>
                  <span>mounted: {answer.mount.source}</span>
                </li>
              )}
              {folded(stops).map((stop) => (
                <StopItem
                  key={stop.key}
                  stop={stop}
                  reading={stop.layer === from && kind === 'file'}
                  onRead={() => setRead({ path, from: stop.layer })}
                />
              ))}
            </ol>
            {kind === 'file' && from !== undefined && (
              <>
                <h4 className={styles.reading}>
                  {from === answer.from ? 'What is read' : `As it is in ${layerName(from)}: nobody reads it there`}
                </h4>
                <FileView place={{ of: subject, path: answer.path, from }} version={writable} />
              </>
            )}
          </>
        )}
      </div>
    </>
  );
}

function useAnswer({ subject, writable }: Opened, path: string): { readonly answer?: Answer; readonly failure?: string } {
  const [state, setState] = useState<{ key: string; answer?: Answer; failure?: string }>();
  const key = JSON.stringify([subject, path]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` stands for subject and path; what is written may change the answer
  useEffect(() => {
    let current = true;
    whenStarted
      .then(({ insight }) => insight.which(subject, path))
      .then(
        (answer) => current && setState({ key, answer }),
        (error) => current && setState({ key, failure: messageOf(error) }),
      );
    return () => {
      current = false;
    };
  }, [key, writable]);
  return state?.key === key ? (state ?? {}) : {};
}

type Shown = Stop & { readonly key: string; readonly to?: LayerRef };

/** Layers in a row that have nothing to say are one line. */
function folded(stops: readonly Stop[]): Shown[] {
  const found: Shown[] = [];
  for (const stop of stops) {
    const last = found.at(-1);
    if (last && last.state === stop.state && stop.layer !== 'writable' && last.layer !== 'writable' && silent(stop))
      found[found.length - 1] = { ...last, to: stop.layer };
    else found.push({ ...stop, key: String(stop.layer) });
  }
  return found;
}

const silent = ({ state }: Stop) => state === 'passes' || state === 'unasked';
const stopWords = {
  answers: 'answers',
  deletes: 'whiteout: deleted here',
  hidden: 'has it, hidden',
  passes: 'no such name',
  unasked: 'not asked',
} as const;

function StopItem({ stop: { layer, to, state, size: bytes }, reading, onRead }: { stop: Shown; reading: boolean; onRead: () => void }) {
  const words = `${stopWords[state]}${bytes === undefined ? '' : `, ${size(bytes)}`}`;
  return (
    <li data-state={state}>
      <span className={stackStyles.number}>{to === undefined ? layerMark(layer) : `${layerMark(to)}–${layerMark(layer)}`}</span>
      {bytes !== undefined ? (
        <button type="button" aria-pressed={reading} onClick={onRead} title={`Read the copy in ${layerName(layer)}`}>
          {words}
        </button>
      ) : (
        <span>{words}</span>
      )}
    </li>
  );
}
