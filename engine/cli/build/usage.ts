import type { BuildCacheRecord } from '../../api/types/build.ts';
import { humanDuration, humanSize } from '../format/units.ts';

/** The build cache as buildx prints it: `du` and what `prune` took away. */

export function cacheTable(records: readonly BuildCacheRecord[], now: number): string {
  if (records.length === 0) return '';
  const rows = records.map(({ ID, InUse, Size, Shared, LastUsedAt }) => [
    ID.padEnd(40),
    String(!InUse).padEnd(5),
    `${humanSize(Size)}${Shared ? '*' : ''}`.padEnd(10),
    LastUsedAt ? `${humanDuration(now - Date.parse(LastUsedAt))} ago` : '',
  ]);
  return tabbed([['ID', 'RECLAIMABLE', 'SIZE', 'LAST ACCESSED'], ...rows]);
}

export function cacheDetails(records: readonly BuildCacheRecord[], now: number): string {
  return records
    .map(({ ID, Parents, CreatedAt, InUse, Shared, Size, Description, UsageCount, LastUsedAt, Type }) => {
      const rows = [
        ['ID:', ID],
        ...(Parents?.length ? [['Parent:', Parents.join(',')]] : []),
        ['Created at:', CreatedAt.replace('T', ' ').replace('Z', ' +0000 UTC')],
        ['Mutable:', 'false'],
        ['Reclaimable:', String(!InUse)],
        ['Shared:', String(Shared)],
        ['Size:', humanSize(Size)],
        ...(Description === '' ? [] : [['Description:', Description]]),
        ['Usage count:', String(UsageCount)],
        ...(LastUsedAt ? [['Last used:', `${humanDuration(now - Date.parse(LastUsedAt))} ago`]] : []),
        ...(Type === '' ? [] : [['Type:', Type]]),
      ];
      return `${tabbed(rows)}\n`;
    })
    .join('');
}

export function cacheSummary(records: readonly BuildCacheRecord[]): string {
  const sum = (some: readonly BuildCacheRecord[]) => some.reduce((total, { Size }) => total + Size, 0);
  const total = sum(records);
  const shared = sum(records.filter(({ Shared }) => Shared));
  return tabbed([
    ...(shared > 0
      ? [
          ['Shared:', humanSize(shared)],
          ['Private:', humanSize(total - shared)],
        ]
      : []),
    ['Reclaimable:', humanSize(sum(records.filter(({ InUse }) => !InUse)))],
    ['Total:', humanSize(total)],
  ]);
}

const TAB = 8;

/** Go's tabwriter where it pads with tabs: columns are multiples of eight, their last cells end the line. */
export function tabbed(rows: ReadonlyArray<readonly string[]>): string {
  const columns = Math.max(...rows.map((row) => row.length)) - 1;
  const widths = Array.from({ length: columns }, (_, column) => {
    const widest = Math.max(...rows.map((row) => (column < row.length - 1 ? (row[column]?.length ?? 0) : 0)));
    return Math.ceil((widest + 1) / TAB) * TAB;
  });
  const pad = (cell: string, width: number) => cell + '\t'.repeat(Math.ceil((width - cell.length) / TAB));
  return rows
    .map((row) => `${row.map((cell, column) => (column < row.length - 1 ? pad(cell, widths[column] ?? 0) : cell)).join('')}\n`)
    .join('');
}
