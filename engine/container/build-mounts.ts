import type { Clock } from '../base/clock.ts';
import { randomHex } from '../base/ids.ts';
import { Mutex } from '../base/mutex.ts';
import { collect } from '../base/stream.ts';
import type { Agent, Mount } from '../guest/agent.ts';
import type { Digest } from '../oci/digest.ts';
import { sha256 } from '../oci/sha256.ts';
import { runtimeRoot } from '../snapshot/paths.ts';
import type { Snapshots } from '../snapshot/snapshots.ts';

/** `RUN --mount=...`. Targets are absolute. */
export type BuildMount =
  | {
      readonly type: 'bind';
      readonly target: string;
      readonly stack: readonly Digest[];
      readonly source: string;
      readonly readonly: boolean;
    }
  | {
      readonly type: 'cache';
      readonly target: string;
      readonly id: string;
      readonly readonly: boolean;
      readonly sharing: 'shared' | 'private' | 'locked';
      readonly mode: number;
      readonly uid: number;
      readonly gid: number;
      readonly stack?: readonly Digest[];
      readonly source?: string;
    }
  | { readonly type: 'tmpfs'; readonly target: string; readonly size?: number }
  | {
      readonly type: 'secret';
      readonly target: string;
      readonly data: Uint8Array;
      readonly mode: number;
      readonly uid: number;
      readonly gid: number;
    };

export interface PreparedMount {
  readonly mounts: readonly Mount[];
  readonly release: () => void;
}

interface Cache {
  readonly directory: string;
  readonly description: string;
  readonly createdAt: number;
  readonly turn: Mutex;
  /** Its first contents are there. */
  readonly filled: Promise<void>;
  users: number;
  lastUsedAt: number;
  usageCount: number;
}

/** A cache mount as `docker system df` and `docker builder prune` see it. Times in milliseconds since the epoch. */
export interface CacheMountUsage {
  /** 64 hexadecimal digits. */
  readonly id: string;
  readonly description: string;
  readonly inUse: boolean;
  /** In bytes. */
  readonly size: number;
  readonly createdAt: number;
  readonly lastUsedAt: number;
  readonly usageCount: number;
}

/** What `RUN --mount` shows. Caches live as long as the guest: a cache may be lost, that is what makes it one. */
export class BuildMounts {
  private readonly agent: Agent;
  private readonly snapshots: Snapshots;
  private readonly clock: Clock;
  private readonly caches = new Map<string, Cache[]>();

  constructor({ agent, snapshots, clock }: { agent: Agent; snapshots: Snapshots; clock: Clock }) {
    this.agent = agent;
    this.snapshots = snapshots;
    this.clock = clock;
  }

  async usage(): Promise<CacheMountUsage[]> {
    const caches = [...this.caches.values()].flat();
    const sizes = await this.sizes(caches.map(({ directory }) => directory));
    return Promise.all(
      caches.map(async ({ directory, description, users, createdAt, lastUsedAt, usageCount }, index) => {
        const id = (await sha256(directory)).slice('sha256:'.length);
        return { id, description, inUse: users > 0, size: sizes[index] ?? 0, createdAt, lastUsedAt, usageCount };
      }),
    );
  }

  /** Removes those of these caches that no RUN uses. */
  async prune(ids: ReadonlySet<string>): Promise<void> {
    for (const [id, caches] of this.caches) {
      const kept: Cache[] = [];
      for (const cache of caches) {
        const name = (await sha256(cache.directory)).slice('sha256:'.length);
        if (cache.users > 0 || !ids.has(name)) kept.push(cache);
        else await this.agent.remove(cache.directory, { recursive: true });
      }
      if (kept.length > 0) this.caches.set(id, kept);
      else this.caches.delete(id);
    }
  }

