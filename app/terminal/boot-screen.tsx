import type { BootProgress, BootStage } from '../../engine/client/client.ts';
import { boot } from '../session/engine.ts';
import { useStore } from '../session/store.ts';
import { Button } from '../ui/button.tsx';
import { megabytes } from '../ui/format.ts';
import { Icon } from '../ui/icons.tsx';
import styles from './terminal.module.css';

const stages: ReadonlyArray<{ readonly stage: BootStage; readonly title: string }> = [
  { stage: 'download', title: 'Downloading the machine' },
  { stage: 'store', title: 'Opening your images and files' },
  { stage: 'restore', title: 'Waking Linux' },
];

/** What the terminal shows until its prompt is there, or why there will be none. */
export function BootScreen() {
  const { progress, failure } = useStore(boot);
  if (failure) {
    return (
      <div className={styles.boot} role="alert">
        <div className={styles.failure}>
          <Icon name="warning" size={20} />
          <h2>{failure.message}</h2>
          <p>{failure.remedy}</p>
          <Button kind="primary" icon="refresh" onClick={() => location.reload()}>
            Try again
          </Button>
        </div>
      </div>
    );
  }
  const at = stages.findIndex(({ stage }) => stage === progress.stage);
  return (
    <div className={styles.boot} role="status" aria-label={`Starting: ${stages[at]?.title ?? ''}`}>
      <ol className={styles.stages}>
        {stages.map(({ stage, title }, index) => (
          <li key={stage} data-state={index < at ? 'done' : index === at ? 'now' : 'later'}>
            <span className={styles.mark}>{index < at ? <Icon name="check" size={13} /> : null}</span>
            {title}
            {stage === 'download' && <span className={styles.bytes}>{bytes(progress)}</span>}
          </li>
        ))}
      </ol>
      <div className={styles.track}>
        <div className={styles.fill} style={{ transform: `scaleX(${share(progress, at)})` }} />
      </div>
    </div>
  );
}

function bytes({ loaded, total }: BootProgress): string {
  if (loaded === undefined) return '';
  return total === undefined ? megabytes(loaded) : `${megabytes(loaded)} of ${megabytes(total)}`;
}

/** The download is most of a first visit; what follows takes a moment. */
function share({ loaded, total }: BootProgress, at: number): number {
  if (at > 0) return 0.7 + at * 0.1;
  return loaded !== undefined && total ? Math.min(1, loaded / total) * 0.7 : 0;
}
