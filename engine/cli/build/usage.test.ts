import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cacheDetails, cacheSummary, cacheTable } from './usage.ts';

const record = {
  ID: '4c1c139a224d28aff27c17351',
  Type: 'regular',
  Description: 'RUN true',
  InUse: false,
  Shared: true,
  Size: 8_190,
  CreatedAt: '2030-01-01T00:00:00.5Z',
  LastUsedAt: '2030-01-01T00:00:00Z',
  UsageCount: 2,
};
const now = Date.parse('2030-01-01T00:00:05Z');

test('the build cache in columns that tabs make', () => {
  assert.equal(
    cacheTable([record], now),
    `ID\t\t\t\t\t\tRECLAIMABLE\tSIZE\t\tLAST ACCESSED\n4c1c139a224d28aff27c17351${' '.repeat(15)}\ttrue \t\t8.19kB*   \t5 seconds ago\n`,
  );
  assert.equal(cacheTable([], now), '');
  assert.equal(cacheSummary([]), 'Reclaimable:\t0B\nTotal:\t\t0B\n');
  assert.equal(cacheSummary([record]), 'Shared:\t\t8.19kB\nPrivate:\t0B\nReclaimable:\t8.19kB\nTotal:\t\t8.19kB\n');
});

test('and record by record', () => {
  assert.match(
    cacheDetails([record], now),
    /^ID:\t\t4c1c139a224d28aff27c17351\nCreated at:\t2030-01-01 00:00:00\.5 \+0000 UTC\nMutable:\tfalse\n/,
  );
});
