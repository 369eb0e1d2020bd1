import { type Clock, rfc3339 } from '../base/clock.ts';
import { EngineError, isKind } from '../base/errors.ts';
import { randomId } from '../base/ids.ts';
import type { Journal } from '../base/journal.ts';
import type { Agent } from '../guest/agent.ts';
import { RecordWriter } from '../store/record-writer.ts';
import type { Store } from '../store/store.ts';
import { readTar } from '../tar/reader.ts';
import { checkOptions, isMounted, mountDevice } from './options.ts';
import type { VolumeCreate, VolumeInspect } from './spec.ts';

export type { VolumeCreate, VolumeInspect } from './spec.ts';

type Filters = Readonly<Record<string, readonly string[]>>;

/**
 * Named and anonymous volumes. Their files lie in the 9P tree that the engine serves (`volumes/<name>/_data`), so they are in the store as
 * soon as they are written; this keeps their names, labels and users. In the guest they appear where Docker has them.
 *
 * Life cycle: `createVolumes` → `await restore()` → use → `await flush()`.
 */
export interface Volumes {
  restore(): Promise<void>;
  flush(): Promise<void>;

  /** Idempotent for a name that exists with the same driver. Without a name: 64 hex digits and the label `com.docker.volume.anonymous`. */
  create(request: VolumeCreate): Promise<VolumeInspect>;
  /** `notFound` "get x: no such volume". */
  inspect(name: string): VolumeInspect;
  /** Filters: dangling, driver, label, name. */
  list(filters?: Filters): { Volumes: VolumeInspect[]; Warnings: null };
  /** `conflict` "remove x: volume is in use - [ids]"; `force` makes a missing one no error. */
  remove(name: string, options?: { force?: boolean }): Promise<void>;
  /** Anonymous ones; with filter `all=true` named ones too. Never those with a device. */
  prune(filters?: Filters): Promise<{ VolumesDeleted: string[]; SpaceReclaimed: number }>;
  /** Before a container starts with it: a volume with a device is mounted with its first user. */
  attach(name: string, use: VolumeUse): Promise<void>;
  /** After it has ended. */
  detach(name: string, container: string): Promise<void>;
  /** Bytes and number of containers, for `system df`. */
  usage(name: string): Promise<{ Size: number; RefCount: number }>;
  /** IDs of the containers that have it: set by the container manager. */
  usersOf: (name: string) => readonly string[];
}

export interface VolumeUse {
  /** The container's ID. */
  readonly container: string;
  readonly destination: string;
  readonly writable: boolean;
  readonly propagation: string;
}

const prefix = 'volume/';
const served = '/run/drydock/volumes';
const shown = '/var/lib/docker/volumes';
const anonymousLabel = 'com.docker.volume.anonymous';

export interface VolumesOptions {
  readonly agent: Agent;
  readonly store: Store;
  readonly clock: Clock;
  readonly journal: Journal;
}

export function createVolumes(options: VolumesOptions): Volumes {
  return new ServedVolumes(options);
}

class ServedVolumes implements Volumes {
  usersOf: (name: string) => readonly string[] = () => [];
  private readonly agent: Agent;
  private readonly store: Store;
  private readonly clock: Clock;
  private readonly journal: Journal;
  private readonly records: RecordWriter;
  private readonly volumes = new Map<string, VolumeInspect>();
  /** Containers that run with them. */
  private readonly users = new Map<string, Set<string>>();

  constructor({ agent, store, clock, journal }: VolumesOptions) {
    this.agent = agent;
    this.store = store;
    this.clock = clock;
    this.journal = journal;
    this.records = new RecordWriter(store, clock);
  }

  async restore(): Promise<void> {
    for (const [key, volume] of await this.store.list<VolumeInspect>(prefix)) {
      this.records.known(key);
      this.volumes.set(volume.Name, volume);
    }
    await this.agent.mkdir(shown, { parents: true, mode: 0o701 });
    await this.agent.mount({ source: served, target: shown, type: '', flags: ['bind'] });
  }

  flush(): Promise<void> {
    return this.records.flush();
  }

  async create(request: VolumeCreate): Promise<VolumeInspect> {
    const name = request.Name || randomId();
    if (request.Driver && request.Driver !== 'local') {
      const reason = `error looking up volume plugin ${request.Driver}: plugin "${request.Driver}" not found`;
      throw new EngineError('notFound', `create ${name}: ${reason}`);
    }
    const existing = this.volumes.get(name);
    if (existing !== undefined) return existing;
    if (name.length === 1) {
      throw new EngineError('invalid', `create ${name}: volume name is too short, names should be at least two alphanumeric characters`);
    }
    if (!/^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(name)) {
      throw new EngineError(
        'invalid',
        `create ${name}: "${name}" includes invalid characters for a local volume name, only "[a-zA-Z0-9][a-zA-Z0-9_.-]" are allowed. If you intended to pass a host directory, use absolute path`,
      );
    }
    const options = request.DriverOpts ?? null;
    try {
      checkOptions(options ?? {});
    } catch (error) {
      throw isKind(error, 'invalid') ? new EngineError('invalid', `create ${name}: ${error.message}`) : error;
    }
    const Mountpoint = `${shown}/${name}/_data`;
    await this.agent.mkdir(Mountpoint, { parents: true, mode: 0o755 });
    const labels = request.Labels === undefined || request.Labels === null ? null : sorted(request.Labels);
    const volume: VolumeInspect = {
      CreatedAt: rfc3339(this.clock.now()).replace(/\.\d+Z$/, 'Z'),
      Driver: 'local',
      Labels: request.Name ? labels : { ...labels, [anonymousLabel]: '' },
      Mountpoint,
      Name: name,
      Options: options && sorted(options),
      Scope: 'local',
    };
    this.volumes.set(name, volume);
    this.records.put(prefix + name, volume);
    this.journal.record('volume', 'create', name, { driver: 'local' });
    return volume;
  }

