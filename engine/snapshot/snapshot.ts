import { EngineError } from '../base/errors.ts';
import { Mutex } from '../base/mutex.ts';
import type { BlobReader, ByteSource } from '../base/stream.ts';
import type { Agent } from '../guest/agent.ts';
import type { ImageStore } from '../image/image-store.ts';
import { openRoot } from '../image/root.ts';
import type { StagedLayer } from '../image/types.ts';
import type { Digest } from '../oci/digest.ts';
import type { TarHeader } from '../tar/header.ts';
import { type FileChange, fileSize, type LowerLookup, upperChanges } from './changes.ts';
import { headersOf, headOf } from './headers.ts';
import type { LayerMounts } from './layer-mounts.ts';
import { layerOf } from './layer-of.ts';
import { fingerprint } from './upper.ts';

export interface SnapshotBackends {
  readonly agent: Agent;
  readonly images: ImageStore;
  readonly layers: LayerMounts;
  /** Absent: only the layers' files are there. */
  readonly initLayer: string | undefined;
}

/** Bytes of a saved upper from which on it is taken out of the guest while it is not mounted. */
const worthFreeing = 1 << 20;

/** One writable file system. Its steps are carried out one after the other. */
export class Snapshot {
  /** Of the guest: for files that belong to the container but not to its file system (`hosts`, ...). */
  readonly directory: string;
  /** Of the guest, on the tmpfs for uppers: overlayfs wants upper and work directory on one file system. */
  private readonly writable: string;
  /** Bottom first. */
  readonly stack: readonly Digest[];
  private readonly backends: SnapshotBackends;
  private readonly steps = new Mutex();
  private saved: Digest | undefined;
  /** Of the upper when it was saved. */
  private savedPrint: string | undefined;
  private savedSize = 0;
  private savedHeaders: { readonly of: Digest; readonly headers: readonly TarHeader[] } | undefined;
  private state: 'absent' | 'present' | 'mounted' = 'absent';
  private mounting: Promise<void> | undefined;
  private users = 0;

  constructor(
    backends: SnapshotBackends,
    place: { directory: string; writable: string; stack: readonly Digest[]; saved: Digest | undefined },
  ) {
    this.backends = backends;
    this.directory = place.directory;
    this.writable = place.writable;
    this.stack = place.stack;
    this.saved = place.saved;
  }

  /** The mounted file system, in the guest. */
  get root(): string {
    return `${this.directory}/m`;
  }

  get upper(): string {
    return `${this.writable}/u`;
  }

  get work(): string {
    return `${this.writable}/w`;
  }

  /** Topmost first, as overlayfs has them: for `docker inspect`. Those not mounted now are named by what the bus serves. */
  get lowerDirectories(): string[] {
    const { initLayer, layers } = this.backends;
    return [...(initLayer === undefined ? [] : [initLayer]), ...this.stack.map((diffID) => layers.pathOf(diffID)).reverse()];
  }

  /** Nothing was ever written to it: its files are its image's. */
  get pristine(): boolean {
    return this.state === 'absent' && this.saved === undefined;
  }

  /** Mounting needs nothing from the store first: what the caller asks of the guest after `mount` comes after it. */
  get immediate(): boolean {
    return (this.state !== 'absent' || this.saved === undefined) && !this.steps.busy;
  }

  /**
   * Mounts it, or counts one more user of the mount. With nothing to bring back from the store, all is asked of the guest in this very
   * call: what the caller asks next comes after it, and only a failure needs the promise.
   */
  mount(): Promise<void> {
    this.users++;
    if (this.users > 1 && this.mounting !== undefined) return this.mounting;
    this.mounting = this.steps.run(() => {
      if (this.state === 'mounted') return;
      if (this.state === 'absent' && this.saved !== undefined) return this.bringBack(this.saved).then(() => this.mountOverlay());
      if (this.state === 'absent') this.makeDirectories();
      return this.mountOverlay();
    });
    this.mounting.catch(() => {
      this.users = 0;
      this.mounting = undefined;
    });
    return this.mounting;
  }

