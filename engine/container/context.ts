import type { Clock } from '../base/clock.ts';
import { EngineError } from '../base/errors.ts';
import type { Emitter } from '../base/events.ts';
import type { Journal } from '../base/journal.ts';
import type { Agent } from '../guest/agent.ts';
import type { ImageStore } from '../image/image-store.ts';
import type { Networks } from '../network/networks.ts';
import type { Snapshots } from '../snapshot/snapshots.ts';
import type { RecordWriter } from '../store/record-writer.ts';
import type { Store } from '../store/store.ts';
import type { Volumes } from '../volume/volumes.ts';
import type { Container } from './container.ts';
import type { TraceSpan } from './manager.ts';
import { type ContainerRecord, type ContainerState, containerPrefix } from './record.ts';

/** What the container manager is made of. */
export interface ContainersOptions {
  readonly agent: Agent;
  readonly images: ImageStore;
  readonly store: Store;
  readonly snapshots: Snapshots;
  readonly networks: Networks;
  readonly volumes: Volumes;
  readonly clock: Clock;
  readonly journal: Journal;
}

/** What every verb works on. */
export interface Context extends ContainersOptions {
  readonly containers: Map<string, Container>;
  readonly records: RecordWriter;
  readonly logs: RecordWriter;
  readonly trace: Emitter<TraceSpan>;
  /** For those that `start.ts` itself depends on. */
  readonly start: (container: Container) => Promise<void>;
  /** Of the guest, in bytes: what a container without a limit may use. */
  memory: number;
}

/** By full ID, name or unambiguous ID prefix, in this order (moby: `GetContainer`). */
export function find(context: Context, ref: string): Container {
  const name = ref.replace(/^\//, '');
  const exact = context.containers.get(ref) ?? [...context.containers.values()].find((container) => container.name === name);
  if (exact !== undefined) return exact;
  const matches = ref === '' ? [] : [...context.containers.values()].filter(({ id }) => id.startsWith(ref));
  if (matches.length > 1) throw new EngineError('invalid', `Multiple IDs found with provided prefix: ${ref}`);
  if (matches[0] === undefined) throw new EngineError('notFound', `No such container: ${ref}`);
  return matches[0];
}

export function update(context: Context, container: Container, change: Partial<ContainerRecord>): void {
  container.record = { ...container.record, ...change };
  if (!container.gone) context.records.put(containerPrefix + container.id, container.record);
}

export function setState(context: Context, container: Container, change: Partial<ContainerState>): void {
  update(context, container, { state: { ...container.state, ...change } });
}

/** A container's event: image, name and labels always go with it (moby: `LogContainerEventWithAttributes`). */
export function announce(context: Context, container: Container, action: string, attributes: Readonly<Record<string, string>> = {}): void {
  const { config, name, id } = container.record;
  context.journal.record('container', action, id, { ...config.Labels, image: config.Image ?? '', name, ...attributes });
}

/** Measures a step for the benchmark. */
export async function traced<T>(context: Context, container: string, step: string, work: () => Promise<T>): Promise<T> {
  const start = context.clock.now();
  try {
    return await work();
  } finally {
    context.trace.emit({ container, step, start, duration: context.clock.now() - start });
  }
}
