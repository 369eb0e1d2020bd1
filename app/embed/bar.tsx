import { useStore } from '../session/store.ts';
import { Status } from '../shell/status.tsx';
import { Icon, Logo } from '../ui/icons.tsx';
import styles from './embed.module.css';
import { useLessonState } from './lesson.ts';
import { shown } from './machine.ts';

/** Whose it is, and how the machine is. The name leads to the whole page, at the same lesson and step. */
export function Bar() {
  const { started } = useStore(shown);
  const lesson = useLessonState();
  const query = lesson ? `?${new URLSearchParams({ lesson: lesson.id, step: lesson.step })}` : '';
  return (
    <header className={styles.bar}>
      <a className={styles.name} href={`./${query}`} target="_blank" rel="noopener" title="Open the whole playground in a tab of its own">
        <Logo size={18} />
        Drydock
        <Icon name="external" size={13} />
      </a>
      <span className={styles.spacer} />
      {started && <Status brief />}
    </header>
  );
}
