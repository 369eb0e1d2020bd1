import { useId } from 'react';
import type { LessonRun, Predict, Progress } from '../../engine/lesson/lesson.ts';
import { Icon } from '../ui/icons.tsx';
import { Inline, Text } from './markdown.tsx';
import styles from './quiz.module.css';

interface PredictProps {
  readonly predict: Predict;
  readonly run: LessonRun | undefined;
  readonly state: Progress['predictions'][string] | undefined;
}

/** Choose first, then run: the learner's own engine says what happened. */
export function PredictBlock({ predict, run, state }: PredictProps) {
  const name = useId();
  const choice = state?.choice ?? -1;
  const outcome = state?.outcome;
  const graded = outcome !== undefined && choice >= 0;
  return (
    <fieldset className={styles.quiz} data-predict={predict.id} data-graded={graded}>
      <legend className={styles.legend}>What will happen?</legend>
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
                  <span className={styles.tag}>
                    {mark === 'right' && <Icon name="check" size={12} />}
                    {mark === 'right' ? 'This happened' : 'You expected this'}
                  </span>
                  {option.explanation && <Inline nodes={option.explanation} />}
                </span>
              )}
            </span>
          </label>
        );
      })}
      <p className={styles.aside} role="status">
        {sentence(choice, outcome)}
      </p>
    </fieldset>
  );
}

function sentence(choice: number, outcome: number | undefined): string {
  if (outcome === undefined) return choice < 0 ? 'Choose before you run it.' : 'Now run it. You can change your mind until then.';
  if (choice < 0) return 'It has happened already. What do you think it was?';
  if (outcome < 0) return 'None of these happened here.';
  return choice === outcome ? 'It went as you expected.' : 'It went another way than you expected. Good to know.';
}
