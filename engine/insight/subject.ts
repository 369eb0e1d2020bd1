import { EngineError } from '../base/errors.ts';
import type { Image } from '../image/types.ts';
import type { Digest } from '../oci/digest.ts';
import type { ContainerFiles, InsightBackends } from './backends.ts';
import type { StepOrigin, Subject } from './insight.ts';
import { IndexNode, type LayerNode } from './layer-files.ts';
import { type Place, type Resolved, resolve, rootOf } from './merge.ts';
import { stepsOf } from './steps.ts';
import { upperFiles } from './upper-files.ts';

/** An image or a container, opened: its layers' files, a container's upper on top. */
export interface Opened {
  readonly stack: readonly Digest[];
  readonly root: Place;
  readonly container: ContainerFiles | undefined;
  /** For messages: `image nginx:latest`. */
  readonly title: string;
  /** What is mounted over the files: the source, by the path where it really lies. */
  readonly mounts: ReadonlyMap<string, string>;
  from(layer: number): number | 'writable';
  /** What made a layer. */
  stepOf(layer: number): StepOrigin | undefined;
  /** An absolute path, links followed within the root and no further than to a mount. */
  find(path: string, options?: { readonly follow?: boolean }): Resolved | undefined;
}

export async function layersOf({ images }: Pick<InsightBackends, 'images'>, stack: readonly Digest[]): Promise<LayerNode[]> {
  const indexes = await Promise.all(stack.map((diffID) => images.layerIndex(diffID)));
  return indexes.map((index) => new IndexNode(index));
}

export async function openSubject(backends: InsightBackends, of: Subject): Promise<Opened> {
  const isKept = keptBuilds(backends);
  if ('image' in of) {
    const image = backends.images.resolve(of.image);
    const stack = image.layers.map(({ diffID }) => diffID);
    return opened(`image ${of.image}`, stack, await layersOf(backends, stack), undefined, image, isKept);
  }
  const container = backends.containers.files(of.container);
  const [layers, written] = await Promise.all([layersOf(backends, container.stack), container.written()]);
  // The image itself may be gone: its layers stay as long as the container.
  const image = backends.images.get(container.imageId);
  return opened(`container ${of.container}`, container.stack, [...layers, upperFiles(written)], container, image, isKept);
}

/** Whether the report of a build is still there. */
export function keptBuilds({ builds }: Pick<InsightBackends, 'builds'>): (build: string) => boolean {
  const kept = new Set(builds().map(({ id }) => id));
  return (build) => kept.has(build);
}

function opened(
  title: string,
  stack: readonly Digest[],
  layers: readonly LayerNode[],
  container: ContainerFiles | undefined,
  image: Image | undefined,
  isKept: (build: string) => boolean,
): Opened {
  const root = rootOf(layers);
  const steps = image === undefined ? [] : stepsOf(image, isKept).layers;
  // A mount point may be named by way of a link (`/var/run/x`); it is mounted where that leads.
  const mounts = new Map(
    (container?.mounts ?? []).map(({ destination, source }) => [
      resolve(root, destination, { follow: true })?.place.path ?? destination,
      source,
    ]),
  );
  return {
    stack,
    root,
    container,
    title,
    mounts,
    from: (layer) => (layer < stack.length ? layer : 'writable'),
    stepOf: (layer) => steps[layer]?.[0],
    find: (path, { follow = false } = {}) => resolve(root, path, { follow, isMount: (at) => mounts.has(at) }),
  };
}

export function missing(path: string, { title }: Pick<Opened, 'title'>): EngineError {
  return new EngineError('notFound', `Could not find the file ${path} in ${title}`);
}
