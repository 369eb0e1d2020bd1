import { formatG } from '../go.ts';

/** go-units: sizes and spans of time as Docker prints them. */

const decimal = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB', 'ZB', 'YB'];
const binary = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB', 'ZiB', 'YiB'];

function scaled(size: number, base: number, units: readonly string[], precision: number): string {
  let value = size;
  let at = 0;
  while (value >= base && at < units.length - 1) {
    value /= base;
    at += 1;
  }
  return `${formatG(value, precision)}${units[at]}`;
}

/** `77.9MB`: three digits in lists of images and containers, four elsewhere. */
export function humanSize(size: number, precision = 4): string {
  return scaled(size, 1000, decimal, precision);
}

/** `1.5GiB`. */
export function binarySize(size: number): string {
  return scaled(size, 1024, binary, 4);
}

/** Milliseconds as `About a minute`, `3 weeks`. */
export function humanDuration(milliseconds: number): string {
  const seconds = Math.trunc(milliseconds / 1000);
  if (seconds < 1) return 'Less than a second';
  if (seconds === 1) return '1 second';
  if (seconds < 60) return `${seconds} seconds`;
  const minutes = Math.trunc(seconds / 60);
  if (minutes === 1) return 'About a minute';
  if (minutes < 60) return `${minutes} minutes`;
  const hours = Math.trunc(milliseconds / 3_600_000 + 0.5);
  if (hours === 1) return 'About an hour';
  if (hours < 48) return `${hours} hours`;
  if (hours < 24 * 7 * 2) return `${Math.trunc(hours / 24)} days`;
  if (hours < 24 * 30 * 2) return `${Math.trunc(hours / 24 / 7)} weeks`;
  if (hours < 24 * 365 * 2) return `${Math.trunc(hours / 24 / 30)} months`;
  return `${Math.trunc(milliseconds / 3_600_000 / 24 / 365)} years`;
}

/** `3 hours ago`; seconds since the epoch. */
export function ago(created: number, now: number): string {
  return `${humanDuration(now - created * 1000)} ago`;
}

/** Go's time.Time.String() of a UTC moment; seconds since the epoch. */
export function goTime(seconds: number): string {
  const iso = new Date(seconds * 1000).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} +0000 UTC`;
}

/** The same of a time in RFC 3339, to the last digit of its fraction. */
export function goTimeOf(text: string): string {
  const [, date, time, fraction = '', zone = 'Z'] = /^(\S+)T([\d:]+)(\.\d+)?(Z|[-+]\d\d:\d\d)$/.exec(text) ?? [];
  if (date === undefined) return text;
  const shown = fraction.replace(/\.?0+$/, '');
  return zone === 'Z' ? `${date} ${time}${shown} +0000 UTC` : `${date} ${time}${shown} ${zone.replace(':', '')} ${zone.replace(':', '')}`;
}

/** The first `limit` characters, the last of them `…` when some were left out. */
export function ellipsis(text: string, limit: number): string {
  const chars = [...text];
  if (limit <= 0) return '';
  if (limit === 1) return chars[0] ?? '';
  return chars.length > limit ? `${chars.slice(0, limit - 1).join('')}…` : text;
}
