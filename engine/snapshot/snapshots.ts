import type { Agent } from '../guest/agent.ts';
import type { ImageStore } from '../image/image-store.ts';
import type { Digest } from '../oci/digest.ts';
import { LayerMounts } from './layer-mounts.ts';
import { runtimeRoot } from './paths.ts';
import { Snapshot } from './snapshot.ts';

/**
 * Writable file systems on top of image layers, in the guest.
 *
 * Vocabulary: a **stack** is a list of layers, bottom first. A **snapshot** is a stack with an empty directory, the **upper**, over it,
 * joined by overlayfs; all that is written lands in the upper, which lives on the guest's tmpfs. A snapshot's **saved** upper is a tar in
 * the store from which the upper is made again after a reload. **Committing** turns an upper into an image layer.
 *
 * Life cycle: `open` (touches nothing) → `mount` → use `root` → `unmount` → `save`, `commit`, `mount` again ... → `discard`.
 */
export class Snapshots {
  readonly layers: LayerMounts;
  private readonly agent: Agent;
  private readonly images: ImageStore;

  constructor(agent: Agent, images: ImageStore) {
    this.agent = agent;
    this.images = images;
    this.layers = new LayerMounts(agent);
    images.events.on(({ action, id }) => {
      // Mounted before it is asked for: what is pulled is mostly run next.
      if (action === 'pull') this.warm(images.resolve(id).layers.map(({ diffID }) => diffID));
      if (action === 'delete') this.layers.forget((diffID) => images.layerInfo(diffID) !== undefined).catch(() => {});
    });
  }

  /**
   * Once, before anything else: a tmpfs for the uppers. It may take most of the guest's memory and no more, so that a container that fills
   * its disk gets ENOSPC and the guest lives on; what the runtime itself writes for a container lies elsewhere, so that others still start.
   */
  async prepare(): Promise<void> {
    const { agent } = this;
    const steps = [
      agent.mkdir(runtimeRoot, { mode: 0o711 }),
      agent.mkdir(`${runtimeRoot}/l`),
      agent.mkdir(`${runtimeRoot}/c`, { mode: 0o711 }),
      agent.mkdir(uppers, { mode: 0o711 }),
      agent.mount({ source: 'drydock', target: uppers, type: 'tmpfs', flags: ['relatime'], data: 'size=75%,nr_inodes=0,mode=0711' }),
      ...this.makeInitLayer(),
    ];
    for (const step of steps) step.catch(() => {});
    await Promise.all(steps);
  }

  open(name: string, stack: readonly Digest[], saved?: Digest): Snapshot {
    return new Snapshot(
      { agent: this.agent, images: this.images, layers: this.layers, initLayer: initLayer },
      { directory: `${runtimeRoot}/c/${name}`, writable: `${uppers}/${name}`, stack, saved },
    );
  }

  /** The files of a stack and nothing else: to be looked at, not to run a program in. */
  openBare(name: string, stack: readonly Digest[]): Snapshot {
    return new Snapshot(
      // overlayfs wants at least one lower directory.
      { agent: this.agent, images: this.images, layers: this.layers, initLayer: stack.length === 0 ? initLayer : undefined },
      { directory: `${runtimeRoot}/c/${name}`, writable: `${uppers}/${name}`, stack, saved: undefined },
    );
  }

  private warm(stack: readonly Digest[]): void {
    for (const diffID of stack) {
      this.layers.use(diffID).ready.catch(() => {});
      this.layers.release(diffID);
    }
  }

  /**
   * Between image and upper lies one more layer, the same for all: the mount points that every container needs, and the files that are
   * bound over in each. Docker has it too (its "init layer"): it keeps them out of `docker diff` and `docker commit`.
   */
  private makeInitLayer(): Array<Promise<void>> {
    const { agent } = this;
    const directories = ['', '/dev', '/dev/pts', '/dev/shm', '/etc', '/proc', '/sys'];
    const files = ['/.dockerenv', '/dev/console', '/etc/hostname', '/etc/hosts', '/etc/resolv.conf'];
    return [
      ...directories.map((path) => agent.mkdir(initLayer + path, { mode: 0o755 })),
      ...files.map((path) => agent.writeFile(initLayer + path, '', { mode: 0o755 })),
      agent.symlink('/proc/mounts', `${initLayer}/etc/mtab`),
    ];
  }
}

const initLayer = `${runtimeRoot}/i`;
const uppers = `${runtimeRoot}/u`;
