import { useState } from 'react';
import { findQuiz } from '../../engine/lesson/answers.ts';
import type { Lesson, Progress, Step } from '../../engine/lesson/lesson.ts';
import { commandsOf } from '../../engine/lesson/script.ts';
import { Button } from '../ui/button.tsx';
import { RunBlock } from './blocks.tsx';
import styles from './checks.module.css';
import { useWords } from './language.ts';
import { Inline } from './markdown.tsx';

/** Docker commands or wrong answers after which a step offers to show how it is done. */
const enough = 4;

/** How the step is done. It types nothing by itself: each line is there to be clicked. */
export function ShowSolution({ lesson, step, progress }: { lesson: Lesson; step: Step; progress: Progress }) {
  const words = useWords();
  const [shown, setShown] = useState(false);
  const solution = lesson.solution[step.id];
  const open = step.checks.filter(({ id }) => !progress.met.includes(id));
  if (solution === undefined || open.length === 0) return null;
  const tries = Math.max(...open.map(({ id }) => progress.tries[id] ?? 0));
  // Where there is nothing to do with docker no tries are counted.
  const hasDocker = /\bdocker\b/.test(solution.script);
  if (hasDocker && tries < enough) return null;
  if (!shown) {
    return (
      <p className={styles.offer}>
        <Button kind="quiet" lang={words.language} onClick={() => setShown(true)}>
          {words.solution.show}
        </Button>
      </p>
    );
  }
  return (
    <section className={styles.solution} aria-label={words.solution.title}>
      <h4 lang={words.language}>{words.solution.title}</h4>
      {Object.entries(solution.answers).map(([id, answer]) => {
        const quiz = findQuiz(lesson, id);
        if (quiz === undefined) return null;
        return (
          <p key={id}>
            <span lang={words.language}>{words.solution.answer}</span>{' '}
            {quiz.kind === 'text' || typeof answer === 'string' ? (
              <code>{String(answer)}</code>
            ) : (
              answer.map((index) => (
                <span key={index} className={styles.answer} lang={lesson.language}>
                  <Inline nodes={quiz.options[index]?.text ?? []} />
                </span>
              ))
            )}
          </p>
        );
      })}
      {commandsOf(solution.script).map((command, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a solution keep their order
        <RunBlock key={index} command={command} {...(index === 0 && { folder: '/workspace' })} />
      ))}
    </section>
  );
}
