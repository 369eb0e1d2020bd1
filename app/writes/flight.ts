import styles from './flight.module.css';
import type { Seen } from './session.ts';

/** Flights that are drawn for one look; more would be a swarm. */
const most = 6;
const duration = 900;

/**
 * What newly appeared, as a movement: a copy rises from the layer that had the file into the writable layer, a whiteout lands over it.
 * Who wants no motion sees none: the marked row says the same.
 */
export function fly(diagram: HTMLElement, container: string, fresh: readonly Seen[]): void {
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
  const column = diagram.querySelector<HTMLElement>(`[data-container="${CSS.escape(container)}"]`);
  const list = column?.querySelector('ul');
  if (!column || !list) return;
  const rows = fresh.map(({ path }) => list.querySelector<HTMLElement>(`[data-path="${CSS.escape(path)}"]`));
  // What is new is brought into sight, unless somebody is busy in the list.
  if (!list.matches(':hover, :focus-within')) rows.find((row) => row !== null)?.scrollIntoView({ block: 'nearest' });
  const moves = fresh
    .map((seen, index) => ({ seen, row: rows[index] }))
    .filter(({ seen }) => seen.kind !== 'directory' && seen.layer !== undefined);
  for (const [index, { seen, row }] of moves.slice(0, most).entries()) {
    const layer = column.querySelector(`[data-layer="${seen.layer}"]`) ?? diagram.querySelector(`[data-layer="${seen.layer}"]`);
    if (layer === null) continue;
    const up = seen.what === 'copied';
    if (!up && seen.what !== 'hidden') continue;
    const here = (row ?? list).getBoundingClientRect();
    const there = layer.getBoundingClientRect();
    const around = diagram.getBoundingClientRect();
    const [from, to] = up ? [there, here] : [here, there];
    const token = document.createElement('div');
    token.className = styles.token ?? '';
    token.dataset.what = seen.what;
    token.setAttribute('aria-hidden', 'true');
    token.textContent = seen.path.slice(seen.path.lastIndexOf('/') + 1);
    const left = Math.max(here.left, there.left) - around.left + 30;
    const at = (rect: DOMRect) => `translate(${left}px, ${rect.top - around.top + diagram.scrollTop}px)`;
    diagram.append(token);
    const movement = token.animate(
      [
        { transform: at(from), opacity: 0 },
        { transform: at(from), opacity: 1, offset: 0.18 },
        { transform: at(to), opacity: 1, offset: 0.86 },
        { transform: at(to), opacity: 0 },
      ],
      { duration, delay: index * 90, easing: 'cubic-bezier(0.3, 0, 0.2, 1)', fill: 'both' },
    );
    layer.animate([{ boxShadow: `0 0 0 2px var(--${up ? 'warn' : 'bad'})` }, { boxShadow: '0 0 0 2px transparent' }], {
      duration: duration * 1.6,
      delay: index * 90,
    });
    movement.finished.then(
      () => token.remove(),
      () => token.remove(),
    );
  }
}
