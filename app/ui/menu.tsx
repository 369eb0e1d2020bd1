import { type KeyboardEvent, useEffect, useLayoutEffect, useRef } from 'react';
import { Icon, type IconName } from './icons.tsx';
import styles from './menu.module.css';

export interface MenuItem {
  readonly label: string;
  readonly icon: IconName;
  readonly danger?: boolean;
  onSelect(): void;
}

/** A menu at a point of the window. Arrows move, Enter chooses, Escape and a click elsewhere close. */
export function Menu({ items, at, onClose }: { items: readonly MenuItem[]; at: { x: number; y: number }; onClose: () => void }) {
  const list = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = list.current;
    if (element === null) return;
    element.style.left = `${Math.min(at.x, innerWidth - element.offsetWidth - 8)}px`;
    element.style.top = `${Math.min(at.y, innerHeight - element.offsetHeight - 8)}px`;
    element.querySelector('button')?.focus();
  }, [at]);
  useEffect(() => {
    const close = (event: PointerEvent) => {
      if (!list.current?.contains(event.target as Node)) onClose();
    };
    window.addEventListener('pointerdown', close, true);
    return () => window.removeEventListener('pointerdown', close, true);
  }, [onClose]);
  const onKeyDown = (event: KeyboardEvent) => {
    const buttons = [...(list.current?.querySelectorAll('button') ?? [])];
    const focused = buttons.indexOf(document.activeElement as HTMLButtonElement);
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (event.key === 'Escape' || event.key === 'Tab') onClose();
    else if (step !== 0) buttons[(focused + step + buttons.length) % buttons.length]?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div ref={list} role="menu" tabIndex={-1} className={styles.menu} onKeyDown={onKeyDown}>
      {items.map(({ label, icon, danger, onSelect }) => (
        <button
          key={label}
          type="button"
          role="menuitem"
          data-danger={danger}
          onClick={() => {
            onClose();
            onSelect();
          }}
        >
          <Icon name={icon} size={14} />
          {label}
        </button>
      ))}
    </div>
  );
}
