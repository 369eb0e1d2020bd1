import type { Container } from './container.ts';
import { type Context, find } from './context.ts';
import { filterContainers } from './filters.ts';
import { endpointsOf, mountPoint, portsOf, sizesOf } from './inspect.ts';
import type { ListOptions } from './manager.ts';
import type { ContainerSummary, PortSummary } from './spec.ts';
import { statusText } from './status-text.ts';

/** `GET /containers/json`. Newest first. */
export async function listContainers(context: Context, options: ListOptions = {}): Promise<ContainerSummary[]> {
  const { filters = {}, limit = 0 } = options;
  for (const ref of [...(filters.before ?? []), ...(filters.since ?? [])]) find(context, ref);
  // Asking for a state, or for the last n, means all states.
  const all = options.all || limit > 0 || filters.status !== undefined || filters.exited !== undefined;
  const newest = [...context.containers.values()].sort((a, b) => b.record.created - a.record.created);
  const shown = filterContainers(context, newest, filters).filter(({ running, state }) => all || running || state.status === 'restarting');
  return Promise.all((limit > 0 ? shown.slice(0, limit) : shown).map((container) => summary(context, container, options.size ?? false)));
}

async function summary(context: Context, container: Container, size: boolean): Promise<ContainerSummary> {
  const { record } = container;
  return {
    Id: record.id,
    Names: [`/${record.name}`],
    Image: imageName(context, container),
    ImageID: record.imageId,
    Command: commandText(record.path, record.args),
    Created: Math.floor(record.created / 1000),
    Ports: portSummaries(container),
    ...(size && (await sizesOf(context, container))),
    Labels: record.config.Labels ?? {},
    State: record.state.status,
    Status: statusText(record, context.clock.now()),
    HostConfig: { NetworkMode: record.hostConfig.NetworkMode ?? 'bridge' },
    NetworkSettings: { Networks: endpointsOf(container) },
    Mounts: record.mounts.filter(({ unlisted }) => !unlisted).map(mountPoint),
  };
}

/** As it was asked for, while that name still means this image; its ID otherwise (moby: `refreshImage`). */
function imageName(context: Context, { record }: Container): string {
  const asked = record.config.Image ?? '';
  try {
    return context.images.resolve(asked).id === record.imageId ? asked : record.imageId;
  } catch {
    return record.imageId;
  }
}

/** moby: arguments with spaces are put into single quotes. */
function commandText(path: string, args: readonly string[]): string {
  if (args.length === 0) return path;
  return [path, ...args.map((argument) => (argument.includes(' ') ? `'${argument}'` : argument))].join(' ');
}

function portSummaries(container: Container): PortSummary[] {
  return Object.entries(portsOf(container)).flatMap(([port, bindings]) => {
    const [number = '', Type = 'tcp'] = port.split('/');
    const PrivatePort = Number(number);
    if (!bindings?.length) return [{ PrivatePort, Type }];
    return bindings.map(({ HostIp = '', HostPort = '' }) => ({ IP: HostIp, PrivatePort, PublicPort: Number(HostPort), Type }));
  });
}
