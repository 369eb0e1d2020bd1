import type { ContainerSummary } from '../../engine/api/types/container.ts';
import type { ImageSummary } from '../../engine/api/types/image.ts';
import type { Volume } from '../../engine/api/types/volume.ts';
import { shortId } from '../../engine/base/ids.ts';
import type { EngineHandle } from '../../engine/client/client.ts';
import { firstPrompt } from '../session/engine.ts';
import { createStore } from '../session/store.ts';

/** The images, containers and volumes there are, as the daemon lists them. `undefined` before the first answer. */
export interface Objects {
  readonly images: readonly ImageRow[] | undefined;
  readonly containers: readonly ContainerSummary[] | undefined;
  /** What `images` is made of, for views that draw it in another way. */
  readonly summaries: readonly ImageSummary[];
  readonly volumes: readonly Volume[];
  /** Diff IDs of each image's layers, from the bottom. */
  readonly layers: ReadonlyMap<string, readonly string[]>;
}

/** One tag of an image, or an image without one. */
export interface ImageRow {
  readonly key: string;
  /** `<none>` as Docker prints it, when there is no name. */
  readonly repository: string;
  readonly tag: string;
  readonly id: string;
  readonly size: number;
  readonly created: number;
  readonly layers: number;
  /** How many of its layers lie under other images too, and which image has most of them in common. */
  readonly shared: number;
  readonly sharedWith?: string;
  /** Containers made from it. */
  readonly containers: number;
}

/** As short as `docker` takes it. */
export const imageName = ({ repository, tag, id }: ImageRow): string =>
  repository === '<none>' ? shortId(id) : tag === 'latest' ? repository : `${repository}:${tag}`;

export const objects = createStore<Objects>({
  images: undefined,
  containers: undefined,
  summaries: [],
  volumes: [],
  layers: new Map(),
});

/** Follows the engine: lists once after each burst of events, so that a change shows within about a tenth of a second. */
export function followObjects(engine: EngineHandle): () => void {
  const layers = new Map<string, readonly string[]>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let listing = false;
  let again = false;

  async function list(): Promise<void> {
    if (listing) {
      again = true;
      return;
    }
    listing = true;
    try {
      const { docker } = engine;
      const [listed, images, volumes] = await Promise.all([
        docker.containers.list({ all: true }),
        docker.images.list(),
        docker.volumes.list(),
      ]);
      const containers = kept(objects.get().containers, listed);
      await Promise.all(
        images
          .filter(({ Id }) => !layers.has(Id))
          .map(async ({ Id }) => layers.set(Id, (await docker.images.inspect(Id)).RootFS.Layers ?? [])),
      );
      objects.set({
        containers,
        images: imageRows(images, containers, layers),
        summaries: images,
        volumes: volumes.Volumes ?? [],
        layers: new Map(layers),
      });
    } catch (error) {
      // An image may go between list and inspect: its event is on its way and lists again.
      console.debug('objects:', error);
    } finally {
      listing = false;
      if (again) {
        again = false;
        void list();
      }
    }
  }

  const events = engine.onEvent(({ Action }) => {
    if (Action.startsWith('exec_') || Action === 'top' || Action === 'resize') return;
    // Not put off by the next event: in a long burst the lists go on all the same.
    timer ??= setTimeout(() => {
      timer = undefined;
      void list();
    }, 30);
  });
  // `Up 3 minutes` is the daemon's text: it grows old without an event.
  const clock = setInterval(() => {
    if (document.visibilityState === 'visible' && objects.get().containers?.length) void list();
  }, 5_000);
  void firstPrompt.then(list);
  return () => {
    events.dispose();
    clearTimeout(timer);
    clearInterval(clock);
  };
}

/** What is as it was is the same object: what shows it need not be drawn again. */
function kept(before: readonly ContainerSummary[] | undefined, now: readonly ContainerSummary[]): ContainerSummary[] {
  const known = new Map(before?.map((container) => [container.Id, container]));
  return now.map((container) => {
    const old = known.get(container.Id);
    return old !== undefined && JSON.stringify(old) === JSON.stringify(container) ? old : container;
  });
}

export function imageRows(
  images: readonly ImageSummary[],
  containers: readonly ContainerSummary[],
  layers: ReadonlyMap<string, readonly string[]>,
): ImageRow[] {
  return images.flatMap((image) => {
    const own = layers.get(image.Id) ?? [];
    const others = images
      .filter(({ Id }) => Id !== image.Id)
      .map((other) => ({ other, common: commonBase(own, layers.get(other.Id) ?? []) }))
      .sort((a, b) => b.common - a.common);
    const most = others[0];
    const row = {
      id: image.Id,
      size: image.Size,
      created: image.Created,
      layers: own.length,
      shared: most?.common ?? 0,
      ...(most && most.common > 0 && { sharedWith: most.other.RepoTags?.[0] ?? most.other.Id }),
      containers: containers.filter(({ ImageID }) => ImageID === image.Id).length,
    };
    const tags = image.RepoTags?.length ? image.RepoTags : ['<none>:<none>'];
    return tags.map((name) => {
      const colon = name.lastIndexOf(':');
      return { ...row, key: `${image.Id} ${name}`, repository: name.slice(0, colon), tag: name.slice(colon + 1) };
    });
  });
}

/** Layers are shared from the bottom up: the same layer on another base is another one. */
function commonBase(a: readonly string[], b: readonly string[]): number {
  let count = 0;
  while (count < a.length && count < b.length && a[count] === b[count]) count++;
  return count;
}
