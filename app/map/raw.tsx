import { useEffect, useState } from 'react';
import { whenStarted } from '../session/engine.ts';
import styles from './inspector.module.css';

type Engine = Awaited<typeof whenStarted>;

/** `docker inspect`, when somebody wants to see it. `mark` changes when it may have. */
export function Raw({ ask, mark }: { ask: (engine: Engine) => Promise<unknown>; mark: string }) {
  const [shown, setShown] = useState(false);
  return (
    <details className={styles.raw} onToggle={(event) => setShown(event.currentTarget.open)}>
      <summary>docker inspect</summary>
      {shown && <Json key={mark} ask={ask} mark={mark} />}
    </details>
  );
}

function Json({ ask, mark }: { ask: (engine: Engine) => Promise<unknown>; mark: string }) {
  const value = useAnswer(ask, mark);
  return <pre>{value === undefined ? '…' : JSON.stringify(value, undefined, 2)}</pre>;
}

/** What the engine says, once for each `of`; nothing when it cannot say, since all of it is besides the point. */
export function useAnswer<T>(ask: (engine: Engine) => Promise<T>, of: string): T | undefined {
  const [answer, setAnswer] = useState<T>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is asked is told by `of`
  useEffect(() => {
    let current = true;
    whenStarted.then(ask).then(
      (value) => current && setAnswer(value),
      (error) => console.debug('map:', error),
    );
    return () => {
      current = false;
    };
  }, [of]);
  return answer;
}
