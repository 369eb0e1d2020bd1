import { useEffect, useState } from 'react';
import { messageOf } from '../../engine/base/errors.ts';
import { firstPrompt, whenStarted } from '../session/engine.ts';
import { openView } from '../session/view.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icons.tsx';
import styles from './blocks.module.css';
import { useWords } from './language.ts';

type Standing = 'unknown' | 'missing' | 'same' | 'differs';

/** A file that the lesson gives: it says whether the workspace has it so. */
export function FileBlock({ path, text, language }: { path: string; text: string; language: string }) {
  const standing = useStanding(path, text);
  const [failure, setFailure] = useState<string>();
  const words = useWords();
  const apply = async () => {
    try {
      const engine = await whenStarted;
      await engine.workspace.write(path, text);
      setFailure(undefined);
      openView({ kind: 'editor', path });
    } catch (error) {
      setFailure(messageOf(error));
    }
  };
  return (
    <figure className={styles.file}>
      <figcaption>
        <span className={styles.fileName}>
          <code>{path}</code>
          <span className={styles.standing} data-standing={standing} role="status" lang={words.language}>
            {standing === 'same' && <Icon name="check" size={12} />}
            {standing === 'unknown' ? '' : words.file[standing]}
          </span>
        </span>
        {(standing === 'same' || standing === 'differs') && (
          <Button kind="quiet" lang={words.language} onClick={() => openView({ kind: 'editor', path })}>
            {words.file.open}
          </Button>
        )}
        {standing !== 'same' && (
          <Button
            icon={standing === 'differs' ? 'refresh' : 'fileAdd'}
            lang={words.language}
            disabled={standing === 'unknown'}
            onClick={() => void apply()}
          >
            {standing === 'differs' ? words.file.replace : words.file.put}
          </Button>
        )}
      </figcaption>
      <pre data-language={language}>
        <code>{text}</code>
      </pre>
      {failure && (
        <p className={styles.failure} role="alert" lang="en">
          {failure}
        </p>
      )}
    </figure>
  );
}

function useStanding(path: string, text: string): Standing {
  const [standing, setStanding] = useState<Standing>('unknown');
  useEffect(() => {
    let stop: () => void = () => undefined;
    let over = false;
    void Promise.all([whenStarted, firstPrompt]).then(([engine]) => {
      if (over) return;
      const look = () =>
        engine.workspace.read(path).then(
          (data) => !over && setStanding(new TextDecoder().decode(data).trimEnd() === text.trimEnd() ? 'same' : 'differs'),
          () => !over && setStanding('missing'),
        );
      const changes = engine.workspace.onChange((paths) => {
        if (paths.some((changed) => changed === path || path.startsWith(`${changed}/`))) void look();
      });
      stop = () => changes.dispose();
      void look();
    });
    return () => {
      over = true;
      stop();
    };
  }, [path, text]);
  return standing;
}
