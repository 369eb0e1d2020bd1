import type { PruneReport } from '../../api/types/system.ts';
import { command, noArguments } from '../command.ts';
import { pruneFilters } from '../config-file.ts';
import { bool, filter } from '../flag.ts';
import { imageLines } from '../image/prune.ts';
import { confirm, deleted, reclaimed } from '../prune.ts';

export const prune = command({
  use: '[OPTIONS]',
  short: 'Remove unused data',
  flags: {
    all: bool('a', 'Remove all unused images not just dangling ones'),
    filter: filter('', 'Provide filter values (e.g. "label=<key>=<value>")'),
    force: bool('f', 'Do not prompt for confirmation'),
    volumes: bool('', 'Prune anonymous volumes'),
  },
  args: noArguments,
  async run({ client, io, flags, config, out }) {
    const filters = pruneFilters(await config(), flags.filter);
    if (flags.volumes && filters.until !== undefined) throw new Error('ERROR: The "until" filter is not supported with "--volumes"');
    if (!flags.force) await confirm(io, out, warning({ ...flags, filter: filters }));
    const dangling = { ...filters, dangling: [String(!flags.all)] };
    const steps: ReadonlyArray<readonly [() => Promise<PruneReport>, (report: PruneReport) => string]> = [
      [() => client.containers.prune(filters), (report) => deleted('Deleted Containers', report.ContainersDeleted)],
      [() => client.networks.prune(filters), (report) => deleted('Deleted Networks', report.NetworksDeleted)],
      ...(flags.volumes
        ? [[() => client.volumes.prune(filters), (report: PruneReport) => deleted('Deleted Volumes', report.VolumesDeleted)] as const]
        : []),
      [() => client.images.prune(dangling), (report) => deleted('Deleted Images', imageLines(report))],
      [() => client.build.prune({ all: flags.all, filters }), (report) => deleted('Deleted build cache objects', report.CachesDeleted)],
    ];
    let space = 0;
    for (const [step, show] of steps) {
      const report = await step();
      space += report.SpaceReclaimed ?? 0;
      await out(show(report));
    }
    await out(reclaimed(space));
  },
});

function warning(flags: { all: boolean; volumes: boolean; filter: Readonly<Record<string, readonly string[]>> }): string {
  const items = [
    'all stopped containers',
    'all networks not used by at least one container',
    ...(flags.volumes ? ['all anonymous volumes not used by at least one container'] : []),
    flags.all ? 'all images without at least one container associated to them' : 'all dangling images',
    flags.all ? 'all build cache' : 'unused build cache',
  ];
  const filters = ['label', 'label!', 'until'].flatMap((name) => (flags.filter[name] ?? []).map((value) => `${name}=${value}`));
  const filtered =
    filters.length === 0 ? '' : `\n  Items to be pruned will be filtered with:\n${filters.map((item) => `  - ${item}\n`).join('')}`;
  return `WARNING! This will remove:\n${items.map((item) => `  - ${item}\n`).join('')}${filtered}\nAre you sure you want to continue?`;
}
