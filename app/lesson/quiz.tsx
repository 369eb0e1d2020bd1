import { useId, useState } from 'react';
import { isRight, typedAnswer } from '../../engine/lesson/answers.ts';
import type { Answer, ChoiceQuiz, LessonRun, Quiz, TextQuiz } from '../../engine/lesson/lesson.ts';
import { Button } from '../ui/button.tsx';
import { Inline, Text } from './markdown.tsx';
import styles from './quiz.module.css';

interface QuizProps<Q extends Quiz> {
  readonly quiz: Q;
  readonly run: LessonRun | undefined;
  readonly answer: Answer | undefined;
}

/** A question. The answer can be changed; what was answered then says why it is right or not. */
export function QuizBlock({ quiz, run, answer }: QuizProps<Quiz>) {
  return (
    <fieldset className={styles.quiz}>
      <legend className={styles.legend}>Question</legend>
      <Text nodes={quiz.question} />
      {quiz.kind === 'text' ? <Typed quiz={quiz} run={run} answer={answer} /> : <Chosen quiz={quiz} run={run} answer={answer} />}
    </fieldset>
  );
}

function Chosen({ quiz, run, answer }: QuizProps<ChoiceQuiz>) {
  const name = useId();
  const [draft, setDraft] = useState<readonly number[]>();
  const isMultiple = quiz.kind === 'multiple';
  const given = draft === undefined && Array.isArray(answer);
  const chosen = draft ?? (typeof answer === 'string' ? [] : (answer ?? []));
  const choose = (index: number) => {
    if (!isMultiple) setDraft([index]);
    else setDraft(chosen.includes(index) ? chosen.filter((one) => one !== index) : [...chosen, index]);
  };
  const isMissing = given && isMultiple && !isRight(quiz, chosen) && chosen.every((index) => quiz.options[index]?.correct);
  return (
    <>
      {isMultiple && <p className={styles.aside}>More than one is right.</p>}
      {quiz.options.map((option, index) => {
        const mark = given && chosen.includes(index) ? (option.correct ? 'right' : 'wrong') : undefined;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: options have no other identity than their order, and keep it
          <label key={index} className={styles.option} data-mark={mark}>
            <input type={isMultiple ? 'checkbox' : 'radio'} name={name} checked={chosen.includes(index)} onChange={() => choose(index)} />
            <span>
              <Inline nodes={option.text} />
              {mark && (
                <span className={styles.explanation} role="status">
                  <span className="visually-hidden">{mark === 'right' ? 'Right. ' : 'Not right. '}</span>
                  {option.explanation && <Inline nodes={option.explanation} />}
                </span>
              )}
            </span>
          </label>
        );
      })}
      {isMissing && (
        <p className={styles.aside} role="status">
          Right so far. Something is missing.
        </p>
      )}
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
    </>
  );
}

function Typed({ quiz, run, answer }: QuizProps<TextQuiz>) {
  const [draft, setDraft] = useState<string>();
  const given = draft === undefined && typeof answer === 'string' ? answer : undefined;
  const text = draft ?? (typeof answer === 'string' ? answer : '');
  const typed = given === undefined ? undefined : typedAnswer(quiz, given);
  const right = typed?.correct === true;
  return (
    <form
      className={styles.typed}
      data-mark={given === undefined ? undefined : right ? 'right' : 'wrong'}
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() === '') return;
        run?.answer(quiz.id, text);
        setDraft(undefined);
      }}
    >
      <input
        type="text"
        value={text}
        aria-label="Your answer"
        placeholder="Your answer"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        onChange={(event) => setDraft(event.target.value)}
      />
      <Button submit disabled={run === undefined || text.trim() === '' || right}>
        Answer
      </Button>
      {given !== undefined && (
        <div className={styles.explanation} role="status">
          {right ? 'Right. ' : 'Not right. '}
          {typed?.explanation && <Inline nodes={typed.explanation} />}
          {right && quiz.explanation && <Text nodes={quiz.explanation} />}
        </div>
      )}
    </form>
  );
}
