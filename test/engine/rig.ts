import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { systemClock } from '../../engine/base/clock.ts';
import { type EventMessage, Journal } from '../../engine/base/journal.ts';
import { createContainers } from '../../engine/container/create-containers.ts';
import type { Containers, CreateRequest, OutputChunk } from '../../engine/container/manager.ts';
import type { Agent } from '../../engine/guest/agent.ts';
import type { Machine } from '../../engine/guest/machine.ts';
import { startGuest } from '../../engine/hosts/guest.ts';
import { folderCatalogue } from '../../engine/hosts/node/catalogue.ts';
import { ImageStore } from '../../engine/image/image-store.ts';
import { createNetworks, type Networks } from '../../engine/network/networks.ts';
import { parseReference, withDefaultTag } from '../../engine/oci/reference.ts';
import { Catalogue } from '../../engine/registry/catalogue.ts';
import { pullImages } from '../../engine/registry/pull.ts';
import { Snapshots } from '../../engine/snapshot/snapshots.ts';
import { openMemoryStore } from '../../engine/store/memory.ts';
import type { Store } from '../../engine/store/store.ts';
import { createLayersDirectory } from '../../engine/vfs/layers.ts';
import { openMutableTree } from '../../engine/vfs/mutable/tree.ts';
import { createVolumes, type Volumes } from '../../engine/volume/volumes.ts';

const root = path.resolve(import.meta.dirname, '../..');
const file = (name: string) => new Uint8Array(readFileSync(path.resolve(root, name)));
/** Where the guest's files are: another folder to try a guest of one's own. */
const guest = process.env.DRYDOCK_GUEST ?? 'public/guest';
const state = existsSync(path.resolve(root, guest, 'state.bin')) ? 'state.bin' : 'state.bin.zst';

/** The runtime on the real guest, without the API above it. */
export interface Rig {
  readonly agent: Agent;
  readonly machine: Machine;
  readonly store: Store;
  readonly images: ImageStore;
  readonly snapshots: Snapshots;
  readonly networks: Networks;
  readonly volumes: Volumes;
  readonly containers: Containers;
  readonly journal: Journal;
  readonly events: EventMessage[];
  pull(name: string): Promise<void>;
  /** `docker run`: what it wrote and its exit code. */
  run(image: string, command: readonly string[], request?: Partial<CreateRequest>): Promise<RunOutcome>;
  /** `docker exec`. */
  exec(ref: string, command: readonly string[], options?: { user?: string }): Promise<RunOutcome>;
  /** A command on the guest's host. */
  host(command: string): Promise<RunOutcome>;
  /** As a tab that closes: nothing more is written. */
  crash(): void;
}

export interface RunOutcome {
  readonly id: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

export async function startRig(store: Store = openMemoryStore()): Promise<Rig> {
  const images = await ImageStore.open({ store, now: () => systemClock.now() });
  const layers = createLayersDirectory({ open: async (hex) => images.openLayer(`sha256:${hex}`).catch(() => undefined) });
  const workspace = await openMutableTree({ store, prefix: 'workspace/' });
  const volumeTree = await openMutableTree({ store, prefix: 'volumes/' });
  const { machine, agent } = await startGuest({
    machine: {
      emulator: pathToFileURL(path.join(root, 'node_modules/v86/build/libv86.mjs')).href,
      wasm: file('node_modules/v86/build/v86.wasm'),
      files: {
        bios: file(`${guest}/bios.bin`),
        vgaBios: file(`${guest}/vgabios-stdvga.bin`),
        state: file(`${guest}/${state}`),
      },
    },
    tree: { layers: layers.directory, workspace: workspace.root, volumes: volumeTree.root },
  });
  const clock = systemClock;
  const journal = new Journal(clock);
  const snapshots = new Snapshots(agent, images);
  const networks = createNetworks({ agent, store, clock, journal });
  const volumes = createVolumes({ agent, store, clock, journal });
  const containers = createContainers({ agent, images, store, snapshots, networks, volumes, clock, journal });
  await Promise.all([networks.restore(), volumes.restore()]);
  await containers.restore();
  const events: EventMessage[] = [];
  journal.messages.on((message) => events.push(message));
  const source = new Catalogue(folderCatalogue(path.join(root, 'public/registry')));

  return {
    agent,
    machine,
    store,
    images,
    snapshots,
    networks,
    volumes,
    containers,
    journal,
    events,
    async pull(name) {
      await pullImages({ images, source, clock: systemClock }, withDefaultTag(parseReference(name)));
    },
    async run(image, command, request = {}) {
      const { Id: id } = await containers.create({
        ...request,
        config: { Image: image, ...(command.length > 0 && { Cmd: command }), ...request.config },
      });
      const attachment = await containers.attach(id, { stream: true, stdout: true, stderr: true });
      const gathered = gather(attachment.output);
      const { exit } = await containers.wait(id, request.hostConfig?.AutoRemove ? 'removed' : 'next-exit');
      await containers.start(id);
      const [{ statusCode }, output] = await Promise.all([exit, gathered]);
      return { id, ...output, exitCode: statusCode };
    },
    async exec(ref, command, { user } = {}) {
      const { Id: id } = await containers.exec.create(ref, {
        Cmd: command,
        AttachStdout: true,
        AttachStderr: true,
        ...(user && { User: user }),
      });
      const attachment = await containers.exec.start(id, {});
      const output = await gather(attachment?.output ?? []);
      const { ExitCode } = await containers.exec.inspect(id);
      return { id, ...output, exitCode: ExitCode ?? -1 };
    },
    async host(command) {
      const process = await agent.spawn({ argv: ['/bin/sh', '-c', command], env: ['PATH=/usr/sbin:/usr/bin:/sbin:/bin'], cwd: '/' });
      const text = async (source: AsyncIterable<Uint8Array>) => {
        let all = '';
        for await (const chunk of source) all += new TextDecoder().decode(chunk);
        return all;
      };
      const [stdout, stderr, { code }] = await Promise.all([text(process.stdout), text(process.stderr), process.exit]);
      return { id: '', stdout, stderr, exitCode: code };
    },
    crash() {
      containers.dispose();
      networks.dispose();
      machine.dispose();
    },
  };
}

export async function gather(output: AsyncIterable<OutputChunk> | Iterable<OutputChunk>): Promise<{ stdout: string; stderr: string }> {
  const text = { stdout: '', stderr: '' };
  const decoder = { stdout: new TextDecoder(), stderr: new TextDecoder() };
  for await (const { stream, data } of output) text[stream] += decoder[stream].decode(data, { stream: true });
  return text;
}
