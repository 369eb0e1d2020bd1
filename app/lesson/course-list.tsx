import { useEffect, useState } from 'react';
import { Icon } from '../ui/icons.tsx';
import { openLesson } from './choice.ts';
import styles from './course.module.css';
import { type CourseEntry, type Standing, standingOf } from './course.ts';
import { progressStore } from './follow.ts';

/** All lessons: what each undoes, how long it takes, how far one is. `unknown`: a lesson that was asked for and is not there. */
export function CourseList({ course, unknown }: { course: readonly CourseEntry[]; unknown?: string }) {
  const [standings, setStandings] = useState<ReadonlyMap<string, Standing>>(new Map());
  useEffect(() => {
    setStandings(new Map(course.map((entry) => [entry.id, standingOf(entry, progressStore.load(entry.id))])));
  }, [course]);
  return (
    <div className={styles.scroller}>
      <header className={styles.header}>
        <h2>Lessons</h2>
        <p>Each is done with real objects, in the machine on this page.</p>
      </header>
      {unknown !== undefined && (
        <p className={styles.unknown} role="alert">
          There is no lesson <code>{unknown}</code> here. These are there:
        </p>
      )}
      <ol className={styles.list}>
        {course.map((entry) => (
          <li key={entry.id}>
            <button type="button" className={styles.entry} data-lesson={entry.id} onClick={() => openLesson(entry.id)}>
              <span className={styles.number}>{entry.order}</span>
              <span className={styles.words}>
                <strong>{entry.title}</strong>
                <span className={styles.summary}>{entry.summary}</span>
                {entry.misconception && <span className={styles.belief}>“{entry.misconception}”</span>}
                <span className={styles.facts}>
                  {entry.duration} min
                  {entry.languages.length > 1 && <span>{entry.languages.join(', ')}</span>}
                  <Progress standing={standings.get(entry.id)} count={entry.steps.length} />
                </span>
              </span>
            </button>
          </li>
        ))}
      </ol>
    </div>
  );
}

function Progress({ standing, count }: { standing: Standing | undefined; count: number }) {
  if (standing === undefined || standing.kind === 'new') return <span>{count} steps</span>;
  if (standing.kind === 'begun') {
    return (
      <span className={styles.begun}>
        Step {standing.step} of {count}
      </span>
    );
  }
  return (
    <span className={styles.done}>
      <Icon name="check" size={12} /> Done
    </span>
  );
}
