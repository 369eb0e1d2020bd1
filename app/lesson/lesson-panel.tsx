import { useEffect, useState } from 'react';
import type { Lesson } from '../../engine/lesson/lesson.ts';
import { useStore } from '../session/store.ts';
import { Button } from '../ui/button.tsx';
import { choice, loadChoice } from './choice.ts';
import { type CourseEntry, textOf } from './course.ts';
import { CourseList } from './course-list.tsx';
import styles from './lesson.module.css';
import { LessonView } from './lesson-view.tsx';
import { type Fault, imagesOf, useLessonText, usePreview } from './source.ts';
import { wordsOf } from './words.ts';

export interface LessonPanelProps {
  readonly course: readonly CourseEntry[];
  /** The first lesson with its first step: it stands in the page's HTML. */
  readonly opening?: Lesson | undefined;
}

/** The course, or the lesson that was chosen. */
export function LessonPanel({ course, opening }: LessonPanelProps) {
  const chosen = useStore(choice);
  useEffect(() => loadChoice(course[0]?.id), [course]);
  if (chosen?.preview) return <Preview />;
  const id = chosen === undefined ? opening?.id : chosen.lesson;
  const entry = course.find((one) => one.id === id);
  if (entry === undefined)
    return <CourseList course={course} language={chosen?.language ?? 'en'} {...(id !== undefined && { unknown: id })} />;
  const language = entry.languages.find((one) => one === chosen?.language) ?? entry.languages[0] ?? 'en';
  const next = course[course.indexOf(entry) + 1];
  return <OneLesson key={entry.id} entry={entry} language={language} opening={opening} {...(next && { next })} />;
}

interface OneLessonProps {
  readonly entry: CourseEntry;
  readonly language: string;
  readonly opening: Lesson | undefined;
  readonly next?: CourseEntry;
}

function OneLesson({ entry, language, opening, next }: OneLessonProps) {
  const [attempt, setAttempt] = useState(0);
  const loaded = useLessonText(entry.id, language, attempt);
  const shown = loaded.kind === 'lesson' ? loaded.lesson : opening;
  if (loaded.kind === 'failed') {
    const words = wordsOf(language);
    return (
      <div className={styles.message} role="alert" lang={words.language}>
        <p>
          {words.notFetched} <span lang="en">{loaded.message}</span>
        </p>
        <Button icon="refresh" onClick={() => setAttempt(attempt + 1)}>
          {words.tryAgain}
        </Button>
      </div>
    );
  }
  if (shown === undefined || shown.id !== entry.id || shown.language !== language) {
    const { title, ...text } = textOf(entry, language);
    return (
      <p className={styles.message} lang={text.language}>
        {title}
      </p>
    );
  }
  return (
    <LessonView
      lesson={shown}
      base={imagesOf(entry.id)}
      isWhole={loaded.kind === 'lesson'}
      languages={entry.languages}
      {...(next && { next })}
    />
  );
}

function Preview() {
  const loaded = usePreview();
  if (loaded.kind === 'loading') return <p className={styles.message}>Preview</p>;
  if (loaded.kind === 'faults') return <Faults faults={loaded.faults} />;
  if (loaded.kind === 'failed') {
    return (
      <p className={styles.message} role="alert">
        There is no lesson to preview: {loaded.message}
      </p>
    );
  }
  return <LessonView lesson={loaded.lesson} base={loaded.base} isWhole languages={[loaded.lesson.language]} />;
}

function Faults({ faults }: { faults: readonly Fault[] }) {
  return (
    <div className={styles.message} role="alert">
      <p>The lesson cannot be read:</p>
      <ul className={styles.faults}>
        {faults.map(({ file, line, message }) => (
          <li key={`${file}:${line} ${message}`}>
            <code>
              {file}:{line}
            </code>
            {message}
          </li>
        ))}
      </ul>
    </div>
  );
}
