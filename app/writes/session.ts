import type { ContainerSummary } from '../../engine/api/types/container.ts';
import type { WritableLayer } from '../../engine/insight/insight.ts';
import { createStore } from '../session/store.ts';
import { type Happening, happenings } from './changes.ts';

/** Something that happened, when it was seen. */
export interface Seen extends Happening {
  readonly id: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** What is known of one container's writes, kept while the visitor is elsewhere on the page. */
export interface Record {
  readonly writable: WritableLayer;
  /** Newest first. */
  readonly log: readonly Seen[];
  /** What newly appeared: it is drawn as a movement once, and marked for a moment. */
  readonly fresh: readonly Seen[];
}

export const records = createStore<ReadonlyMap<string, Record>>(new Map());
/** Who is looked at, if the visitor or a link has chosen: one or two. */
export const chosen = createStore<readonly string[] | undefined>(undefined);

const longest = 500;
let ids = 0;

/** The first look at a container is where the log begins. */
export function record(writable: WritableLayer, now = Date.now()): void {
  const known = records.get().get(writable.container);
  const fresh =
    known === undefined ? [] : happenings(known.writable.entries, writable.entries).map((each) => ({ ...each, id: ids++, at: now }));
  const log = [...fresh.toReversed(), ...(known?.log ?? [])].slice(0, longest);
  records.set((all) => new Map(all).set(writable.container, { writable, log, fresh: [...(known?.fresh ?? []), ...fresh] }));
}

/** They are not new any more. */
export function settle(container: string, old: readonly Seen[]): void {
  const known = records.get().get(container);
  const fresh = known?.fresh.filter((seen) => !old.includes(seen));
  if (known && fresh && fresh.length < known.fresh.length) records.set((all) => new Map(all).set(container, { ...known, fresh }));
}

let followed: readonly string[] | undefined;
/** A link is followed once; one that names nobody shows who was shown last. */
export function follow(containers: readonly string[]): void {
  if (containers === followed) return;
  followed = containers;
  if (containers.length > 0) chosen.set(containers.slice(0, 2));
}

/** Running ones: two of one image if there are, else one. Who is seen already stays while it runs. */
export function sensible(containers: readonly ContainerSummary[], seen: readonly string[] = []): readonly string[] {
  const running = containers.filter(({ State }) => State === 'running');
  const first = seen.flatMap((id) => running.find(({ Id }) => Id === id) ?? []);
  const order = [...first, ...running.filter((each) => !first.includes(each)).reverse()];
  for (const one of first.length > 0 ? first : order) {
    const twin = order.find((other) => other.Id !== one.Id && other.ImageID === one.ImageID);
    if (twin) return [one.Id, twin.Id];
  }
  return (order.length > 0 ? order : containers).slice(0, 1).map(({ Id }) => Id);
}
