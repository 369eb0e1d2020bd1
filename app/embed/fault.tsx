import type { EmbedFault } from '../../engine/client/embed-protocol.ts';
import { Icon } from '../ui/icons.tsx';
import styles from './embed.module.css';

/** The address asks for what is not there: whoever wrote it reads this, and so may a visitor. */
export function Fault({ fault }: { fault: EmbedFault }) {
  return (
    <main className={styles.fault} role="alert">
      <Icon name="warning" size={20} />
      <h1>This playground cannot be shown.</h1>
      <p>{fault.message}</p>
      <p className={styles.remedy}>{fault.remedy}</p>
    </main>
  );
}
