import { useEffect, useRef } from 'react';
import type { Check, Lesson, LessonRun, Step } from '../../engine/lesson/lesson.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Icon } from '../ui/icons.tsx';
import { Blocks } from './blocks.tsx';
import { useLesson } from './follow.ts';
import styles from './lesson.module.css';

export function LessonPanel({ lessons }: { lessons: readonly Lesson[] }) {
  const [lesson] = lessons;
  return lesson ? <LessonView lesson={lesson} /> : null;
}

function LessonView({ lesson }: { lesson: Lesson }) {
  const { run, progress } = useLesson(lesson);
  const scroller = useRef<HTMLDivElement>(null);
  const at = Math.max(
    0,
    lesson.steps.findIndex(({ id }) => id === progress.step),
  );
  const step = lesson.steps[at];
  const done = (one: Step) => one.checks.every(({ id }) => progress.met.includes(id));
  const finished = lesson.steps.every(done);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another step starts at its top
  useEffect(() => {
    scroller.current?.scrollTo({ top: 0 });
  }, [at]);
  if (step === undefined) return null;
  const go = (index: number) => {
    const target = lesson.steps[index];
    if (target) run?.visit(target.id);
  };
  return (
    <div className={styles.panel} lang={lesson.language}>
      <header className={styles.header}>
        <div className={styles.title}>
          <h2>{lesson.title}</h2>
          <span className={styles.minutes}>{lesson.duration} min</span>
          {progress.met.length > 0 && <IconButton icon="refresh" label="Start the lesson again" onClick={() => run?.reset()} />}
        </div>
        <ol className={styles.steps}>
          {lesson.steps.map((one, index) => (
            <li key={one.id}>
              <button
                type="button"
                aria-current={index === at ? 'step' : undefined}
                aria-label={`Step ${index + 1}: ${one.title}${done(one) ? ', done' : ''}`}
                title={one.title}
                data-done={done(one)}
                onClick={() => go(index)}
              />
            </li>
          ))}
        </ol>
      </header>
      <div ref={scroller} className={styles.scroller}>
        <article className={styles.text}>
          <p className={styles.counter}>
            Step {at + 1} of {lesson.steps.length}
          </p>
          <h3 className={styles.stepTitle}>{step.title}</h3>
          <Blocks blocks={step.body} run={run} answers={progress.answers} />
        </article>
        <Checks step={step} met={progress.met} />
        {finished && (
          <p className={styles.finished}>
            <Icon name="check" /> You have done the whole lesson.
          </p>
        )}
      </div>
      <Footer run={run} at={at} count={lesson.steps.length} done={done(step)} go={go} />
    </div>
  );
}

function Checks({ step, met }: { step: Step; met: readonly string[] }) {
  return (
    <ul className={styles.checks} aria-label="What this step checks" aria-live="polite">
      {step.checks.map((check) => (
        <CheckItem key={check.id} check={check} met={met.includes(check.id)} />
      ))}
    </ul>
  );
}

function CheckItem({ check, met }: { check: Check; met: boolean }) {
  return (
    <li className={styles.check} data-met={met}>
      <span className={styles.mark}>{met && <Icon name="check" size={12} />}</span>
      <span>
        {check.title}
        <span className="visually-hidden">{met ? ': done' : ': not yet'}</span>
        {!met && check.hint && (
          <details className={styles.hint}>
            <summary>Hint</summary>
            {check.hint}
          </details>
        )}
      </span>
    </li>
  );
}

function Footer({
  run,
  at,
  count,
  done,
  go,
}: {
  run: LessonRun | undefined;
  at: number;
  count: number;
  done: boolean;
  go: (index: number) => void;
}) {
  return (
    <footer className={styles.footer}>
      <Button kind="quiet" icon="arrowLeft" disabled={at === 0 || run === undefined} onClick={() => go(at - 1)}>
        Back
      </Button>
      {at < count - 1 && (
        <Button kind={done ? 'primary' : 'plain'} disabled={run === undefined} onClick={() => go(at + 1)}>
          Next
          <Icon name="arrowRight" size={14} />
        </Button>
      )}
    </footer>
  );
}
