import { EngineError } from '../base/errors.ts';
import { type LiveNetwork, predefined } from './network.ts';

/** Docker's filter argument, decoded: key to values. */
export type NetworkFilters = Readonly<Record<string, readonly string[]>>;

const known = { list: ['dangling', 'driver', 'id', 'idOrName', 'label', 'name', 'scope', 'type'], prune: ['label', 'label!', 'until'] };

export function checkFilters(filters: NetworkFilters, of: keyof typeof known): void {
  for (const key of Object.keys(filters)) if (!known[of].includes(key)) throw new EngineError('invalid', `invalid filter '${key}'`);
}

/** moby `network.FilterNetworks`. */
export function matchesFilters({ record, members }: LiveNetwork, filters: NetworkFilters): boolean {
  const any = (key: string, test: (value: string) => boolean) => filters[key] === undefined || filters[key].some(test);
  const builtin = predefined.includes(record.name);
  return (
    any('name', (value) => partly(record.name, value)) &&
    any('id', (value) => partly(record.id, value)) &&
    any('idOrName', (value) => partly(record.name, value) || partly(record.id, value)) &&
    any('driver', (value) => record.driver === value) &&
    any('scope', (value) => value === 'local') &&
    any('dangling', (value) => isDangling(value) === (members.size === 0 && !builtin)) &&
    any('type', (value) => isBuiltin(value) === builtin) &&
    labelsMatch(record.labels, filters.label)
  );
}

/** A part of it, or a regular expression for it (moby `filters.Args.Match`). */
function partly(text: string, wanted: string): boolean {
  if (text.includes(wanted)) return true;
  try {
    return new RegExp(wanted).test(text);
  } catch {
    return false;
  }
}

function isDangling(value: string): boolean {
  if (value === '1' || value === 'true') return true;
  if (value === '0' || value === 'false') return false;
  throw new EngineError('invalid', `invalid value for filter 'dangling', must be "true" (or "1"), or "false" (or "0")`);
}

function isBuiltin(value: string): boolean {
  if (value !== 'builtin' && value !== 'custom') throw new EngineError('internal', `invalid filter: 'type'='${value}'`);
  return value === 'builtin';
}

/** All of `wanted` (`key` or `key=value`) are there, and none of `unwanted`. */
export function labelsMatch(
  labels: Readonly<Record<string, string>>,
  wanted: readonly string[] = [],
  unwanted: readonly string[] = [],
): boolean {
  const has = (wish: string) => {
    const equals = wish.indexOf('=');
    return equals < 0 ? Object.hasOwn(labels, wish) : labels[wish.slice(0, equals)] === wish.slice(equals + 1);
  };
  return wanted.every(has) && !unwanted.some(has);
}
