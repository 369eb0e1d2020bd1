import { EngineError } from './errors.ts';

const units: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 };

/** The value of an `until` filter: seconds since the epoch, RFC 3339, or a Go duration before now. In milliseconds. */
export function momentOf(text: string, now: number): number {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  if (/^(\d+(\.\d+)?(ms|h|m|s))+$/.test(text)) {
    const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/g)];
    return now - parts.reduce((sum, [, count, unit]) => sum + Number(count) * (units[unit ?? ''] ?? 0), 0);
  }
  const moment = Date.parse(text);
  if (Number.isNaN(moment)) throw new EngineError('invalid', `invalid until filter value: "${text}"`);
  return moment;
}
