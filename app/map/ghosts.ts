import { createContext, type RefObject, useContext, useLayoutEffect } from 'react';

/** Where what has gone fades away. `alive` is false when the whole map goes: then nothing is left to look at. */
export interface Graveyard {
  readonly world: RefObject<HTMLElement | null>;
  alive: boolean;
}

export const GraveyardContext = createContext<Graveyard | undefined>(undefined);

export const calm = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches;

/** React takes an element away at once; a copy of it stays a moment longer, at its place, and leaves as `frames` say. */
export function useLeaving(element: RefObject<HTMLElement | null>, frames: Keyframe[]): void {
  const graveyard = useContext(GraveyardContext);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, for the life of the element
  useLayoutEffect(
    () => () => {
      const gone = element.current;
      const world = graveyard?.world.current;
      // What stood on something that goes is in its copy.
      if (!gone || !world || !graveyard?.alive || calm() || gone.closest('[data-leaving]')) return;
      const [from, to] = [world.getBoundingClientRect(), gone.getBoundingClientRect()];
      const copy = gone.cloneNode(true) as HTMLElement;
      gone.dataset.leaving = '';
      for (const part of [copy, ...copy.querySelectorAll<HTMLElement>('[data-key]')]) {
        for (const name of ['data-key', 'data-name', 'role', 'tabindex', 'aria-label', 'id']) part.removeAttribute(name);
      }
      copy.dataset.leaving = '';
      Object.assign(copy.style, { transform: 'none', left: `${to.left - from.left}px`, top: `${to.top - from.top}px`, bottom: 'auto' });
      queueMicrotask(() => {
        // In development React takes everything apart once and keeps it.
        if (gone.isConnected) return delete gone.dataset.leaving;
        const layer = world.querySelector('[data-ghosts]');
        layer?.append(copy);
        copy.animate(frames, { duration: 320, easing: 'cubic-bezier(0.4, 0, 0.8, 0.4)', fill: 'forwards' }).finished.then(
          () => copy.remove(),
          () => copy.remove(),
        );
      });
    },
    [],
  );
}
