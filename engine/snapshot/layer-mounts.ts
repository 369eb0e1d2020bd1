import { EngineError, messageOf } from '../base/errors.ts';
import type { Agent } from '../guest/agent.ts';
import type { Digest } from '../oci/digest.ts';
import { runtimeRoot, servedLayer } from './paths.ts';

interface LayerMount {
  readonly path: string;
  users: number;
  /** Settles when the guest has answered. */
  ready: Promise<void>;
}

/**
 * Each layer is mounted once in the guest, whoever uses it, and stays mounted while it exists: that is what makes the second
 * `docker run` of an image fast, and containers of one image share its pages.
 */
export class LayerMounts {
  private readonly agent: Agent;
  private readonly mounts = new Map<Digest, LayerMount>();
  private count = 0;

  constructor(agent: Agent) {
    this.agent = agent;
  }

  /** The mount's path at once; the guest carries out what comes later after it. `ready` tells whether it worked. */
  use(diffID: Digest): { path: string; ready: Promise<void> } {
    let mount = this.mounts.get(diffID);
    if (mount === undefined) {
      const path = `${runtimeRoot}/l/${(++this.count).toString(36)}`;
      mount = { path, users: 0, ready: this.mount(diffID, path) };
      this.mounts.set(diffID, mount);
      mount.ready.catch(() => this.mounts.delete(diffID));
    }
    mount.users++;
    return mount;
  }

  pathOf(diffID: Digest): string {
    return this.mounts.get(diffID)?.path ?? servedLayer(diffID).index;
  }

  release(diffID: Digest): void {
    const mount = this.mounts.get(diffID);
    if (mount !== undefined) mount.users--;
  }

  /** Unmounts what nobody uses of the layers that are gone: their image was removed. */
  async forget(exists: (diffID: Digest) => boolean): Promise<void> {
    await Promise.all(
      [...this.mounts].map(async ([diffID, { path, users }]) => {
        if (users > 0 || exists(diffID)) return;
        this.mounts.delete(diffID);
        await this.agent.unmount(path, { lazy: true });
        await this.agent.remove(path);
      }),
    );
  }

  /** `source` is the index; the file contents lie in the tar, which EROFS sees as an extra device. */
  private async mount(diffID: Digest, path: string): Promise<void> {
    const { index, tar } = servedLayer(diffID);
    const steps = [
      this.agent.mkdir(path),
      this.agent.mount({ source: index, target: path, type: 'erofs', flags: ['ro'], data: `device=${tar}` }),
    ];
    for (const step of steps) step.catch(() => {});
    try {
      await Promise.all(steps);
    } catch (error) {
      throw new EngineError('internal', `failed to mount layer ${diffID}: ${messageOf(error)}`, { cause: error });
    }
  }
}
