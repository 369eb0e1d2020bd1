import type { Check, CheckState, Step } from '../../engine/lesson/lesson.ts';
import { Icon } from '../ui/icons.tsx';
import styles from './checks.module.css';

/** What the step asks for, and what is seen of it. */
export function Checks({ step, states }: { step: Step; states: readonly CheckState[] }) {
  if (step.checks.length === 0) return null;
  return (
    <ul className={styles.checks} aria-label="What this step checks">
      {step.checks.map((check) => (
        <CheckItem key={check.id} check={check} state={states.find(({ id }) => id === check.id)} />
      ))}
    </ul>
  );
}

function CheckItem({ check, state }: { check: Check; state: CheckState | undefined }) {
  const met = state?.met === true;
  const onRequest = check.hints.filter(({ tries, when }) => tries === undefined && when === undefined);
  return (
    <li className={styles.check} data-check={check.id} data-met={met}>
      <span className={styles.mark}>{met && <Icon name="check" size={12} />}</span>
      <div className={styles.words}>
        {check.title}
        <span className="visually-hidden">{met ? ': done' : ': not yet'}</span>
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
            <summary>Hint</summary>
            {onRequest.map(({ text }) => (
              <p key={text}>{text}</p>
            ))}
          </details>
        )}
      </div>
    </li>
  );
}
