import { EngineError } from '../../base/errors.ts';
import type { EventMessage, Journal } from '../../base/journal.ts';
import type { Filters } from '../types/filters.ts';
import { filters, matchesLabels } from './query.ts';
import { jsonLines } from './reply.ts';
import type { Routes } from './router.ts';

export function eventRoutes(journal: Journal, now: () => number): Routes {
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
        follow(journal, { matches: (message) => isKnown(message) && matchesEvent(given, message), since, until, signal, now }),
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
  readonly now: () => number;
}

/** Kept events from `since`, then new ones up to `until`, or until the caller goes away. */
async function* follow(journal: Journal, { matches, since, until, signal, now }: Follow): AsyncGenerator<EventMessage> {
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
  try {
    for (;;) {
      for (let message = waiting.shift(); message !== undefined; message = waiting.shift()) {
        if (until !== undefined && message.timeNano > until * 1e6) return;
        if (matches(message)) yield message;
      }
      if (over || (until !== undefined && until <= now())) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
        if (over || waiting.length > 0) resolve();
      });
    }
  } finally {
    signal.removeEventListener('abort', stop);
    subscription.dispose();
  }
}

/** moby `daemon/events/filter.go`. */
function matchesEvent(given: Filters, { Type, Action, Actor }: EventMessage): boolean {
  const any = (key: string, holds: (value: string) => boolean) => given[key] === undefined || given[key].some(holds);
  const fuzzy = (type: string) => (value: string) =>
    Type === type && (Actor.ID === value || Actor.Attributes.name === value || (value !== '' && Actor.ID.startsWith(value)));
  const image = (value: string) =>
    Type === 'image'
      ? Actor.ID === value || Actor.Attributes.name === value || Actor.Attributes.name?.split(':')[0] === value
      : Actor.Attributes.image === value || Actor.Attributes.image?.split(':')[0] === value;
  return (
    any('event', (value) => Action === value || Action.startsWith(`${value}:`)) &&
    any('type', (value) => Type === value) &&
    any('container', fuzzy('container')) &&
    any('volume', fuzzy('volume')) &&
    any('network', fuzzy('network')) &&
    any('image', image) &&
    matchesLabels(given, Actor.Attributes)
  );
}