  inspect(name: string): VolumeInspect {
    const volume = this.volumes.get(name);
    if (volume === undefined) throw new EngineError('notFound', `get ${name}: no such volume`);
    return volume;
  }

  list(filters: Filters = {}): { Volumes: VolumeInspect[]; Warnings: null } {
    for (const key of Object.keys(filters)) {
      if (!['dangling', 'driver', 'label', 'name'].includes(key)) throw new EngineError('invalid', `invalid filter '${key}'`);
    }
    const dangling = filters.dangling ?? [];
    if (dangling.length > 1 || dangling.some((value) => !/^(1|0|true|false)$/.test(value))) {
      throw new EngineError('invalid', `invalid filter 'dangling=[${dangling.join(' ')}]'`);
    }
    const any = (key: string, test: (value: string) => boolean) => filters[key] === undefined || filters[key].some(test);
    const Volumes = [...this.volumes.values()].filter(
      (volume) =>
        any('name', (value) => volume.Name.includes(value)) &&
        any('driver', (value) => volume.Driver === value) &&
        any('dangling', (value) => isTrue(value) === (this.usersOf(volume.Name).length === 0)) &&
        (filters.label ?? []).every((label) => hasLabel(volume, label)),
    );
    return { Volumes: Volumes.sort((a, b) => (a.Name < b.Name ? -1 : 1)), Warnings: null };
  }

  async remove(name: string, { force = false }: { force?: boolean } = {}): Promise<void> {
    if (!this.volumes.has(name)) {
      if (force) return;
      throw new EngineError('notFound', `get ${name}: no such volume`);
    }
    const users = this.usersOf(name);
    if (users.length > 0) throw new EngineError('conflict', `remove ${name}: volume is in use - [${users.join(', ')}]`);
    this.volumes.delete(name);
    this.records.delete(prefix + name);
    this.journal.record('volume', 'destroy', name, { driver: 'local' });
    await this.agent.remove(`${served}/${name}`, { recursive: true });
  }

  async prune(filters: Filters = {}): Promise<{ VolumesDeleted: string[]; SpaceReclaimed: number }> {
    for (const key of Object.keys(filters)) {
      if (!['label', 'label!', 'all'].includes(key)) throw new EngineError('invalid', `invalid filter '${key}'`);
    }
    const wrong = (filters.all ?? []).find((value) => !/^(1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/.test(value));
    if (wrong !== undefined) {
      throw new EngineError('invalid', `invalid filter 'all': strconv.ParseBool: parsing ${JSON.stringify(wrong)}: invalid syntax`);
    }
    const all = (filters.all ?? []).some(isTrue);
    const unused = [...this.volumes.values()].filter(
      (volume) =>
        this.usersOf(volume.Name).length === 0 &&
        Object.keys(volume.Options ?? {}).length === 0 &&
        (all || hasLabel(volume, anonymousLabel)) &&
        (filters.label ?? []).every((label) => hasLabel(volume, label)) &&
        !(filters['label!'] ?? []).some((label) => hasLabel(volume, label)),
    );
    let SpaceReclaimed = 0;
    for (const { Name } of unused) {
      SpaceReclaimed += await this.size(Name);
      await this.remove(Name);
    }
    this.journal.record('volume', 'prune', '', { reclaimed: String(SpaceReclaimed) });
    return { VolumesDeleted: unused.map(({ Name }) => Name), SpaceReclaimed };
  }

  async attach(name: string, { container, destination, writable, propagation }: VolumeUse): Promise<void> {
    const { Options, Mountpoint } = this.inspect(name);
    const users = this.users.get(name) ?? new Set();
    if (users.size === 0 && isMounted(Options)) await mountDevice(this.agent, Options, Mountpoint);
    this.users.set(name, users.add(container));
    const attributes = { container, destination, driver: 'local', propagation, 'read/write': String(writable) };
    this.journal.record('volume', 'mount', name, attributes);
  }

  async detach(name: string, container: string): Promise<void> {
    const users = this.users.get(name);
    if (!users?.delete(container)) return;
    this.journal.record('volume', 'unmount', name, { container, driver: 'local' });
    if (users.size > 0) return;
    this.users.delete(name);
    if (isMounted(this.volumes.get(name)?.Options ?? null)) await this.agent.unmount(`${shown}/${name}/_data`, { lazy: true });
  }

  async usage(name: string): Promise<{ Size: number; RefCount: number }> {
    return { Size: await this.size(name), RefCount: this.usersOf(name).length };
  }

  private async size(name: string): Promise<number> {
    let size = 0;
    for await (const { header } of readTar(this.agent.pack({ dir: this.inspect(name).Mountpoint, metadataOnly: true }))) {
      if (header.type === 'file') size += Number(header.records.get('DRYDOCK.size') ?? 0);
    }
    return size;
  }
}

function hasLabel({ Labels }: VolumeInspect, label: string): boolean {
  const equals = label.indexOf('=');
  const labels = Labels ?? {};
  return equals < 0 ? Object.hasOwn(labels, label) : labels[label.slice(0, equals)] === label.slice(equals + 1);
}

function sorted(map: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function isTrue(value: string): boolean {
  return value === 'true' || value === '1';
}
