import { EngineError } from './errors.ts';

const units: Readonly<Record<string, number>> = { ns: 1e-6, us: 1e-3, µs: 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** A filter's moment in milliseconds (moby `api/types/time/timestamp.go`): a span back from `now`, a date in any shortened form of RFC 3339, Unix seconds. */
export function momentOf(text: string, now: number): number {
  const span = /^([-+]?)((?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|ms|s|m|h))+)$/.exec(text);
  if (span !== null) {
    const [, sign, parts = ''] = span;
    let sum = 0;
    for (const [, count, unit = ''] of parts.matchAll(/([\d.]+)(ns|us|µs|ms|s|m|h)/g)) sum += Number(count) * (units[unit] ?? 0);
    return sign === '-' ? now + sum : now - sum;
  }
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  const date = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2})(?::(\d{2})(?::(\d{2}(?:\.\d+)?))?)?)?(Z|[-+]\d{2}:\d{2})?$/i.exec(text);
  if (date !== null) {
    const [, day, hour = '00', minute = '00', second = '00', zone = 'Z'] = date;
    const moment = Date.parse(`${day}T${hour}:${minute}:${second}${zone.toUpperCase()}`);
    if (!Number.isNaN(moment)) return moment;
  }
  throw new EngineError('invalid', `failed to parse value as time or duration: ${JSON.stringify(text)}`);
}

/** Of a prune's filters: the moment before which things are old enough. moby: `getUntilFromPruneFilters`. */
export function untilOf({ until = [] }: { readonly until?: readonly string[] }, now: number): number | undefined {
  if (until.length > 1) throw new EngineError('invalid', 'more than one until filter specified');
  return until[0] === undefined ? undefined : momentOf(until[0], now);
}
