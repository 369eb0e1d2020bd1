import { Fragment } from 'react';
import type { Block, LessonRun, Progress } from '../../engine/lesson/lesson.ts';
import { boot } from '../session/engine.ts';
import { useStore } from '../session/store.ts';
import { runInTerminal } from '../terminal/terminals.ts';
import { Icon } from '../ui/icons.tsx';
import styles from './blocks.module.css';
import { FileBlock } from './file-block.tsx';
import { useWords } from './language.ts';
import { Text } from './markdown.tsx';
import { PredictBlock } from './predict.tsx';
import { QuizBlock } from './quiz.tsx';

interface BlocksProps {
  readonly blocks: readonly Block[];
  readonly run: LessonRun | undefined;
  readonly progress: Progress;
}

export function Blocks({ blocks, run, progress }: BlocksProps) {
  return blocks.map((block, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the blocks of a step never change their order
    <Fragment key={index}>
      {block.kind === 'markdown' && <Text nodes={block.nodes} />}
      {block.kind === 'run' && <RunBlock command={block.command} />}
      {block.kind === 'file' && <FileBlock path={block.path} text={block.text} language={block.language} />}
      {block.kind === 'quiz' && <QuizBlock key={block.quiz.id} quiz={block.quiz} run={run} answer={progress.answers[block.quiz.id]} />}
      {block.kind === 'predict' && (
        <PredictBlock key={block.predict.id} predict={block.predict} run={run} state={progress.predictions[block.predict.id]} />
      )}
      {block.kind === 'details' && (
        <details className={styles.details}>
          <summary>{block.summary}</summary>
          <Blocks blocks={block.body} run={run} progress={progress} />
        </details>
      )}
    </Fragment>
  ));
}

/** A click types it visibly into the terminal. `folder`: where it must be run. */
export function RunBlock({ command, folder }: { command: string; folder?: string }) {
  const ready = useStore(boot).progress.stage === 'ready';
  const words = useWords();
  return (
    <button
      type="button"
      className={styles.run}
      lang={words.language}
      disabled={!ready}
      title={words.runCommand}
      onClick={() => void runInTerminal(command, folder)}
    >
      <code>{command}</code>
      <span className={styles.runIcon}>
        <Icon name="play" size={14} />
      </span>
    </button>
  );
}
