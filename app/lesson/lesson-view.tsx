import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { CheckState, Lesson, Step } from '../../engine/lesson/lesson.ts';
import { useStore } from '../session/store.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Icon } from '../ui/icons.tsx';
import { Blocks } from './blocks.tsx';
import { Checks } from './checks.tsx';
import { arrived, choice, chooseLanguage, openCourse, openLesson } from './choice.ts';
import { type CourseEntry, textOf } from './course.ts';
import { useLesson } from './follow.ts';
import { Shown, useWords } from './language.ts';
import styles from './lesson.module.css';
import { ResetDialog } from './reset-dialog.tsx';
import { ShowSolution } from './solution.tsx';
import { wordsOf } from './words.ts';

interface LessonViewProps {
  readonly lesson: Lesson;
  /** Images are below it. */
  readonly base: string;
  /** Not only the first step's text, while the rest is on its way. */
  readonly isWhole: boolean;
  readonly languages: readonly string[];
  /** The lesson after this one. */
  readonly next?: CourseEntry;
}

/** One lesson, a step at a time. */
export function LessonView({ lesson, base, isWhole, languages, next }: LessonViewProps) {
  const { run, progress } = useLesson(lesson, isWhole);
  const words = wordsOf(lesson.language);
  const [resetting, setResetting] = useState(false);
  const scroller = useRef<HTMLDivElement>(null);
  const title = useRef<HTMLHeadingElement>(null);
  const asked = useStore(choice)?.step;
  // What the address asks for is shown at once, and visited when there is a run.
  const wanted = asked === undefined ? undefined : (lesson.steps[Number(asked) - 1]?.id ?? asked);
  const place = (id: string | undefined) => lesson.steps.findIndex((one) => one.id === id);
  const at = Math.max(0, place(wanted) < 0 ? place(progress.step) : place(wanted));
  const step = lesson.steps[at];
  const done = (one: Step) => progress.met.length > 0 && one.checks.every(({ id }) => progress.met.includes(id));
  const finished = isWhole && lesson.steps.every(done);

  const go = (index: number) => {
    const target = lesson.steps[index];
    if (target === undefined || run === undefined) return;
    run.visit(target.id);
    scroller.current?.scrollTo({ top: 0 });
    // The new step is read out from its title.
    requestAnimationFrame(() => title.current?.focus());
  };
  useEffect(() => {
    if (run === undefined || wanted === undefined) return;
    if (lesson.steps.some(({ id }) => id === wanted)) run.visit(wanted);
    arrived();
  }, [run, wanted, lesson]);

  if (step === undefined) return null;
  const states = run?.state(step.id).checks ?? step.checks.map(({ id }): CheckState => ({ id, met: progress.met.includes(id), hints: [] }));
  return (
    <Shown value={{ language: lesson.language, images: base }}>
      <div className={styles.panel} lang={words.language} data-lesson={lesson.id} data-ready={run !== undefined}>
        <header className={styles.header}>
          <div className={styles.title}>
            <IconButton icon="arrowLeft" label={words.allLessons} onClick={openCourse} />
            <h2 lang={lesson.language}>{lesson.title}</h2>
            <span className={styles.minutes}>{words.minutes(lesson.duration)}</span>
            <Languages languages={languages} current={lesson.language} />
            <IconButton icon="refresh" label={words.reset.open} disabled={run === undefined} onClick={() => setResetting(true)} />
          </div>
          <ol className={styles.steps}>
            {lesson.steps.map((one, index) => (
              <li key={one.id}>
                <button
                  type="button"
                  aria-current={index === at ? 'step' : undefined}
                  aria-label={(done(one) ? words.stepNamedDone : words.stepNamed)(index + 1, one.title)}
                  title={one.title}
                  data-done={done(one)}
                  onClick={() => go(index)}
                />
              </li>
            ))}
          </ol>
        </header>
        <div ref={scroller} className={styles.scroller}>
          <article className={styles.text} lang={lesson.language} data-step={step.id}>
            <p className={styles.counter} lang={words.language}>
              {words.stepOf(at + 1, lesson.steps.length)}
            </p>
            <h3 ref={title} tabIndex={-1} className={styles.stepTitle}>
              {step.title}
            </h3>
            <Blocks key={`${lesson.id} ${step.id}`} blocks={step.body} run={run} progress={progress} />
          </article>
          <Checks step={step} states={states} />
          {isWhole && <ShowSolution key={`${lesson.id} ${step.id}`} lesson={lesson} step={step} progress={progress} />}
          <Announcer step={step} states={states} />
          {finished && (
            <div className={styles.finished} role="status">
              <p>
                <Icon name="check" /> {words.wholeLessonDone}
              </p>
              {next && (
                <Button kind="primary" onClick={() => openLesson(next.id)}>
                  <span>
                    {words.nextLesson} <span lang={textOf(next, lesson.language).language}>{textOf(next, lesson.language).title}</span>
                  </span>
                </Button>
              )}
            </div>
          )}
        </div>
        <Footer ready={run !== undefined} at={at} count={lesson.steps.length} done={done(step)} go={go} />
        {resetting && run && (
          <ResetDialog
            lesson={lesson}
            run={run}
            at={at}
            onClose={() => setResetting(false)}
            onDone={(index) => {
              setResetting(false);
              go(index);
            }}
          />
        )}
      </div>
    </Shown>
  );
}

