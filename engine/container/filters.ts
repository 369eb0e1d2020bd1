import { EngineError } from '../base/errors.ts';
import { clean } from '../base/path.ts';
import { labelsMatch } from '../network/filters.ts';
import type { Container } from './container.ts';
import { type Context, find } from './context.ts';
import type { Filters } from './manager.ts';

const known = new Set(
  'ancestor before exited expose health id is-task isolation label label! name network publish since status until volume'.split(' '),
);
const statuses = ['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead'];
const healths = ['none', 'starting', 'healthy', 'unhealthy'];

/** moby: `includeContainerInList`. Values of one key are alternatives, keys must all agree; labels must all be there. */
export function filterContainers(context: Context, containers: readonly Container[], filters: Filters): Container[] {
  for (const key of Object.keys(filters)) if (!known.has(key)) throw new EngineError('invalid', `invalid filter '${key}'`);
  const oneOf = (key: string, name: string, values: readonly string[]) => {
    const wrong = filters[key]?.find((value) => !values.includes(value));
    if (wrong === undefined) return;
    throw new EngineError(
      'invalid',
      `invalid filter '${key}=${wrong}': invalid value for ${name} (${wrong}): must be one of ${values.join(', ')}`,
    );
  };
  for (const code of filters.exited ?? []) {
    if (/^[+-]?\d+$/.test(code)) continue;
    throw new EngineError('invalid', `invalid filter 'exited=${code}': strconv.Atoi: parsing ${JSON.stringify(code)}: invalid syntax`);
  }
  oneOf('status', 'state', statuses);
  const tasks = filters['is-task'] ?? [];
  if (tasks.length > 0 && !(tasks.length === 1 && /^(0|1|true|false)$/i.test(tasks[0] ?? ''))) {
    throw new EngineError('invalid', `invalid filter 'is-task=[${tasks.join(' ')}]'`);
  }
  // There is no swarm whose tasks they could be.
  if (/^(1|true)$/i.test(tasks[0] ?? '')) return [];
  oneOf('health', 'health', healths);
  const ancestors = (filters.ancestor ?? []).flatMap((name) => ancestorsOf(context, name));
  const before = filters.before?.map((ref) => find(context, ref).record.created);
  const since = filters.since?.map((ref) => find(context, ref).record.created);
  for (const key of ['publish', 'expose']) for (const value of filters[key] ?? []) portRange(key, value);
  const any = (key: string, test: (value: string) => boolean) => filters[key] === undefined || filters[key].some(test);
  return containers.filter((container) => {
    const { record, id, name, state } = container;
    return (
      any('id', (value) => id.startsWith(value)) &&
      any('name', (value) => matches(value, name)) &&
      labelsMatch(record.config.Labels ?? {}, filters.label, filters['label!']) &&
      any('status', (value) => state.status === value) &&
      any('exited', (value) => state.status === 'exited' && state.exitCode === Number(value)) &&
      any('health', (value) => (state.health?.Status ?? 'none') === value) &&
      any(
        'network',
        (value) => Object.keys(record.networks).includes(value) || networkIds(context, container).some((other) => other.startsWith(value)),
      ) &&
      any('volume', (value) => record.mounts.some(({ Name, Destination }) => Name === value || Destination === clean(value))) &&
      any('publish', (value) => portRange('publish', value).some((port) => published(container).has(port))) &&
      any('expose', (value) => portRange('expose', value).some((port) => exposed(container).has(port))) &&
      (filters.ancestor === undefined || record.stack.length === 0 || ancestors.some((stack) => isAncestor(stack, container))) &&
      (before === undefined || before.every((time) => record.created < time)) &&
      (since === undefined || since.every((time) => record.created > time))
    );
  });
}

/** A regular expression, on the name with and without its slash. */
function matches(pattern: string, name: string): boolean {
  try {
    const expression = new RegExp(pattern);
    return expression.test(name) || expression.test(`/${name}`);
  } catch {
    return name.includes(pattern);
  }
}

interface Ancestor {
  readonly id: string;
  readonly layers: readonly string[];
}

function ancestorsOf(context: Context, name: string): Ancestor[] {
  try {
    const { id, layers } = context.images.resolve(name);
    return [{ id, layers: layers.map(({ diffID }) => diffID) }];
  } catch {
    return [];
  }
}

/** The image itself, or one built on all of its layers. */
function isAncestor({ id, layers }: Ancestor, { record }: Container): boolean {
  return record.imageId === id || (layers.length > 0 && layers.every((layer, index) => record.stack[index] === layer));
}

function networkIds(context: Context, { record }: Container): string[] {
  return context.networks
    .list()
    .filter(({ Name }) => Object.hasOwn(record.networks, Name))
    .map(({ Id }) => Id);
}

/** `80`, `80/udp`, `8000-8010/tcp` as single ports with protocol. */
function portRange(key: string, value: string): string[] {
  const match = /^(\d+)(?:-(\d+))?(?:\/(tcp|udp|sctp))?$/.exec(value);
  if (match === null) {
    const port = JSON.stringify(value.split('/', 1)[0]);
    throw new EngineError('internal', `error while looking up for ${key} ${value}: strconv.ParseUint: parsing ${port}: invalid syntax`);
  }
  const [, first, last = first, protocol = 'tcp'] = match;
  const ports: string[] = [];
  for (let port = Number(first); port <= Math.min(Number(last), 65535); port++) ports.push(`${port}/${protocol}`);
  return ports;
}

function published({ run }: Container): Set<string> {
  const found = new Set<string>();
  for (const [port, bindings] of Object.entries(run?.ports ?? {})) {
    for (const { HostPort } of bindings ?? []) found.add(`${HostPort}/${port.split('/')[1]}`).add(port);
  }
  return found;
}

function exposed({ record }: Container): Set<string> {
  return new Set(Object.keys(record.config.ExposedPorts ?? {}).map((port) => (port.includes('/') ? port : `${port}/tcp`)));
}
