import { command, noArguments } from '../command.ts';
import { bool, filter, string } from '../flag.ts';
import { cacheDetails, cacheSummary, cacheTable } from './usage.ts';

export const du = command({
  use: '',
  short: 'Disk usage',
  fullName: 'docker buildx du',
  flags: {
    builder: string('', 'Override the configured builder instance'),
    debug: bool('D', 'Enable debug logging'),
    filter: filter('', 'Provide filter values'),
    verbose: bool('', 'Provide a more verbose output'),
  },
  args: noArguments,
  async run({ client, flags, out }) {
    const all = (await client.system.diskUsage(['build-cache'])).BuildCache ?? [];
    const records = all.filter((record) => matches(record, flags.filter));
    const now = Date.now();
    await out(flags.verbose ? cacheDetails(records, now) : cacheTable(records, now));
    if (Object.keys(flags.filter).length === 0) await out(cacheSummary(records));
  },
});

/** BuildKit filters by field; the engine tells less of a record than BuildKit knows. */
function matches(
  record: { readonly ID: string; readonly Type: string; readonly Description: string; readonly InUse: boolean; readonly Shared: boolean },
  filters: Readonly<Record<string, readonly string[]>>,
): boolean {
  return Object.entries(filters).every(([name, [value = '']]) => {
    if (name === 'id') return record.ID.includes(value);
    if (name === 'type') return record.Type === value;
    if (name === 'description') return record.Description === value;
    if (name === 'inuse') return record.InUse;
    if (name === 'shared') return record.Shared;
    if (name === 'private') return !record.Shared;
    throw new Error(`unknown filter ${name}`);
  });
}
