import { type ReactNode, useEffect, useRef } from 'react';
import { IconButton } from './button.tsx';
import styles from './dialog.module.css';

/** A modal dialog of the browser's own: focus stays inside, Escape closes. `side` slides in at the right as a drawer. */
export function Dialog({
  title,
  close = 'Close',
  side = false,
  onClose,
  children,
}: {
  title: ReactNode;
  /** The word for it, where the dialog is in another language. */
  close?: string;
  side?: boolean;
  onClose: () => void;
  children: ReactNode;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    if (element && !element.open) element.showModal();
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape does the same, by the browser
    <dialog
      ref={dialog}
      className={`${styles.dialog} ${side ? styles.side : ''}`}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === event.currentTarget) event.currentTarget.close();
      }}
    >
      <div className={styles.frame}>
        <header className={styles.header}>
          <h2 className={styles.title}>{title}</h2>
          <IconButton icon="close" label={close} shortcut="Esc" onClick={() => dialog.current?.close()} />
        </header>
        <div className={styles.body}>{children}</div>
      </div>
    </dialog>
  );
}
