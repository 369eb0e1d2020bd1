import { useId } from 'react';
import type { LessonRun, Predict, Progress } from '../../engine/lesson/lesson.ts';
import { Icon } from '../ui/icons.tsx';
import { useWords } from './language.ts';
import { Inline, Text } from './markdown.tsx';
import styles from './quiz.module.css';
import type { Words } from './words.ts';

interface PredictProps {
  readonly predict: Predict;
  readonly run: LessonRun | undefined;
  readonly state: Progress['predictions'][string] | undefined;
}

/** Choose first, then run: the learner's own engine says what happened. */
export function PredictBlock({ predict, run, state }: PredictProps) {
  const name = useId();
  const words = useWords();
  const choice = state?.choice ?? -1;
  const outcome = state?.outcome;
  const graded = outcome !== undefined && choice >= 0;
  return (
    <fieldset className={styles.quiz} data-predict={predict.id} data-graded={graded}>
      <legend className={styles.legend} lang={words.language}>
        {words.predict.title}
      </legend>
      <Text nodes={predict.question} />
      {predict.options.map((option, index) => {
        const mark = graded ? (index === outcome ? 'right' : index === choice ? 'guess' : undefined) : undefined;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: options have no other identity than their order, and keep it
          <label key={index} className={styles.option} data-mark={mark} data-locked={graded}>
            <input
              type="radio"
              name={name}
              checked={choice === index}
              disabled={graded || run === undefined}
              onChange={() => run?.predict(predict.id, index)}
            />
            <span>
              <Inline nodes={option.text} />
              {mark && (
                <span className={styles.explanation}>
                  <span className={styles.tag} lang={words.language}>
                    {mark === 'right' && <Icon name="check" size={12} />}
                    {mark === 'right' ? words.predict.happened : words.predict.expected}
                  </span>
                  {option.explanation && <Inline nodes={option.explanation} />}
                </span>
              )}
            </span>
          </label>
        );
      })}
      <p className={styles.aside} role="status" lang={words.language}>
        {sentence(words.predict, choice, outcome)}
      </p>
    </fieldset>
  );
}

function sentence(words: Words['predict'], choice: number, outcome: number | undefined): string {
  if (outcome === undefined) return choice < 0 ? words.choose : words.chosen;
  if (choice < 0) return words.late;
  if (outcome < 0) return words.none;
  return choice === outcome ? words.right : words.wrong;
}