  /** The last user's call unmounts. */
  unmount(): Promise<void> {
    this.users = Math.max(0, this.users - 1);
    if (this.users > 0) return Promise.resolve();
    this.mounting = undefined;
    return this.steps.run(async () => {
      if (this.state !== 'mounted' || this.users > 0) return;
      this.state = 'present';
      for (const diffID of this.stack) this.backends.layers.release(diffID);
      await this.backends.agent.unmount(this.root, { lazy: true });
    });
  }

  /** Runs `work` with the file system mounted. */
  async mounted<T>(work: (root: string) => Promise<T>): Promise<T> {
    await this.mount();
    try {
      return await work(this.root);
    } finally {
      await this.unmount();
    }
  }

  /**
   * Writes the upper to the store if it changed since the last time. `write` gets the new digest (undefined: nothing in it) and makes it
   * visible; afterwards the old one may be deleted.
   */
  save(write: (digest: Digest | undefined) => void): Promise<void> {
    return this.steps.run(async () => {
      if (this.state === 'absent') return;
      const { agent, images } = this.backends;
      const print = await fingerprint(agent.pack({ dir: this.upper, metadataOnly: true, includeRoot: false }));
      if (print === this.savedPrint) return;
      const blob = print === '' ? undefined : await images.store.blobs.put(agent.pack({ dir: this.upper }));
      const digest = blob?.digest;
      this.savedPrint = print;
      this.savedSize = blob?.size ?? 0;
      this.saved = digest;
      write(digest);
    });
  }

  /** Frees the guest's memory of what is saved, if it is worth it: little things may stay for a quick start. */
  free(): Promise<void> {
    return this.steps.run(async () => {
      if (this.state !== 'present' || this.users > 0 || this.saved === undefined || this.savedSize < worthFreeing) return;
      this.state = 'absent';
      await this.removeDirectories();
    });
  }

  /** What was written, against the stack: `docker diff`. */
  async changes(): Promise<FileChange[]> {
    const [headers, lookup] = await Promise.all([this.headers(), this.lookup()]);
    return upperChanges(headers, lookup);
  }

  /** The upper's entries in the order of a walk, without their content. An upper that is only in the store stays there. */
  headers(): Promise<readonly TarHeader[]> {
    const { upper } = this;
    return this.look(
      () => headersOf(this.backends.agent.pack({ dir: upper, metadataOnly: true, includeRoot: false })),
      async (saved) => {
        if (this.savedHeaders?.of !== saved) this.savedHeaders = { of: saved, headers: await headersOf(await this.openSaved(saved)) };
        return this.savedHeaders.headers;
      },
      [],
    );
  }

  /** The first bytes of a regular file of the upper; undefined when it has none of this path. */
  head(path: string, bytes: number): Promise<Uint8Array | undefined> {
    const { upper } = this;
    const name = path.slice(path.lastIndexOf('/') + 1);
    const dir = path.slice(0, -name.length);
    return this.look(
      () => headOf(async () => this.backends.agent.pack({ root: upper, dir, paths: [name], includeRoot: false }), name, bytes),
      (saved) => headOf(() => this.openSaved(saved), path, bytes),
      undefined,
    );
  }

  /** The upper as an image layer, held until disposed. `without`: mount points that were only made to mount something there. */
  commit({ without = [] }: { without?: readonly string[] } = {}): Promise<StagedLayer> {
    return this.withUpper(async (upper) => {
      const below = without.length > 0 ? await this.lookup() : () => undefined;
      const tar: ByteSource = layerOf(this.backends.agent.pack({ dir: upper, includeRoot: false }), { without, below });
      return this.backends.images.ingestLayer(tar);
    });
  }

  /** Bytes of the upper's files. */
  async size(): Promise<number> {
    return (await this.headers()).reduce((sum, header) => sum + fileSize(header), 0);
  }

