import { useStore } from '../session/store.ts';
import { IconButton } from '../ui/button.tsx';
import { Icon } from '../ui/icons.tsx';
import styles from './cache.module.css';
import { hideBuild, shown } from './cache-reports.ts';
import { cause, summaryOf } from './cache-words.ts';

/** What the latest build of this Dockerfile took from the cache, in a line above its text. */
export function CacheBar({ path }: { path: string }) {
  const report = useStore(shown).get(path)?.report;
  const summary = report && summaryOf(report);
  const why = report?.state === 'done' ? cause(report) : undefined;
  return (
    <>
      {report && summary && (
        <div className={styles.bar} data-state={report.state}>
          <Icon name={report.state === 'failed' ? 'warning' : report.state === 'running' ? 'hammer' : 'layers'} size={14} />
          <p>
            {summary.short}
            {why !== undefined && <span className={styles.why}>{why}</span>}
          </p>
          <IconButton icon="close" label="Hide what the build said" onClick={() => hideBuild(report.id)} />
        </div>
      )}
      {/* Always there, so that what comes into it is read out. */}
      <p className={styles.spoken} role="status">
        {report !== undefined && report.state !== 'running' ? summary?.long : ''}
      </p>
    </>
  );
}