function Languages({ languages, current }: { languages: readonly string[]; current: string }): ReactNode {
  const words = useWords();
  if (languages.length < 2) return null;
  return (
    <select
      className={styles.languages}
      aria-label={words.chooseLanguage}
      value={current}
      onChange={(event) => chooseLanguage(event.target.value)}
    >
      {languages.map((language) => (
        <option key={language} value={language} lang={language}>
          {nameOf(language)}
        </option>
      ))}
    </select>
  );
}

/** `es`: `español`. */
const nameOf = (language: string): string => new Intl.DisplayNames([language], { type: 'language' }).of(language) ?? language;

/** Says what has just been met. The checks themselves are not live: a hint among them would read them all out. */
function Announcer({ step, states }: { step: Step; states: readonly CheckState[] }) {
  const words = useWords();
  const before = useRef<{ step: string; met: readonly string[] }>({ step: step.id, met: [] });
  const [said, setSaid] = useState('');
  const met = states.filter((state) => state.met).map(({ id }) => id);
  const key = met.join(' ');
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` stands for what was met
  useEffect(() => {
    const known = before.current.step === step.id ? before.current.met : met;
    const fresh = step.checks.filter(({ id }) => met.includes(id) && !known.includes(id));
    before.current = { step: step.id, met };
    if (fresh.length === 0) return;
    const isDone = met.length === step.checks.length;
    setSaid([words.nowDone(fresh.map(({ title }) => title).join('. ')), ...(isDone ? [words.stepIsDone] : [])].join(' '));
  }, [step, key]);
  return (
    <p className="visually-hidden" role="status">
      {said}
    </p>
  );
}

interface FooterProps {
  readonly ready: boolean;
  readonly at: number;
  readonly count: number;
  readonly done: boolean;
  readonly go: (index: number) => void;
}

function Footer({ ready, at, count, done, go }: FooterProps) {
  const words = useWords();
  return (
    <footer className={styles.footer}>
      <Button kind="quiet" icon="arrowLeft" disabled={at === 0 || !ready} onClick={() => go(at - 1)}>
        {words.back}
      </Button>
      {at < count - 1 && (
        <Button kind={done ? 'primary' : 'plain'} disabled={!ready} onClick={() => go(at + 1)}>
          {words.next}
          <Icon name="arrowRight" size={14} />
        </Button>
      )}
    </footer>
  );
}
