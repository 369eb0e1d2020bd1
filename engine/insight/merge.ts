import { compareNames } from '../tar/name.ts';
import type { LayerNode } from './layer-files.ts';

/** One layer's node at a place. Layers are counted from the bottom; a container's upper comes after the last. */
export interface Part {
  readonly layer: number;
  readonly node: LayerNode;
}

/** A path, with what every layer has there: overlayfs shows some of it and hides the rest. */
export interface Place {
  /** Absolute, without links in its folders. */
  readonly path: string;
  /** What is seen, topmost first: one node, or of a folder all that are merged. Empty when nothing is there. */
  readonly seen: readonly Part[];
  /** What lower layers have and nobody sees, topmost first. */
  readonly hidden: readonly Part[];
  /** The layer whose node hides what lies below it. */
  readonly hiddenBy: number | undefined;
}

/** The root of a stack, bottom first. */
export function rootOf(layers: readonly LayerNode[]): Place {
  return { path: '/', seen: layers.map((node, layer) => ({ layer, node })).reverse(), hidden: [], hiddenBy: undefined };
}

/**
 * overlayfs's rule: the topmost layer answers; folders merge down to one that is opaque, to a whiteout, or to what is no folder. What is
 * hidden is followed too, so that one can tell what a path was and who took it away.
 */
export function childOf(parent: Place, name: string): Place {
  const seen: Part[] = [];
  const hidden: Part[] = [];
  let hiddenBy: number | undefined;
  for (const { layer, node } of parent.seen) {
    const child = node.child(name);
    if (child === undefined) continue;
    if (hiddenBy !== undefined) {
      if (!child.isWhiteout) hidden.push({ layer, node: child });
    } else if (child.isWhiteout) hiddenBy = layer;
    else if (seen.length > 0 && child.type !== 'directory') {
      hidden.push({ layer, node: child });
      hiddenBy = seen.at(-1)?.layer;
    } else {
      seen.push({ layer, node: child });
      if (child.type !== 'directory' || child.isOpaque) hiddenBy = layer;
    }
  }
  for (const { layer, node } of parent.hidden) {
    const child = node.child(name);
    if (child !== undefined && !child.isWhiteout) hidden.push({ layer, node: child });
  }
  const path = `${parent.path === '/' ? '' : parent.path}/${name}`;
  return { path, seen, hidden, hiddenBy: hiddenBy ?? parent.hiddenBy };
}

/** What is seen in a folder, by name. */
export function childrenOf(folder: Place): Array<{ readonly name: string; readonly place: Place }> {
  const names = new Set(folder.seen.flatMap(({ node }) => node.names()));
  return [...names]
    .sort(compareNames)
    .map((name) => ({ name, place: childOf(folder, name) }))
    .filter(({ place }) => place.seen.length > 0);
}

/** The node that answers. */
export function topOf(place: Place): Part | undefined {
  return place.seen[0];
}

/** MAXSYMLINKS of the kernel. */
const linkLimit = 40;

export interface ResolveOptions {
  /** A link at the end too. */
  readonly follow?: boolean;
  /** Stops at such a path, whatever lies there: something is mounted over it. */
  readonly isMount?: (path: string) => boolean;
}

/** `rest`: what is left of the path below a mount, with its leading slash. */
export interface Resolved {
  readonly place: Place;
  readonly mount?: { readonly destination: string; readonly rest: string };
}

/**
 * Goes down an absolute path as the kernel does, within the root. Of what is not there the place tells who took it away. Undefined: the links
 * go round in circles.
 */
export function resolve(root: Place, path: string, { follow = false, isMount = () => false }: ResolveOptions = {}): Resolved | undefined {
  const rest = path.split('/').reverse();
  const above: Place[] = [];
  let place = root;
  let links = 0;
  for (let name = rest.pop(); name !== undefined; name = rest.pop()) {
    if (name === '' || name === '.') continue;
    if (name === '..') {
      place = above.pop() ?? root;
      continue;
    }
    const child = childOf(place, name);
    if (isMount(child.path)) {
      const below = rest.reverse().filter((part) => part !== '' && part !== '.');
      return { place: child, mount: { destination: child.path, rest: below.map((part) => `/${part}`).join('') } };
    }
    const node = topOf(child)?.node;
    const isLast = rest.every((part) => part === '' || part === '.');
    if (node?.type === 'symlink' && (follow || !isLast || path.endsWith('/'))) {
      if (++links > linkLimit) return undefined;
      if (node.target.startsWith('/')) {
        above.length = 0;
        place = root;
      }
      rest.push(...node.target.split('/').reverse());
      continue;
    }
    above.push(place);
    place = child;
  }
  return { place };
}
