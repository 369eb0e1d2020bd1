import { useEffect, useState } from 'react';
import { messageOf } from '../../engine/base/errors.ts';
import type { Lesson, LessonRun, Made } from '../../engine/lesson/lesson.ts';
import { toRemove } from '../../engine/lesson/reset.ts';
import { whenStarted } from '../session/engine.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { containerName } from '../ui/format.ts';
import styles from './reset.module.css';

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
  const [from, setFrom] = useState(at);
  const [state, setState] = useState<'asking' | 'working' | 'failed'>('asking');
  const [failure, setFailure] = useState('');
  const { made, step: current } = run.progress();
  const earlier = lesson.steps.slice(0, from);
  const gone = useNames(toRemove(made, (id) => earlier.some((step) => step.id === id)));
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
    <Dialog title="Begin again" onClose={() => state !== 'working' && onClose()}>
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
              <legend className="visually-hidden">From where</legend>
              {[at, 0].map((index) => (
                <label key={index}>
                  <input type="radio" name="from" checked={from === index} onChange={() => setFrom(index)} />
                  {index === 0 ? 'The whole lesson' : `This step: ${lesson.steps[index]?.title}`}
                </label>
              ))}
            </fieldset>
          )}
          <Names title="Will be removed" names={[...gone, ...files.filter(([, before]) => before === null).map(([path]) => path)]} />
          <Names title="Will be as before the lesson" names={files.filter(([, before]) => before !== null).map(([path]) => path)} />
          {gone.length + files.length === 0 && <p>Nothing was made in this lesson yet, so nothing is removed.</p>}
          {from > 0 && <p>Then the steps before are carried out again for you.</p>}
          <p className={styles.aside}>What is not of this lesson stays as it is.</p>
          <div className={styles.buttons}>
            <Button onClick={onClose}>Cancel</Button>
            <Button submit kind="primary">
              Begin again
            </Button>
          </div>
        </form>
      )}
      {state === 'working' && (
        <p className={styles.working} role="status">
          {working > 0 ? `Carrying out step ${working + 1} of ${from}` : 'Putting things back'}
        </p>
      )}
      {state === 'failed' && (
        <div className={styles.form}>
          <p role="alert">{failure}</p>
          {current !== lesson.steps[at]?.id && <p className={styles.aside}>The lesson stands at its first step now.</p>}
          <div className={styles.buttons}>
            <Button onClick={onClose}>Close</Button>
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
function useNames(objects: Made['objects']): string[] {
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
    ...objects
      .filter(({ type }) => type !== 'image' && type !== 'cache')
      .map(({ type, id }) => `${type} ${names.get(id) ?? id.slice(0, 12)}`),
    ...references.map(({ id, before }) => (before === undefined ? `image ${id}` : `image ${id} (back to what it was)`)),
    ...(cache > 0 ? [`${cache} ${cache === 1 ? 'record' : 'records'} of the build cache`] : []),
    ...(bare > 0 ? [`${bare} ${bare === 1 ? 'image' : 'images'} without a name`] : []),
  ];
}
