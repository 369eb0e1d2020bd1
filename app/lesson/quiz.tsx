import { useId, useState } from 'react';
import type { LessonRun, Quiz } from '../../engine/lesson/lesson.ts';
import { Button } from '../ui/button.tsx';
import styles from './lesson.module.css';
import { Inline, Text } from './markdown.tsx';

/** A question. The answer can be changed; each chosen option then says why it is right or not. */
export function QuizBlock({ quiz, run, answer }: { quiz: Quiz; run: LessonRun | undefined; answer: readonly number[] | undefined }) {
  const name = useId();
  const [draft, setDraft] = useState<readonly number[]>();
  const chosen = draft ?? answer ?? [];
  const given = draft === undefined && answer !== undefined;
  const choose = (index: number) => {
    if (!quiz.multiple) setDraft([index]);
    else setDraft(chosen.includes(index) ? chosen.filter((one) => one !== index) : [...chosen, index]);
  };
  return (
    <fieldset className={styles.quiz}>
      <legend className="visually-hidden">Question</legend>
      <Text nodes={quiz.question} />
      {quiz.multiple && <p className={styles.multiple}>More than one is right.</p>}
      {quiz.options.map((option, index) => {
        const mark = given && chosen.includes(index) ? (option.correct ? 'right' : 'wrong') : undefined;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: options have no other identity than their order, and keep it
          <label key={index} className={styles.option} data-mark={mark}>
            <input
              type={quiz.multiple ? 'checkbox' : 'radio'}
              name={name}
              checked={chosen.includes(index)}
              onChange={() => choose(index)}
            />
            <span>
              <Inline nodes={option.text} />
              {mark && option.explanation && (
                <span className={styles.explanation} role="status">
                  <Text nodes={option.explanation} />
                </span>
              )}
            </span>
          </label>
        );
      })}
      {!given && (
        <Button
          disabled={chosen.length === 0 || run === undefined}
          onClick={() => {
            run?.answer(quiz.id, chosen);
            setDraft(undefined);
          }}
        >
          Answer
        </Button>
      )}
    </fieldset>
  );
}
