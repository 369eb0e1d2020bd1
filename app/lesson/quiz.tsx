import { useId, useState } from 'react';
import { isRight, typedAnswer } from '../../engine/lesson/answers.ts';
import type { Answer, ChoiceQuiz, LessonRun, Quiz, TextQuiz } from '../../engine/lesson/lesson.ts';
import { Button } from '../ui/button.tsx';
import { useWords } from './language.ts';
import { Inline, Text } from './markdown.tsx';
import styles from './quiz.module.css';

interface QuizProps<Q extends Quiz> {
  readonly quiz: Q;
  readonly run: LessonRun | undefined;
  readonly answer: Answer | undefined;
}

/** A question. The answer can be changed; what was answered then says why it is right or not. */
export function QuizBlock({ quiz, run, answer }: QuizProps<Quiz>) {
  const words = useWords();
  return (
    <fieldset className={styles.quiz}>
      <legend className={styles.legend} lang={words.language}>
        {words.quiz.title}
      </legend>
      <Text nodes={quiz.question} />
      {quiz.kind === 'text' ? <Typed quiz={quiz} run={run} answer={answer} /> : <Chosen quiz={quiz} run={run} answer={answer} />}
    </fieldset>
  );
}

function Chosen({ quiz, run, answer }: QuizProps<ChoiceQuiz>) {
  const name = useId();
  const words = useWords();
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
      {isMultiple && (
        <p className={styles.aside} lang={words.language}>
          {words.quiz.several}
        </p>
      )}
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
                  <span className="visually-hidden" lang={words.language}>
                    {words.quiz[mark]}{' '}
                  </span>
                  {option.explanation && <Inline nodes={option.explanation} />}
                </span>
              )}
            </span>
          </label>
        );
      })}
      {isMissing && (
        <p className={styles.aside} role="status" lang={words.language}>
          {words.quiz.incomplete}
        </p>
      )}
      {!given && (
        <Button
          lang={words.language}
          disabled={chosen.length === 0 || run === undefined}
          onClick={() => {
            run?.answer(quiz.id, chosen);
            setDraft(undefined);
          }}
        >
          {words.quiz.answer}
        </Button>
      )}
    </>
  );
}

function Typed({ quiz, run, answer }: QuizProps<TextQuiz>) {
  const words = useWords();
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
        aria-label={words.quiz.yourAnswer}
        placeholder={words.quiz.yourAnswer}
        lang={words.language}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        onChange={(event) => setDraft(event.target.value)}
      />
      <Button submit lang={words.language} disabled={run === undefined || text.trim() === '' || right}>
        {words.quiz.answer}
      </Button>
      {given !== undefined && (
        <div className={styles.explanation} role="status">
          <span lang={words.language}>{right ? words.quiz.right : words.quiz.wrong} </span>
          {typed?.explanation && <Inline nodes={typed.explanation} />}
          {right && quiz.explanation && <Text nodes={quiz.explanation} />}
        </div>
      )}
    </form>
  );
}
