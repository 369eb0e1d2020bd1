import { messageOf } from '../../engine/base/errors.ts';
import type { WritableLayer } from '../../engine/insight/insight.ts';
import { whenStarted } from '../session/engine.ts';
import { sameWrites } from './changes.ts';

export interface Watch {
  /** The full ID. */
  readonly container: string;
  /** Milliseconds from one look to the next. */
  readonly every: number;
  /** Looks go on only while it can be seen. */
  readonly place: Element;
  /** At first, and whenever it is another than before. */
  tell(writable: WritableLayer): void;
  fail(message: string): void;
}

/** Looks at a writable layer again and again, at once when an event tells of the container; never while nobody sees it. Returns what ends it. */
export function watchWrites({ container, every, place, tell, fail }: Watch): () => void {
  let over = false;
  let inView = false;
  let looking = false;
  let again = false;
  let last: WritableLayer | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function look(): Promise<void> {
    clearTimeout(timer);
    if (over || !inView || document.visibilityState !== 'visible') return;
    if (looking) {
      again = true;
      return;
    }
    looking = true;
    const began = performance.now();
    try {
      const now = await (await whenStarted).insight.writable(container);
      if (!over && (last === undefined || !sameWrites(last, now))) {
        last = now;
        tell(now);
      }
    } catch (error) {
      if (!over) fail(messageOf(error));
    }
    looking = false;
    const took = performance.now() - began;
    // A slow machine gets as much time for itself as the look took.
    timer = setTimeout(look, again ? 0 : Math.max(every - took, took));
    again = false;
  }

  const observer = new IntersectionObserver((entries) => {
    inView = entries.at(-1)?.isIntersecting === true;
    void look();
  });
  observer.observe(place);
  const onVisibility = () => void look();
  document.addEventListener('visibilitychange', onVisibility);
  let events: { dispose(): void } | undefined;
  void whenStarted.then((engine) => {
    if (!over) events = engine.onEvent(({ Actor }) => Actor.ID === container && void look());
  });
  return () => {
    over = true;
    clearTimeout(timer);
    observer.disconnect();
    document.removeEventListener('visibilitychange', onVisibility);
    events?.dispose();
  };
}
