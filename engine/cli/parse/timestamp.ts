import { parseDuration } from '../go.ts';

/**
 * A `--since` or `--until` as Unix seconds with nanoseconds: a span back from `now` (milliseconds), an RFC 3339 date in any of its
 * shortened forms (UTC where it names no zone), or the number itself. Empty stays empty.
 */
export function timestamp(flag: string, text: string, now: number): string {
  if (text === '') return '';
  if (/^\d+(\.\d{1,9})?$/.test(text)) return text;
  try {
    return seconds(now * 1e6 - parseDuration(text));
  } catch {
    // Not a span: a date, perhaps.
  }
  const match = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2})(?::(\d{2})(?::(\d{2})(\.\d{1,9})?)?)?)?(Z|[-+]\d{2}:\d{2})?$/.exec(text);
  if (match !== null) {
    const [, date, hour = '00', minute = '00', second = '00', fraction = '', zone = 'Z'] = match;
    const whole = Date.parse(`${date}T${hour}:${minute}:${second}${zone}`);
    if (!Number.isNaN(whole)) return `${whole / 1000}.${fraction.slice(1).padEnd(9, '0')}`;
  }
  throw new Error(`${flag === '' ? '' : `invalid value for "${flag}": `}${complaint(text)}`);
}

/** What Go's time package has against it: text without any `-` never was a date. */
function complaint(text: string): string {
  if (!text.includes('-')) return `failed to parse value as time or duration: ${JSON.stringify(text)}`;
  const date = /^(\d{4})-(\d{2})-(\d{2})/.exec(text);
  if (date === null) return `parsing time ${JSON.stringify(text)} as "2006-01-02": cannot parse ${JSON.stringify(text)} as "2006"`;
  return `parsing time ${JSON.stringify(text)}: ${Number(date[2]) < 1 || Number(date[2]) > 12 ? 'month' : 'day'} out of range`;
}

function seconds(nanoseconds: number): string {
  return (nanoseconds / 1e9).toFixed(9);
}
