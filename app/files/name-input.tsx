import { useEffect, useRef, useState } from 'react';
import { Icon } from '../ui/icons.tsx';
import styles from './files.module.css';

/** A line of the tree being named. Enter takes it, Escape and leaving an unchanged or faulty name do not. */
export function NameInput({
  depth,
  icon,
  initial,
  fault,
  onDone,
}: {
  depth: number;
  icon: 'file' | 'folder';
  initial: string;
  fault: (name: string) => string | undefined;
  onDone: (name: string | undefined) => void;
}) {
  const [name, setName] = useState(initial);
  const input = useRef<HTMLInputElement>(null);
  const problem = name === initial ? undefined : fault(name);
  useEffect(() => {
    const element = input.current;
    element?.focus();
    // Of a file's name the part before the extension is what one changes.
    const dot = initial.lastIndexOf('.');
    element?.setSelectionRange(0, dot > 0 ? dot : initial.length);
  }, [initial]);
  const done = (take: boolean) => onDone(take && name !== initial && fault(name) === undefined ? name : undefined);
  return (
    <div className={styles.naming}>
      <div className={styles.row} style={{ paddingLeft: 10 + depth * 14 }}>
        <span className={styles.glyph}>
          <Icon name={icon} size={14} />
        </span>
        <input
          ref={input}
          value={name}
          aria-label="Name"
          aria-invalid={problem !== undefined}
          spellCheck={false}
          onChange={(event) => setName(event.target.value)}
          onBlur={() => done(true)}
          onKeyDown={(event) => {
            event.stopPropagation();
            if (event.key === 'Escape') done(false);
            if (event.key === 'Enter' && problem === undefined) done(true);
          }}
        />
      </div>
      {problem && name !== '' && <p role="alert">{problem}</p>}
    </div>
  );
}
