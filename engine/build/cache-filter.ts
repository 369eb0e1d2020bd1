import { EngineError } from '../base/errors.ts';
import type { Digest } from '../oci/digest.ts';
import type { CacheRecord } from './cache.ts';

/** The filters of `docker builder prune` and `docker buildx du`. `now` in milliseconds. */
export function cacheFilter(
  filters: Readonly<Record<string, readonly string[]>>,
  inUse: (diffID: Digest) => boolean,
  now: number,
): (record: CacheRecord) => boolean {
  if ('until' in filters && 'unused-for' in filters) throw new EngineError('invalid', 'conflicting filters "until" and "unused-for"');
  const tests = Object.entries(filters).map(([name, values]): ((record: CacheRecord) => boolean) => {
    if (values.length > 1) throw new EngineError('invalid', 'filters expect only one value');
    const [value = ''] = values;
    const isShared = ({ layer }: CacheRecord) => layer !== undefined && inUse(layer.diffID);
    switch (name) {
      case 'until':
      case 'unused-for': {
        const age = milliseconds(value);
        if (age === undefined) throw new EngineError('invalid', `"${name}" filter expects a duration (e.g., '24h')`);
        return ({ lastUsedAt }) => lastUsedAt <= now - age;
      }
      case 'id':
        return ({ key }) => key.replace(/^sha256:/, '').includes(value);
      case 'type':
        return ({ type = 'regular' }) => type === value;
      case 'description':
        return ({ description }) => description === value;
      case 'shared':
        return isShared;
      case 'private':
        return (record) => !isShared(record);
      default:
        // `inuse`: nothing of the cache is, between builds; and records have no parents of their own here.
        return () => false;
    }
  });
  return (record) => tests.every((test) => test(record));
}

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Go's `1h30m`. */
function milliseconds(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(text)) return undefined;
  return [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)].reduce(
    (sum, [, count, unit = '']) => sum + Number(count) * (units[unit] ?? 0),
    0,
  );
}
