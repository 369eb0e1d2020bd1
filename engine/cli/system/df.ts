import type { BuildCacheRecord } from '../../api/types/build.ts';
import type { DiskUsage } from '../../api/types/system.ts';
import { shortId } from '../../base/ids.ts';
import { command, noArguments } from '../command.ts';
import { bool, formatUsage, string } from '../flag.ts';
import { containerFormat, containerRow } from '../format/containers.ts';
import { imageFormat, imageRows } from '../format/images.ts';
import { execute, expandEscapes, formatList, parseFormat, type Row } from '../format/list.ts';
import { humanDuration, humanSize } from '../format/units.ts';
import { volumeFormat, volumeRow } from '../format/volumes.ts';

export const df = command({
  use: '[OPTIONS]',
  short: 'Show docker disk usage',
  flags: { format: string('', formatUsage), verbose: bool('v', 'Show detailed information on space usage') },
  args: noArguments,
  async run({ client, flags, out }) {
    const usage = await client.system.diskUsage();
    const isTable = flags.format === '' || flags.format === 'table';
    if (!flags.verbose) {
      await out(formatList(summaryRows(usage), { ...summaryFormat, format: flags.format }));
      return;
    }
    const sections = detailSections(usage, isTable);
    if (isTable) {
      await out(sections.map(({ title, rows, format }) => `${title}\n\n${formatList(rows, { ...format, format: '' })}`).join('\n'));
      return;
    }
    const template = parseFormat(flags.format === 'json' ? inOrder : expandEscapes(flags.format));
    const [images, containers, volumes, cache] = sections.map(({ rows }) => rows);
    await out(execute(() => template.execute({ Images: images, Containers: containers, Volumes: volumes, BuildCache: cache })));
  },
});

/** A Go struct's fields come in its order. */
const inOrder = `{${['Images', 'Containers', 'Volumes', 'BuildCache'].map((name) => `"${name}":{{json .${name}}}`).join()}}`;

const summaryFormat = {
  raw: 'type: {{.Type}}\ntotal: {{.TotalCount}}\nactive: {{.Active}}\nsize: {{.Size}}\nreclaimable: {{.Reclaimable}}\n',
  table: 'table {{.Type}}\t{{.TotalCount}}\t{{.Active}}\t{{.Size}}\t{{.Reclaimable}}',
  type: '*formatter.diskUsageImagesContext',
  headers: { Type: 'TYPE', TotalCount: 'TOTAL', Active: 'ACTIVE', Size: 'SIZE', Reclaimable: 'RECLAIMABLE' },
};

function summaryRows(usage: DiskUsage): Row[] {
  const images = usage.Images ?? [];
  const containers = usage.Containers ?? [];
  const volumes = usage.Volumes ?? [];
  const cache = usage.BuildCache ?? [];
  const used = images
    .filter((image) => image.Containers !== 0 && image.Size !== -1 && image.SharedSize !== -1)
    .reduce((sum, image) => sum + image.Size - image.SharedSize, 0);
  const active = containers.filter(({ State }) => ['running', 'paused', 'restarting'].includes(State));
  const sum = <T>(items: readonly T[], size: (item: T) => number | undefined) =>
    items.reduce((all, item) => all + Math.max(0, size(item) ?? 0), 0);
  const written = sum(containers, ({ SizeRw }) => SizeRw);
  const kept = sum(volumes, ({ UsageData }) => UsageData?.Size);
  const unused = volumes.filter(({ UsageData }) => UsageData?.RefCount === 0);
  const built = cacheSize(cache);
  const inUse = cache.filter(({ InUse, Shared }) => InUse && !Shared);
  const inUseImages = images.filter((image) => image.Containers > 0).length;
  const row = (type: string, total: number, busy: number, size: number, reclaimable: string): Row => ({
    Type: type,
    TotalCount: String(total),
    Active: String(busy),
    Size: humanSize(size),
    Reclaimable: reclaimable,
  });
  return [
    row('Images', images.length, inUseImages, usage.LayersSize, share(usage.LayersSize - used, usage.LayersSize)),
    row('Containers', containers.length, active.length, written, share(written - sum(active, ({ SizeRw }) => SizeRw), written)),
    row(
      'Local Volumes',
      volumes.length,
      volumes.length - unused.length,
      kept,
      share(
        sum(unused, ({ UsageData }) => UsageData?.Size),
        kept,
      ),
    ),
    row('Build Cache', cache.length, cache.filter(({ InUse }) => InUse).length, built, humanSize(built - sum(inUse, ({ Size }) => Size))),
  ];
}

function share(part: number, whole: number): string {
  return whole > 0 ? `${humanSize(part)} (${Math.trunc((part * 100) / whole)}%)` : humanSize(part);
}

/** What is shared with images counts there. */
function cacheSize(cache: readonly BuildCacheRecord[]): number {
  return cache.reduce((sum, { Shared, Size }) => sum + (Shared ? 0 : Size), 0);
}

const cacheFormat = {
  table: 'table {{.ID}}\t{{.CacheType}}\t{{.Size}}\t{{.CreatedSince}}\t{{.LastUsedSince}}\t{{.UsageCount}}\t{{.Shared}}',
  type: '*formatter.buildCacheContext',
  headers: {
    ID: 'CACHE ID',
    CacheType: 'CACHE TYPE',
    Size: 'SIZE',
    CreatedSince: 'CREATED',
    LastUsedSince: 'LAST USED',
    UsageCount: 'USAGE',
    InUse: 'IN USE',
    Shared: 'SHARED',
  },
};

function detailSections(usage: DiskUsage, truncate: boolean) {
  const now = Date.now();
  const since = (date: string) => `${humanDuration(now - Date.parse(date))} ago`;
  const cache = usage.BuildCache ?? [];
  return [
    {
      title: 'Images space usage:',
      // Only the first tag of each.
      rows: (usage.Images ?? []).map((image) => imageRows(image, { truncate, digests: false, now })[0] ?? {}),
      format: {
        ...imageFormat,
        table: 'table {{.Repository}}\t{{.Tag}}\t{{.ID}}\t{{.CreatedSince}}\t{{.Size}}\t{{.SharedSize}}\t{{.UniqueSize}}\t{{.Containers}}',
      },
    },
    {
      title: 'Containers space usage:',
      rows: (usage.Containers ?? []).map((container) => containerRow({ ...container, SizeRootFs: 0 }, { truncate, now })),
      format: {
        ...containerFormat,
        table: 'table {{.ID}}\t{{.Image}}\t{{.Command}}\t{{.LocalVolumes}}\t{{.Size}}\t{{.RunningFor}}\t{{.Status}}\t{{.Names}}',
      },
    },
    {
      title: 'Local Volumes space usage:',
      rows: (usage.Volumes ?? []).map(volumeRow),
      format: {
        ...volumeFormat,
        headers: { ...volumeFormat.headers, Name: 'VOLUME NAME' },
        table: 'table {{.Name}}\t{{.Links}}\t{{.Size}}',
      },
    },
    {
      title: `Build cache usage: ${humanSize(cacheSize(cache))}`,
      rows: cache.map((record) => ({
        ID: (truncate ? shortId(record.ID) : record.ID) + (record.InUse ? '*' : ''),
        CacheType: record.Type,
        Size: humanSize(record.Size, 3),
        CreatedSince: since(record.CreatedAt),
        LastUsedSince: record.LastUsedAt ? since(record.LastUsedAt) : '',
        UsageCount: String(record.UsageCount),
        InUse: String(record.InUse),
        Shared: String(record.Shared),
        Description: record.Description,
      })),
      format: cacheFormat,
    },
  ];
}
