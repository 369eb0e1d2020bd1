import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { change, defaults, type PaneSize, settings } from '../session/settings.ts';
import { useStore } from '../session/store.ts';
import styles from './shell.module.css';

interface SplitterProps {
  readonly pane: PaneSize;
  readonly label: string;
  readonly min: number;
  readonly max: number;
  /** The pane stands before (left of, above) its splitter, or after it. */
  readonly side: 'before' | 'after';
  /** A splitter that moves up and down counts in percent of its parent. */
  readonly axis?: 'x' | 'y';
}

/** Drags one pane's size, which is a CSS variable: the layout is the browser's work, React has no part in it. Double click resets. */
export function Splitter({ pane, label, min, max, side, axis = 'x' }: SplitterProps) {
  const size = useStore(settings).sizes[pane];
  const drag = useRef<{ at: number; size: number; scale: number } | undefined>(undefined);
  const direction = side === 'before' ? 1 : -1;
  const clamp = (value: number) => Math.round(Math.min(max, Math.max(min, value)) * 10) / 10;
  const keep = (value: number) => change({ sizes: { ...settings.get().sizes, [pane]: clamp(value) } });

  const moved = (event: PointerEvent) => {
    if (drag.current === undefined) return size;
    const now = axis === 'x' ? event.clientX : event.clientY;
    return clamp(drag.current.size + (now - drag.current.at) * drag.current.scale * direction);
  };
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    const parent = event.currentTarget.parentElement;
    if (event.button !== 0 || parent === null) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = {
      at: axis === 'x' ? event.clientX : event.clientY,
      size,
      scale: axis === 'x' ? 1 : 100 / parent.clientHeight,
    };
  };
  const onPointerMove = (event: PointerEvent) => {
    if (drag.current) document.documentElement.style.setProperty(`--size-${pane}`, String(moved(event)));
  };
  const onPointerUp = (event: PointerEvent) => {
    if (drag.current === undefined) return;
    keep(moved(event));
    drag.current = undefined;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = axis === 'x' ? 16 : 3;
    const forward = axis === 'x' ? 'ArrowRight' : 'ArrowDown';
    const back = axis === 'x' ? 'ArrowLeft' : 'ArrowUp';
    const target =
      event.key === forward
        ? size + step * direction
        : event.key === back
          ? size - step * direction
          : event.key === 'Home'
            ? min
            : event.key === 'End'
              ? max
              : event.key === 'Enter'
                ? defaults.sizes[pane]
                : undefined;
    if (target === undefined) return;
    event.preventDefault();
    keep(target);
  };

  return (
    // biome-ignore lint/a11y/useSemanticElements: a separator that is moved is a widget, which hr is not
    <div
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={axis === 'x' ? 'vertical' : 'horizontal'}
      aria-valuenow={size}
      aria-valuemin={min}
      aria-valuemax={max}
      data-for={pane}
      className={`${styles.splitter} ${axis === 'x' ? styles.vertical : styles.horizontal}`}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onPointerCancel={onPointerUp}
      onKeyDown={onKeyDown}
      onDoubleClick={() => keep(defaults.sizes[pane])}
    />
  );
}
