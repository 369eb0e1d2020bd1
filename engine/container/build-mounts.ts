import { randomHex } from '../base/ids.ts';
import { Mutex } from '../base/mutex.ts';
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
  readonly turn: Mutex;
  users: number;
}

/** What `RUN --mount` shows. Caches live as long as the guest: a cache may be lost, that is what makes it one. */
export class BuildMounts {
  private readonly agent: Agent;
  private readonly snapshots: Snapshots;
  private readonly caches = new Map<string, Cache[]>();

  constructor(agent: Agent, snapshots: Snapshots) {
    this.agent = agent;
    this.snapshots = snapshots;
  }

  async prepare(mount: BuildMount, directory: string): Promise<PreparedMount> {
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
        const snapshot = this.snapshots.open(`m${randomHex(6)}`, mount.stack);
        await snapshot.mount();
        return {
          mounts: bind(join(snapshot.root, mount.source), mount.target, mount.readonly),
          release: () => void snapshot.discard().catch(() => {}),
        };
      }
      case 'cache':
        return this.prepareCache(mount);
    }
  }

  private async prepareCache(mount: Extract<BuildMount, { type: 'cache' }>): Promise<PreparedMount> {
    const known = this.caches.get(mount.id) ?? [];
    this.caches.set(mount.id, known);
    let cache = mount.sharing === 'private' ? known.find(({ users }) => users === 0) : known[0];
    if (cache === undefined) {
      const name = (await sha256(mount.id)).slice('sha256:'.length, 'sha256:'.length + 12);
      cache = { directory: `${runtimeRoot}/k/${name}-${known.length}`, turn: new Mutex(), users: 0 };
      known.push(cache);
      cache.users++;
      await this.fillCache(mount, cache.directory);
    } else cache.users++;
    const own = cache;
    const leave = mount.sharing === 'locked' ? await enter(own.turn) : () => {};
    return {
      mounts: bind(own.directory, mount.target, mount.readonly),
      release: () => {
        own.users--;
        leave();
      },
    };
  }

  private async fillCache({ stack, source, mode, uid, gid }: Extract<BuildMount, { type: 'cache' }>, directory: string): Promise<void> {
    await this.agent.mkdir(directory, { parents: true, mode });
    if (stack !== undefined) {
      const snapshot = this.snapshots.open(`m${randomHex(6)}`, stack);
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
