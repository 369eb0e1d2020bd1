import { useEffect, useState } from 'react';
import { messageOf } from '../../engine/base/errors.ts';
import type { Lesson, LessonRun, Made } from '../../engine/lesson/lesson.ts';
import { toRemove } from '../../engine/lesson/reset.ts';
import { whenStarted } from '../session/engine.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { containerName } from '../ui/format.ts';
import { useWords } from './language.ts';
import styles from './reset.module.css';
import type { Words } from './words.ts';

interface ResetProps {
  readonly lesson: Lesson;
  readonly run: LessonRun;
  /** Index of the step that is seen. */
  readonly at: number;
  readonly onClose: () => void;
  /** Which step begins again. */
  readonly onDone: (step: number) => void;
}

/** Begins the step or the lesson again, and says before what goes. */
export function ResetDialog({ lesson, run, at, onClose, onDone }: ResetProps) {
  const words = useWords();
  const [from, setFrom] = useState(at);
  const [state, setState] = useState<'asking' | 'working' | 'failed'>('asking');
  const [failure, setFailure] = useState('');
  const { made, step: current } = run.progress();
  const earlier = lesson.steps.slice(0, from);
  const gone = useNames(
    toRemove(made, (id) => earlier.some((step) => step.id === id)),
    words.reset,
  );
  const files = Object.entries(made.files);
  const reset = async () => {
    setState('working');
    try {
      await run.reset(lesson.steps[from]?.id);
      onDone(from);
    } catch (error) {
      setFailure(messageOf(error));
      setState('failed');
    }
  };
  const working = lesson.steps.findIndex(({ id }) => id === current);
  return (
    <Dialog title={words.reset.title} close={words.reset.close} onClose={() => state !== 'working' && onClose()}>
      {state === 'asking' && (
        <form
          className={styles.form}
          onSubmit={(event) => {
            event.preventDefault();
            void reset();
          }}
        >
          {at > 0 && (
            <fieldset className={styles.from}>
              <legend className="visually-hidden">{words.reset.from}</legend>
              {[at, 0].map((index) => (
                <label key={index}>
                  <input type="radio" name="from" checked={from === index} onChange={() => setFrom(index)} />
                  {index === 0 ? words.reset.lesson : words.reset.step(lesson.steps[index]?.title ?? '')}
                </label>
              ))}
            </fieldset>
          )}
          <Names title={words.reset.removed} names={[...gone, ...files.filter(([, before]) => before === null).map(([path]) => path)]} />
          <Names title={words.reset.restored} names={files.filter(([, before]) => before !== null).map(([path]) => path)} />
          {gone.length + files.length === 0 && <p>{words.reset.nothing}</p>}
          {from > 0 && <p>{words.reset.replayed}</p>}
          <p className={styles.aside}>{words.reset.rest}</p>
          <div className={styles.buttons}>
            <Button onClick={onClose}>{words.reset.cancel}</Button>
            <Button submit kind="primary">
              {words.reset.begin}
            </Button>
          </div>
        </form>
      )}
      {state === 'working' && (
        <p className={styles.working} role="status">
          {working > 0 ? words.reset.replaying(working + 1, from) : words.reset.restoring}
        </p>
      )}
      {state === 'failed' && (
        <div className={styles.form}>
          <p role="alert" lang="en">
            {failure}
          </p>
          {current !== lesson.steps[at]?.id && <p className={styles.aside}>{words.reset.atFirstStep}</p>}
          <div className={styles.buttons}>
            <Button onClick={onClose}>{words.reset.close}</Button>
          </div>
        </div>
      )}
    </Dialog>
  );
}

function Names({ title, names }: { title: string; names: readonly string[] }) {
  if (names.length === 0) return null;
  return (
    <div>
      <p>{title}</p>
      <ul className={styles.names}>
        {names.map((name) => (
          <li key={name}>{name}</li>
        ))}
      </ul>
    </div>
  );
}

/** As the learner knows them: containers and networks by name. An image that has a reference is told once. */
function useNames(objects: Made['objects'], words: Words['reset']): string[] {
  const [names, setNames] = useState<ReadonlyMap<string, string>>(new Map());
  useEffect(() => {
    void whenStarted.then(async ({ docker }) => {
      const [containers, networks] = await Promise.all([docker.containers.list({ all: true }), docker.networks.list()]);
      const pairs = containers.map((container): [string, string] => [container.Id, containerName(container)]);
      setNames(new Map([...pairs, ...networks.map(({ Id, Name }): [string, string] => [Id, Name])]));
    });
  }, []);
  const references = objects.filter(({ type, id }) => type === 'image' && !id.startsWith('sha256:'));
  const bare = objects.filter(({ type, id }) => type === 'image' && id.startsWith('sha256:')).length - references.length;
  const cache = objects.filter(({ type }) => type === 'cache').length;
  return [
    ...objects.flatMap(({ type, id }) => (type === 'image' || type === 'cache' ? [] : [words[type](names.get(id) ?? id.slice(0, 12))])),
    ...references.map(({ id, before }) => (before === undefined ? words.image(id) : words.imageBack(id))),
    ...(cache > 0 ? [words.cacheRecords(cache)] : []),
    ...(bare > 0 ? [words.namelessImages(bare)] : []),
  ];
}
