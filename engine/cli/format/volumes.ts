import type { Volume } from '../../api/types/volume.ts';
import { type ListFormat, labelLookup, type Row } from './list.ts';
import { humanSize } from './units.ts';

export const volumeFormat: Omit<ListFormat, 'format'> = {
  table: 'table {{.Driver}}\t{{.Name}}',
  raw: 'name: {{.Name}}\ndriver: {{.Driver}}\n',
  type: '*formatter.volumeContext',
  headers: {
    Name: 'VOLUME NAME',
    Driver: 'DRIVER',
    Scope: 'SCOPE',
    Availability: 'AVAILABILITY',
    Mountpoint: 'MOUNTPOINT',
    Labels: 'LABELS',
    Links: 'LINKS',
    Size: 'SIZE',
    Group: 'GROUP',
    Status: 'STATUS',
  },
};

export function volumeRow(volume: Volume): Row {
  const labels = volume.Labels ?? {};
  return {
    Name: volume.Name,
    Driver: volume.Driver,
    Scope: volume.Scope,
    Mountpoint: volume.Mountpoint,
    Labels: Object.entries(labels)
      .map(([key, value]) => `${key}=${value}`)
      .sort()
      .join(','),
    Label: labelLookup(labels),
    Links: volume.UsageData ? String(volume.UsageData.RefCount) : 'N/A',
    Size: volume.UsageData ? humanSize(volume.UsageData.Size) : 'N/A',
    Availability: 'N/A',
    Group: 'N/A',
    Status: 'N/A',
  };
}
