import { Fragment } from 'react';
import type { Block, LessonRun } from '../../engine/lesson/lesson.ts';
import { openDocument } from '../editor/documents.ts';
import { boot, whenStarted } from '../session/engine.ts';
import { useStore } from '../session/store.ts';
import { tab } from '../session/tab.ts';
import { runInTerminal } from '../terminal/terminals.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icons.tsx';
import styles from './lesson.module.css';
import { Text } from './markdown.tsx';
import { QuizBlock } from './quiz.tsx';

interface BlocksProps {
  readonly blocks: readonly Block[];
  readonly run: LessonRun | undefined;
  readonly answers: Readonly<Record<string, readonly number[]>>;
}

export function Blocks({ blocks, run, answers }: BlocksProps) {
  return blocks.map((block, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the blocks of a step never change their order
    <Fragment key={index}>
      {block.kind === 'markdown' && <Text nodes={block.nodes} />}
      {block.kind === 'run' && <RunBlock command={block.command} />}
      {block.kind === 'file' && <FileBlock path={block.path} text={block.text} />}
      {block.kind === 'quiz' && <QuizBlock key={block.quiz.id} quiz={block.quiz} run={run} answer={answers[block.quiz.id]} />}
      {block.kind === 'details' && (
        <details className={styles.details}>
          <summary>{block.summary}</summary>
          <Blocks blocks={block.body} run={run} answers={answers} />
        </details>
      )}
    </Fragment>
  ));
}

function RunBlock({ command }: { command: string }) {
  const ready = useStore(boot).progress.stage === 'ready';
  return (
    <button
      type="button"
      className={styles.run}
      disabled={!ready}
      title="Type it into the terminal and run it"
      onClick={() => void runInTerminal(command)}
    >
      <code>{command}</code>
      <span className={styles.runIcon}>
        <Icon name="play" size={14} />
      </span>
    </button>
  );
}

function FileBlock({ path, text }: { path: string; text: string }) {
  const apply = async () => {
    const engine = await whenStarted;
    await engine.workspace.write(path, text);
    openDocument(path);
    tab.set('editor');
  };
  return (
    <figure className={styles.file}>
      <figcaption>
        <code>{path}</code>
        <Button icon="fileAdd" onClick={() => void apply()}>
          Put it into the workspace
        </Button>
      </figcaption>
      <pre>
        <code>{text}</code>
      </pre>
    </figure>
  );
}
