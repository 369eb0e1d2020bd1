import type { ReactNode } from 'react';
import styles from './empty.module.css';

/** A view with nothing to show yet: what it is for, and a command that brings something. */
export function Empty({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className={styles.empty}>
      <h2>{title}</h2>
      {children}
    </div>
  );
}
