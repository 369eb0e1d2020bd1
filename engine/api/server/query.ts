import { EngineError } from '../../base/errors.ts';
import type { Filters } from '../types/filters.ts';
import { goReason, trailingContent } from './go-json.ts';

/** Query parameters as dockerd reads them (moby `httputils/form.go`). */

/** Absent, empty, 0, no, false and none are false; anything else is true. */
export function flag(query: URLSearchParams, name: string): boolean {
  return !['', '0', 'no', 'false', 'none'].includes((query.get(name) ?? '').trim().toLowerCase());
}

export function flagOr(query: URLSearchParams, name: string, absent: boolean): boolean {
  return query.has(name) ? flag(query, name) : absent;
}

export function integer(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null || text === '') return undefined;
  // dockerd wraps it in no kind of error: 500.
  if (!/^[-+]?\d+$/.test(text)) throw new EngineError('internal', `strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`);
  return Number(text);
}

/** Present and not empty. */
export function word(query: URLSearchParams, name: string): string | undefined {
  return query.get(name) || undefined;
}

/** `{"key":{"value":true}}`, or the older `{"key":["value"]}`. */
export function filters(query: URLSearchParams): Filters {
  const text = query.get('filters');
  if (text === null || text === '') return {};
  const invalid = () => new EngineError('invalid', 'invalid filter');
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw invalid();
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw invalid();
  return Object.fromEntries(
    Object.entries(parsed).map(([key, values]) => {
      if (Array.isArray(values)) return [key, values.map(String)];
      if (typeof values !== 'object' || values === null) throw invalid();
      return [key, Object.keys(values)];
    }),
  );
}

/** Refuses filters that a list does not know, in dockerd's words. */
export function onlyFilters(given: Filters, known: readonly string[]): Filters {
  for (const key of Object.keys(given)) if (!known.includes(key)) throw new EngineError('invalid', `invalid filter '${key}'`);
  return given;
}

export function parseJson(text: string, complaint = 'invalid JSON'): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = goReason(text, error instanceof Error ? error.message : String(error));
    throw new EngineError('invalid', reason === trailingContent ? reason : `${complaint}: ${reason}`, { cause: error });
  }
}

/**
 * A moment as the API takes it: seconds since the epoch with an optional fraction, or RFC 3339. Milliseconds; undefined for absent, empty and 0.
 */
export function moment(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null || text === '' || text === '0') return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  const parsed = Date.parse(text);
  if (Number.isNaN(parsed))
    throw new EngineError('invalid', `invalid value for "${name}": failed to parse value as time or duration: "${text}"`);
  return parsed;
}

/** Label filters: `key` or `key=value`, all of them; `label!` none of them. */
export function matchesLabels(given: Filters, labels: Readonly<Record<string, string>>): boolean {
  const holds = (wanted: string): boolean => {
    const at = wanted.indexOf('=');
    return at < 0 ? wanted in labels : labels[wanted.slice(0, at)] === wanted.slice(at + 1);
  };
  return (given.label ?? []).every(holds) && !(given['label!'] ?? []).some(holds);
}
