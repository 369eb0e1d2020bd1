import { useContext } from 'react';
import type { Check, CheckState, Step } from '../../engine/lesson/lesson.ts';
import { Icon } from '../ui/icons.tsx';
import styles from './checks.module.css';
import { Shown, useWords } from './language.ts';

/** What the step asks for, and what is seen of it. */
export function Checks({ step, states }: { step: Step; states: readonly CheckState[] }) {
  const words = useWords();
  if (step.checks.length === 0) return null;
  return (
    <ul className={styles.checks} aria-label={words.checks.title}>
      {step.checks.map((check) => (
        <CheckItem key={check.id} check={check} state={states.find(({ id }) => id === check.id)} />
      ))}
    </ul>
  );
}

function CheckItem({ check, state }: { check: Check; state: CheckState | undefined }) {
  const words = useWords();
  const met = state?.met === true;
  const onRequest = check.hints.filter(({ tries, when }) => tries === undefined && when === undefined);
  return (
    <li className={styles.check} lang={useContext(Shown).language} data-check={check.id} data-met={met}>
      <span className={styles.mark}>{met && <Icon name="check" size={12} />}</span>
      <div className={styles.words}>
        {check.title}
        <span className="visually-hidden" lang={words.language}>
          : {met ? words.checks.met : words.checks.open}
        </span>
        {!met && state?.fail && (
          <p className={styles.fail} role="status">
            <Icon name="warning" size={14} />
            {state.fail}
          </p>
        )}
        {!met &&
          state?.hints.map((hint) => (
            <p key={hint} className={styles.came} role="status">
              <Icon name="info" size={14} />
              {hint}
            </p>
          ))}
        {!met && onRequest.length > 0 && (
          <details className={styles.hint}>
            <summary lang={words.language}>{words.checks.hint}</summary>
            {onRequest.map(({ text }) => (
              <p key={text}>{text}</p>
            ))}
          </details>
        )}
      </div>
    </li>
  );
}
