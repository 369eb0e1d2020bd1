import { useEffect, useState } from 'react';
import { Icon } from '../ui/icons.tsx';
import { openLesson } from './choice.ts';
import styles from './course.module.css';
import { type CourseEntry, type Standing, standingOf, textOf } from './course.ts';
import { progressStore } from './follow.ts';
import { type Words, wordsOf } from './words.ts';

interface CourseProps {
  readonly course: readonly CourseEntry[];
  /** The wanted one; a lesson that does not have it is listed in its original. */
  readonly language: string;
  /** A lesson that was asked for and is not there. */
  readonly unknown?: string;
}

/** All lessons: what each undoes, how long it takes, how far one is. */
export function CourseList({ course, language, unknown }: CourseProps) {
  const words = wordsOf(language);
  const [standings, setStandings] = useState<ReadonlyMap<string, Standing>>(new Map());
  useEffect(() => {
    setStandings(new Map(course.map((entry) => [entry.id, standingOf(entry, progressStore.load(entry.id))])));
  }, [course]);
  return (
    <div className={styles.scroller} lang={words.language}>
      <header className={styles.header}>
        <h2>{words.lessons}</h2>
        <p>{words.introduction}</p>
      </header>
      {unknown !== undefined && (
        <p className={styles.unknown} role="alert">
          {words.unknownLesson(unknown)}
        </p>
      )}
      <ol className={styles.list}>
        {course.map((entry) => (
          <li key={entry.id}>
            <Entry entry={entry} text={textOf(entry, language)} standing={standings.get(entry.id)} words={words} />
          </li>
        ))}
      </ol>
    </div>
  );
}

interface EntryProps {
  readonly entry: CourseEntry;
  readonly text: ReturnType<typeof textOf>;
  readonly standing: Standing | undefined;
  readonly words: Words;
}

function Entry({ entry, text, standing, words }: EntryProps) {
  return (
    <button type="button" className={styles.entry} lang={text.language} data-lesson={entry.id} onClick={() => openLesson(entry.id)}>
      <span className={styles.number}>{entry.order}</span>
      <span className={styles.words}>
        <strong>{text.title}</strong>
        <span className={styles.summary}>{text.summary}</span>
        {text.misconception && <span className={styles.belief}>“{text.misconception}”</span>}
        <span className={styles.facts} lang={words.language}>
          {words.minutes(entry.duration)}
          {entry.languages.length > 1 && <span>{entry.languages.join(', ')}</span>}
          <Progress standing={standing} count={entry.steps.length} words={words} />
        </span>
      </span>
    </button>
  );
}

function Progress({ standing, count, words }: { standing: Standing | undefined; count: number; words: Words }) {
  if (standing === undefined || standing.kind === 'new') return <span>{words.steps(count)}</span>;
  if (standing.kind === 'begun') return <span className={styles.begun}>{words.stepOf(standing.step, count)}</span>;
  return (
    <span className={styles.done}>
      <Icon name="check" size={12} /> {words.lessonDone}
    </span>
  );
}
