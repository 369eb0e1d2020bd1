import type { Clock } from '../../base/clock.ts';
import { EngineError } from '../../base/errors.ts';
import type { EventMessage, Journal } from '../../base/journal.ts';
import type { Filters } from '../types/filters.ts';
import { filters, matchesLabels } from './query.ts';
import { jsonLines } from './reply.ts';
import type { Routes } from './router.ts';

export function eventRoutes(journal: Journal, clock: Clock): Routes {
  return {
    'GET /events': ({ query, signal, version }) => {
      const since = eventTime(query, 'since');
      const until = eventTime(query, 'until');
      if (until !== undefined && until < (since ?? 0)) {
        throw new EngineError('invalid', `\`since\` time (${query.get('since')}) cannot be after \`until\` time (${query.get('until')})`);
      }
      const given = filters(query);
      const isKnown = ({ Type, Action }: EventMessage) => version.atLeast(46) || Type !== 'image' || Action !== 'create';
      return jsonLines(
        follow(journal, { matches: (message) => isKnown(message) && matchesEvent(given, message), since, until, signal, clock }),
      );
    },
  };
}

/** Seconds with an optional fraction, as milliseconds; other forms are the client's to translate (moby `timetypes.ParseTimestamps`). */
function eventTime(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name) ?? '';
  if (text === '') return undefined;
  const broken = text.split('.', 2).find((part) => !/^[-+]?\d+$/.test(part));
  if (broken !== undefined) throw new EngineError('internal', `strconv.ParseInt: parsing ${JSON.stringify(broken)}: invalid syntax`);
  return Number(text) * 1000;
}

interface Follow {
  readonly matches: (message: EventMessage) => boolean;
  readonly since: number | undefined;
  readonly until: number | undefined;
  readonly signal: AbortSignal;
  readonly clock: Clock;
}

/** Kept events from `since`, then new ones up to `until`, or until the caller goes away. */
async function* follow(journal: Journal, { matches, since, until, signal, clock }: Follow): AsyncGenerator<EventMessage> {
  const waiting: EventMessage[] = since === undefined ? [] : [...journal.since(since)];
  let wake = () => {};
  const subscription = journal.messages.on((message) => {
    waiting.push(message);
    wake();
  });
  let over = signal.aborted;
  const stop = () => {
    over = true;
    wake();
  };
  signal.addEventListener('abort', stop);
  const timer = until === undefined ? undefined : clock.after(Math.max(0, until - clock.now()), stop);
  try {
    for (;;) {
      for (let message = waiting.shift(); message !== undefined; message = waiting.shift()) {
        if (until !== undefined && message.timeNano > until * 1e6) return;
        if (matches(message)) yield message;
      }
      if (over) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
        if (over || waiting.length > 0) resolve();
      });
    }
  } finally {
    signal.removeEventListener('abort', stop);
    timer?.dispose();
    subscription.dispose();
  }
}

const kinds = ['daemon', 'container', 'plugin', 'volume', 'network', 'node', 'service', 'secret', 'config'] as const;
const partial = ['health_status', 'exec_create', 'exec_start'];

/** moby `daemon/events/filter.go`: an object's filter looks at IDs and names of whatever type, and their beginnings are enough. */
function matchesEvent(given: Filters, { Type, Action, Actor, scope }: EventMessage): boolean {
  const { ID, Attributes } = Actor;
  const any = (key: string, holds: (value: string) => boolean) => given[key] === undefined || given[key].some(holds);
  const begins = (value: string) => ID.startsWith(value) || (Attributes.name ?? '').startsWith(value);
  const image = (Type === 'image' ? Attributes.name : Attributes.image) ?? '';
  const prefixes = given.event?.some((value) => partial.includes(value)) ?? false;
  return (
    any('event', (value) => (prefixes ? Action.startsWith(value) : Action === value)) &&
    any('type', (value) => Type === value) &&
    any('scope', (value) => scope === value) &&
    kinds.every((kind) => any(kind, begins)) &&
    any('image', (value) => [ID, image, withoutTag(ID), withoutTag(image)].includes(value)) &&
    matchesLabels(given, Attributes)
  );
}

/** The name as people write it: no tag, no digest. */
function withoutTag(image: string): string {
  return image.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
}
