import type { ContainerSummary } from '../../api/types/container.ts';
import { shortId } from '../../base/ids.ts';
import { familiarName, familiarString, parseReference } from '../../oci/reference.ts';
import { type ListFormat, labelLookup, type Row } from './list.ts';
import { displayPorts } from './ports.ts';
import { ago, ellipsis, goTime, humanSize } from './units.ts';

export const containerFormat: Omit<ListFormat, 'format'> = {
  table: 'table {{.ID}}\t{{.Image}}\t{{.Command}}\t{{.RunningFor}}\t{{.Status}}\t{{.Ports}}\t{{.Names}}',
  raw: 'container_id: {{.ID}}\nimage: {{.Image}}\ncommand: {{.Command}}\ncreated_at: {{.CreatedAt}}\nstate: {{- pad .State 1 0}}\nstatus: {{- pad .Status 1 0}}\nnames: {{.Names}}\nlabels: {{- pad .Labels 1 0}}\nports: {{- pad .Ports 1 0}}\n',
  type: '*formatter.ContainerContext',
  headers: {
    ID: 'CONTAINER ID',
    Names: 'NAMES',
    Image: 'IMAGE',
    Command: 'COMMAND',
    CreatedAt: 'CREATED AT',
    RunningFor: 'CREATED',
    Ports: 'PORTS',
    State: 'STATE',
    Status: 'STATUS',
    Size: 'SIZE',
    Labels: 'LABELS',
    Mounts: 'MOUNTS',
    LocalVolumes: 'LOCAL VOLUMES',
    Networks: 'NETWORKS',
    Platform: 'PLATFORM',
  },
};

/** A line of `docker ps`. `now` in milliseconds. */
export function containerRow(container: ContainerSummary, options: { truncate: boolean; now: number }): Row {
  const { truncate, now } = options;
  const labels = container.Labels ?? {};
  return {
    ID: truncate ? shortId(container.Id) : container.Id,
    Names: containerNames(container, truncate).join(','),
    Image: imageName(container, truncate),
    Command: JSON.stringify(truncate ? ellipsis(container.Command, 20) : container.Command),
    CreatedAt: goTime(container.Created),
    RunningFor: ago(container.Created, now),
    Ports: displayPorts(container.Ports ?? []),
    State: container.State,
    Status: container.Status,
    Size: sizes(container),
    Labels: Object.entries(labels)
      .map(([key, value]) => `${key}=${value}`)
      .sort()
      .join(','),
    Label: labelLookup(labels),
    Mounts: (container.Mounts ?? [])
      .map(({ Name, Source }) => Name || Source)
      .map((name) => (truncate ? ellipsis(name, 15) : name))
      .join(','),
    LocalVolumes: String((container.Mounts ?? []).filter((mount) => mount.Driver === 'local').length),
    Networks: Object.keys(container.NetworkSettings?.Networks ?? {}).join(','),
    Platform: null,
  };
}

/** Names without the slash before them; of names through links only the container's own. */
export function containerNames(container: ContainerSummary, truncate: boolean): string[] {
  const names = (container.Names ?? []).map((name) => name.slice(1));
  const own = names.find((name) => !name.includes('/'));
  return truncate && own !== undefined ? [own] : names;
}

function imageName({ Image: image, ImageID: id }: ContainerSummary, truncate: boolean): string {
  if (image === '') return '<no image>';
  if (!truncate) return image;
  if (shortId(id) === shortId(image)) return shortId(id);
  try {
    const reference = parseReference(image);
    const { digest: _, ...tagged } = reference;
    return reference.tag === undefined ? familiarName(reference) : familiarString(tagged);
  } catch {
    return image;
  }
}

function sizes({ SizeRw = 0, SizeRootFs = 0 }: ContainerSummary): string {
  const own = humanSize(SizeRw, 3);
  return SizeRootFs > 0 ? `${own} (virtual ${humanSize(SizeRootFs, 3)})` : own;
}
