import { shortId } from '../../engine/base/ids.ts';

/** Bytes as Docker prints them: decimal units, three significant digits. */
export function size(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${Number(value.toPrecision(3))} ${units[unit]}`;
}

export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

/** A container's name without the slash that the daemon puts before it. */
export const containerName = ({ Names, Id }: { readonly Names: readonly string[]; readonly Id: string }): string =>
  Names[0]?.replace(/^\//, '') ?? shortId(Id);