  /** `command` is what runs with it, for the description of a cache. */
  async prepare(mount: BuildMount, directory: string, command: string): Promise<PreparedMount> {
    switch (mount.type) {
      case 'tmpfs': {
        const data = mount.size === undefined ? {} : { data: `size=${mount.size}` };
        return {
          mounts: [{ source: 'tmpfs', target: mount.target, type: 'tmpfs', flags: ['nosuid', 'nodev'], ...data }],
          release: () => {},
        };
      }
      case 'secret': {
        const path = `${directory}/secret-${randomHex(6)}`;
        // In the container's own directory, which goes with it.
        await this.agent.writeFile(path, mount.data, { mode: mount.mode, uid: mount.uid, gid: mount.gid });
        return { mounts: bind(path, mount.target, true), release: () => {} };
      }
      case 'bind': {
        const snapshot = this.snapshots.openBare(`m${randomHex(6)}`, mount.stack);
        await snapshot.mount();
        return {
          mounts: bind(join(snapshot.root, mount.source), mount.target, mount.readonly),
          release: () => void snapshot.discard().catch(() => {}),
        };
      }
      case 'cache':
        return this.prepareCache(mount, command);
    }
  }

  private async prepareCache(mount: Extract<BuildMount, { type: 'cache' }>, command: string): Promise<PreparedMount> {
    const known = this.caches.get(mount.id) ?? [];
    this.caches.set(mount.id, known);
    let cache = mount.sharing === 'private' ? known.find(({ users }) => users === 0) : known[0];
    const now = this.clock.now();
    if (cache === undefined) {
      const directory = `${runtimeRoot}/k/${randomHex(12)}`;
      const filled = this.fillCache(mount, directory);
      const description = `cached mount ${mount.target} from exec ${command}`;
      cache = { directory, description, createdAt: now, turn: new Mutex(), filled, users: 0, lastUsedAt: now, usageCount: 0 };
      known.push(cache);
    }
    const own = cache;
    own.users++;
    own.usageCount++;
    own.lastUsedAt = now;
    await own.filled;
    const leave = mount.sharing === 'locked' ? await enter(own.turn) : () => {};
    return {
      mounts: bind(own.directory, mount.target, mount.readonly),
      release: () => {
        own.users--;
        leave();
      },
    };
  }

  /** In bytes, as du(1) counts them. */
  private async sizes(directories: readonly string[]): Promise<number[]> {
    if (directories.length === 0) return [];
    const du = await this.agent.spawn({ argv: ['du', '-sk', ...directories], env: ['PATH=/usr/bin:/bin:/usr/sbin:/sbin'], cwd: '/' });
    const lines = new TextDecoder()
      .decode(await collect(du.stdout))
      .trim()
      .split('\n');
    return lines.map((line) => Number.parseInt(line, 10) * 1024);
  }

  private async fillCache({ stack, source, mode, uid, gid }: Extract<BuildMount, { type: 'cache' }>, directory: string): Promise<void> {
    await this.agent.mkdir(directory, { parents: true, mode });
    if (stack !== undefined) {
      const snapshot = this.snapshots.openBare(`m${randomHex(6)}`, stack);
      await snapshot.mounted((root) =>
        this.agent.unpack({ dir: directory }, this.agent.pack({ dir: join(root, source ?? ''), includeRoot: false })),
      );
      await snapshot.discard();
    }
    if (uid !== 0 || gid !== 0) {
      const change = await this.agent.spawn({
        argv: ['chown', `${uid}:${gid}`, directory],
        env: ['PATH=/usr/bin:/bin:/usr/sbin:/sbin'],
        cwd: '/',
      });
      await change.exit;
    }
  }
}

/** Holds a mutex until the function it gives is called. */
function enter(mutex: Mutex): Promise<() => void> {
  return new Promise((entered) => {
    void mutex.run(() => new Promise<void>((leave) => entered(leave)));
  });
}

function bind(source: string, target: string, readonly: boolean): Mount[] {
  const mount: Mount = { source, target, type: '', flags: ['rbind'] };
  return readonly ? [mount, { source: '', target, type: '', flags: ['bind', 'remount', 'ro'] }] : [mount];
}

function join(root: string, path: string): string {
  const relative = path.replace(/^\/+|\/+$/g, '');
  return relative === '' || relative === '.' ? root : `${root}/${relative}`;
}