  /** For good. */
  discard(): Promise<void> {
    this.users = 0;
    return this.steps.run(async () => {
      const { state } = this;
      if (state === 'absent') return;
      this.state = 'absent';
      if (state === 'mounted') {
        for (const diffID of this.stack) this.backends.layers.release(diffID);
        this.backends.agent.unmount(this.root, { lazy: true }).catch(() => {});
      }
      await this.removeDirectories();
    });
  }

  /** With the upper in the guest, if there is or was one; its steps may not be called from within. */
  private withUpper<T>(work: (upper: string) => Promise<T>): Promise<T> {
    return this.steps.run(async () => {
      if (this.state === 'absent') {
        if (this.saved !== undefined) await this.bringBack(this.saved);
        else this.makeDirectories();
      }
      return work(this.upper);
    });
  }

  /**
   * Looks into the upper, wherever it is. Nothing takes a mounted one away, so a saving that is under way need not be waited for; should it be
   * unmounted meanwhile, it is looked for again.
   */
  private async look<T>(inGuest: () => Promise<T>, inStore: (saved: Digest) => Promise<T>, nothing: T): Promise<T> {
    if (this.state === 'mounted') {
      try {
        return await inGuest();
      } catch (error) {
        if (this.isMounted()) throw error;
      }
    }
    return this.steps.run(async () => {
      if (this.state !== 'absent') return inGuest();
      return this.saved === undefined ? nothing : inStore(this.saved);
    });
  }

  private isMounted(): boolean {
    return this.state === 'mounted';
  }

  private async lookup(): Promise<LowerLookup> {
    const root = await openRoot(this.backends.images, { layers: this.stack.map((diffID) => ({ diffID })) });
    return (path) => root.lookup(path, { follow: false });
  }

  private makeDirectories(): void {
    const { agent } = this.backends;
    this.state = 'present';
    for (const path of [this.directory, this.root, this.writable, this.upper, this.work]) {
      agent.mkdir(path, { mode: path === this.directory || path === this.writable ? 0o711 : 0o755 }).catch(() => {});
    }
  }

  private mountOverlay(): Promise<void> {
    const { agent, layers, initLayer } = this.backends;
    this.state = 'mounted';
    const used = this.stack.map((diffID) => layers.use(diffID));
    // overlayfs wants the topmost first, and none twice: of a layer that comes twice (two steps of a build that changed nothing) the upper one
    // hides all that is in the lower one.
    const lower = [...(initLayer === undefined ? [] : [initLayer]), ...new Set(used.map(({ path }) => path).reverse())].join(':');
    const data = `lowerdir=${lower},upperdir=${this.upper},workdir=${this.work},index=off,xino=off,metacopy=off,redirect_dir=off`;
    if (data.length > 4095) throw new EngineError('invalid', `max depth exceeded: ${this.stack.length} layers`);
    const mounted = agent.mount({ source: 'overlay', target: this.root, type: 'overlay', data });
    const done = Promise.all([...used.map(({ ready }) => ready), mounted]).then(() => {});
    mounted.catch(() => {});
    done.catch(() => {
      this.state = 'present';
      for (const diffID of this.stack) layers.release(diffID);
    });
    return done;
  }

  private async bringBack(saved: Digest): Promise<void> {
    this.makeDirectories();
    const { agent } = this.backends;
    await agent.unpack({ dir: this.upper }, await this.openSaved(saved));
    this.savedPrint = await fingerprint(agent.pack({ dir: this.upper, metadataOnly: true, includeRoot: false }));
  }

  private async openSaved(saved: Digest): Promise<ByteSource> {
    const blob = await this.backends.images.store.blobs.open(saved);
    if (blob === undefined) throw new EngineError('internal', `the saved files of this container are gone (${saved})`);
    return bytesOf(blob);
  }

  private async removeDirectories(): Promise<void> {
    const { agent } = this.backends;
    await Promise.all([agent.remove(this.directory, { recursive: true }), agent.remove(this.writable, { recursive: true })]);
  }
}

async function* bytesOf(blob: BlobReader): AsyncGenerator<Uint8Array> {
  const piece = 1 << 18;
  for (let offset = 0; offset < blob.size; offset += piece) yield await blob.read(offset, piece);
}
