import { useState } from 'react';
import { targetDockerfile, typeDockerCommand, workspacePaths } from '../editor/build-run.ts';
import { documents } from '../editor/documents.ts';
import { files } from '../files/files.ts';
import { boot } from '../session/engine.ts';
import { change, type HidablePane, settings } from '../session/settings.ts';
import { useStore } from '../session/store.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Logo } from '../ui/icons.tsx';
import { Help } from './help.tsx';
import styles from './shell.module.css';
import { StageSwitch } from './stage.tsx';
import { Status } from './status.tsx';

export function Header() {
  const [help, setHelp] = useState(false);
  const { theme } = useStore(settings);
  const { progress } = useStore(boot);
  const open = useStore(documents);
  useStore(files);
  const dockerfile = targetDockerfile(open, workspacePaths());
  const able = progress.stage === 'ready' && dockerfile !== undefined;
  const why =
    dockerfile === undefined ? 'There is no Dockerfile in the workspace' : `Types the docker command for ${dockerfile} into the terminal`;
  const type = (kind: 'build' | 'run') => dockerfile !== undefined && void typeDockerCommand(kind, dockerfile);
  return (
    <header className={styles.header}>
      <h1 className={styles.name}>
        <Logo />
        Drydock
      </h1>
      <div className={styles.actions}>
        <Button icon="hammer" disabled={!able} title={why} onClick={() => type('build')}>
          Build
        </Button>
        <Button icon="play" disabled={!able} title={why} onClick={() => type('run')}>
          Run
        </Button>
      </div>
      <span className={styles.spacer} />
      <span className={styles.wide}>
        <StageSwitch />
      </span>
      <span className={styles.spacer} />
      <Status />
      <div className={styles.tools}>
        <PaneToggle pane="lesson" label="Lesson" icon="panelLeft" />
        <PaneToggle pane="objects" label="Images and containers" icon="panelRight" />
        <IconButton
          icon={theme === 'dark' ? 'moon' : theme === 'light' ? 'sun' : 'theme'}
          label={`Theme: ${theme === 'system' ? 'as the system' : theme}`}
          onClick={() => change({ theme: theme === 'system' ? 'light' : theme === 'light' ? 'dark' : 'system' })}
        />
        <IconButton icon="help" label="Help and shortcuts" onClick={() => setHelp(true)} />
      </div>
      {help && <Help onClose={() => setHelp(false)} />}
    </header>
  );
}

function PaneToggle({ pane, label, icon }: { pane: HidablePane; label: string; icon: 'panelLeft' | 'panelRight' }) {
  const { hidden } = useStore(settings);
  const shown = !hidden.includes(pane);
  return (
    <IconButton
      icon={icon}
      className={styles.wide}
      label={`${shown ? 'Hide' : 'Show'}: ${label}`}
      pressed={shown}
      onClick={() => change({ hidden: shown ? [...hidden, pane] : hidden.filter((one) => one !== pane) })}
    />
  );
}
