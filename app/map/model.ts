import type { ContainerStatus, ContainerSummary } from '../../engine/api/types/container.ts';
import type { ImageSummary } from '../../engine/api/types/image.ts';
import type { Volume } from '../../engine/api/types/volume.ts';
import { shortId } from '../../engine/base/ids.ts';
import { containerName } from '../ui/format.ts';
import type { LayerFact } from './steps.ts';

/**
 * What the map shows, as a graph: a forest of layers. A layer is the same one only on the same layers below it (its chain), so the layers of all
 * images make a trie: what images share is its trunk, drawn once. An image ends on its top layer and containers stand on the image.
 *
 * Vocabulary: `key` names a thing for as long as it exists; it is what animates, what is selected and what the keyboard walks.
 */
export interface MapGraph {
  /** On the ground, in the order in which they were first seen. */
  readonly roots: readonly Standing[];
  readonly stores: readonly StoreNode[];
  readonly layers: ReadonlyMap<string, LayerNode>;
  readonly images: ReadonlyMap<string, ImageNode>;
  readonly containers: ReadonlyMap<string, ContainerNode>;
  /** Bytes of all layers, each counted once, and what the images would need without sharing. */
  readonly stored: number;
  readonly unshared: number;
}

/** What can stand on the ground or on a layer. */
export type Standing = LayerNode | ImageNode;
export type MapNode = Standing | ContainerNode | StoreNode;

export interface LayerNode extends LayerFact {
  readonly kind: 'layer';
  readonly key: string;
  /** Of the layer below; none on the ground. */
  readonly below: string | undefined;
  /** 0 for the lowest. */
  readonly index: number;
  /** Keys of the images that have it, first seen first. */
  readonly images: readonly string[];
  readonly on: readonly Standing[];
}

export interface ImageNode {
  readonly kind: 'image';
  readonly key: string;
  readonly below: string | undefined;
  /** More than one: dangling images of the same base, folded into one. Empty: it is gone, its containers are not. */
  readonly ids: readonly string[];
  /** None: it is dangling, or gone. */
  readonly tags: readonly string[];
  /** With all its layers. */
  readonly size: number;
  /** Keys of its layers from the ground up. */
  readonly layers: readonly string[];
  /** How many of them lie under other images too, from the ground up. */
  readonly shared: number;
  readonly sharedWith: readonly string[];
  readonly containers: readonly ContainerNode[];
}

export interface ContainerNode {
  readonly kind: 'container';
  readonly key: string;
  /** Key of its image. */
  readonly below: string;
  readonly name: string;
  readonly state: ContainerStatus;
  /** As the daemon words it: `Up 3 minutes`. */
  readonly status: string;
  /** Of an exited one. */
  readonly exitCode?: number;
  /** Bytes in its writable layer, once known. */
  readonly wrote?: number;
  readonly ports: ReadonlyArray<{ readonly outside: number; readonly inside: number }>;
  readonly mounts: ReadonlyArray<{ readonly store: string; readonly at: string; readonly writable: boolean }>;
  /** Networks that somebody made: the default one goes without saying. */
  readonly networks: readonly string[];
}

/** Where data lives outside of any container: a volume, or a folder of the host that is bound into one. */
export interface StoreNode {
  readonly kind: 'volume' | 'folder';
  readonly key: string;
  readonly name: string;
  /** Made for a container that named none. */
  readonly anonymous: boolean;
  readonly users: readonly string[];
}

export interface Facts {
  readonly images: readonly ImageSummary[];
  readonly containers: readonly ContainerSummary[];
  readonly volumes: readonly Volume[];
  /** Of each image, from the bottom. An image whose layers are not known yet is left out. */
  readonly layers: ReadonlyMap<string, readonly LayerFact[]>;
  /** Bytes that containers wrote, by container. */
  readonly wrote: ReadonlyMap<string, number>;
}

/** Remembers who came first, so that nothing changes its place when something else comes or goes. */
export type Order = Map<string, number>;

export function buildGraph(facts: Facts, order: Order): MapGraph {
  const images = facts.images.filter(({ Id }) => facts.layers.has(Id)).sort(byAge);
  const trie = new Trie();
  for (const image of images) trie.add(image.Id, facts.layers.get(image.Id) ?? []);

  // The daemon lists the newest first.
  const oldestFirst = [...facts.containers].reverse().sort((a, b) => a.Created - b.Created);
  const containers = inOrder(
    oldestFirst.map((container) => containerNode(container, facts.wrote)),
    order,
  );
  const standing = new Map<string, ContainerNode[]>();
  for (const container of containers) standing.set(container.below, [...(standing.get(container.below) ?? []), container]);

  const named = new Map(images.map((image) => [image.Id, tagsOf(image)[0] ?? shortId(image.Id)]));
  const imageNodes = new Map<string, ImageNode>();
  for (const image of images) {
    const layers = trie.path(image.Id);
    const shared = layers.filter(({ images: users }) => users.length > 1).length;
    // Nearest first: those that have most layers in common.
    const common = new Map<string, number>();
    for (const id of layers.flatMap(({ images: users }) => users)) if (id !== image.Id) common.set(id, (common.get(id) ?? 0) + 1);
    const relatives = [...common.keys()].sort((a, b) => (common.get(b) ?? 0) - (common.get(a) ?? 0));
    imageNodes.set(image.Id, {
      kind: 'image',
      key: image.Id,
      below: layers.at(-1)?.key,
      ids: [image.Id],
      tags: tagsOf(image),
      size: image.Size,
      layers: layers.map(({ key }) => key),
      shared,
      sharedWith: relatives.map((id) => named.get(id) ?? shortId(id)),
      containers: standing.get(image.Id) ?? [],
    });
  }
  const known = new Set(facts.images.map(({ Id }) => Id));
  for (const [id, list] of standing) if (!known.has(id)) imageNodes.set(id, gone(id, list));

  const layerNodes = new Map<string, LayerNode>();
  const grow = (branch: Branch, below: string | undefined): Standing[] => {
    const ends = branch.ends.flatMap((id) => imageNodes.get(id) ?? []);
    const layers = [...branch.children.values()].map((child): LayerNode => {
      const node = { kind: 'layer', ...child.fact, key: child.key, below, index: child.depth - 1, images: child.images } as const;
      return { ...node, on: grow(child, child.key) };
    });
    return fold([...ends, ...layers], order, imageNodes);
  };
  const roots = grow(trie.ground, undefined);
  for (const node of imageNodes.values()) if (node.ids.length === 0) roots.push(node);
  const collect = (node: Standing): void => {
    if (node.kind === 'image') return;
    layerNodes.set(node.key, node);
    node.on.forEach(collect);
  };
  roots.forEach(collect);

  return {
    roots,
    stores: storeNodes(facts, order),
    layers: layerNodes,
    images: imageNodes,
    containers: new Map(containers.map((container) => [container.key, container])),
    stored: trie.bytes(),
    unshared: images.reduce((sum, { Id }) => sum + (facts.layers.get(Id) ?? []).reduce((bytes, { size }) => bytes + size, 0), 0),
  };
}

/** The node of a key, whatever it is. */
export function nodeOf(graph: MapGraph, key: string): MapNode | undefined {
  return graph.layers.get(key) ?? graph.images.get(key) ?? graph.containers.get(key) ?? graph.stores.find((store) => store.key === key);
}

/** What a name means, as a link or a person writes it: a container's or a volume's name, a tag, an ID or its beginning. */
export function find(graph: MapGraph, name: string): string | undefined {
  const id = name.replace(/^sha256:/, '');
  const starts = (key: string) => id.length >= 4 && key.replace(/^sha256:/, '').startsWith(id);
  const containers = [...graph.containers.values()];
  const images = [...graph.images.values()];
  return (
    containers.find((container) => container.name === name)?.key ??
    images.find(({ tags }) => tags.some((tag) => tag === name || tag === `${name}:latest`))?.key ??
    graph.stores.find((store) => store.name === name)?.key ??
    images.find(({ tags }) => tags.some((tag) => tag.split(':')[0] === name))?.key ??
    containers.find(({ key }) => starts(key))?.key ??
    images.find(({ ids }) => ids.some(starts))?.key ??
    [...graph.layers.values()].find(({ diffID }) => starts(diffID))?.key
  );
}

/** A thing, all that it stands on, and what else belongs to it: lit when it is picked out. */
export function related(graph: MapGraph, key: string): ReadonlySet<string> {
  const found = new Set<string>();
  const take = (image: ImageNode | undefined) => {
    for (const one of image ? [image.key, ...image.layers] : []) found.add(one);
  };
  const node = nodeOf(graph, key);
  found.add(key);
  if (node?.kind === 'container') {
    take(graph.images.get(node.below));
    for (const { store } of node.mounts) found.add(store);
  } else if (node?.kind === 'image') {
    take(node);
    for (const container of node.containers) found.add(container.key);
  } else if (node?.kind === 'layer') {
    for (const image of node.images) take(graph.images.get(image));
    for (const image of node.images) for (const container of graph.images.get(image)?.containers ?? []) found.add(container.key);
  } else if (node) {
    for (const user of node.users) found.add(user);
  }
  return found;
}

interface Branch {
  readonly key: string;
  readonly fact: LayerFact;
  readonly depth: number;
  readonly images: string[];
  readonly ends: string[];
  readonly children: Map<string, Branch>;
}

class Trie {
  readonly ground: Branch = { key: '', fact: { diffID: '', size: 0, made: '' }, depth: 0, images: [], ends: [], children: new Map() };
  private readonly paths = new Map<string, Branch[]>();

  add(image: string, layers: readonly LayerFact[]): void {
    const path: Branch[] = [];
    let at = this.ground;
    for (const fact of layers) {
      let next = at.children.get(fact.diffID);
      if (next === undefined) {
        next = {
          key: `${at.key}/${fact.diffID.replace('sha256:', '').slice(0, 12)}`,
          fact,
          depth: at.depth + 1,
          images: [],
          ends: [],
          children: new Map(),
        };
        at.children.set(fact.diffID, next);
      }
      next.images.push(image);
      path.push(next);
      at = next;
    }
    at.ends.push(image);
    this.paths.set(image, path);
  }

  path(image: string): readonly Branch[] {
    return this.paths.get(image) ?? [];
  }

  /** Docker stores a layer once for each chain. */
  bytes(at: Branch = this.ground): number {
    return [...at.children.values()].reduce((sum, child) => sum + this.bytes(child), at.fact.size);
  }
}

/** Neighbours in the order of their coming; dangling images that nothing uses become one. */
function fold(items: readonly Standing[], order: Order, images: Map<string, ImageNode>): Standing[] {
  const useless = items.filter((item) => dangling(item, images));
  const kept = useless.length > 1 ? items.filter((item) => !useless.includes(item)) : [...items];
  if (useless.length > 1) {
    const parts = useless.flatMap((item) => endsOf(item, images));
    const ids = parts.flatMap((part) => part.ids);
    const folded: ImageNode = {
      kind: 'image',
      key: `untagged ${useless[0]?.below ?? 'ground'}`,
      below: useless[0]?.below,
      ids,
      tags: [],
      size: useless.reduce((sum, item) => sum + bytesOf(item), 0),
      layers: commonLayers(parts.map((part) => part.layers)),
      shared: 0,
      sharedWith: [],
      containers: [],
    };
    for (const id of ids) images.delete(id);
    images.set(folded.key, folded);
    kept.push(folded);
  }
  return inOrder(kept, order);
}

const dangling = (item: Standing, images: ReadonlyMap<string, ImageNode>): boolean =>
  item.kind === 'image'
    ? item.tags.length === 0 && item.ids.length > 0 && item.containers.length === 0
    : item.on.every((one) => dangling(one, images));
const endsOf = (item: Standing, images: ReadonlyMap<string, ImageNode>): ImageNode[] =>
  item.kind === 'image' ? [item] : item.on.flatMap((one) => endsOf(one, images));
/** Of what stands there, without what it stands on. */
const bytesOf = (item: Standing): number => (item.kind === 'image' ? 0 : item.size + item.on.reduce((sum, one) => sum + bytesOf(one), 0));

function commonLayers(paths: readonly (readonly string[])[]): readonly string[] {
  const [first = [], ...rest] = paths;
  const differs = first.findIndex((key, index) => rest.some((path) => path[index] !== key));
  return differs === -1 ? first : first.slice(0, differs);
}

function gone(id: string, containers: readonly ContainerNode[]): ImageNode {
  return { kind: 'image', key: id, below: undefined, ids: [], tags: [], size: 0, layers: [], shared: 0, sharedWith: [], containers };
}

function containerNode(container: ContainerSummary, wrote: ReadonlyMap<string, number>): ContainerNode {
  const ports = new Map(container.Ports.flatMap(({ PublicPort, PrivatePort }) => (PublicPort ? [[PublicPort, PrivatePort]] : [])));
  const exit = /^Exited \((\d+)\)/.exec(container.Status)?.[1];
  const bytes = container.SizeRw ?? wrote.get(container.Id);
  return {
    kind: 'container',
    key: container.Id,
    below: container.ImageID,
    name: containerName(container),
    state: container.State,
    status: container.Status,
    ...(exit !== undefined && { exitCode: Number(exit) }),
    ...(bytes !== undefined && { wrote: bytes }),
    ports: [...ports].map(([outside, inside]) => ({ outside, inside })).sort((a, b) => a.outside - b.outside),
    mounts: container.Mounts.filter(({ Type }) => Type === 'volume' || Type === 'bind').map((mount) => ({
      store: storeKey(mount.Type, mount.Name ?? mount.Source),
      at: mount.Destination,
      writable: mount.RW,
    })),
    networks: Object.keys(container.NetworkSettings?.Networks ?? {}).filter((name) => !['bridge', 'host', 'none'].includes(name)),
  };
}

const storeKey = (type: string, name: string) => `${type === 'volume' ? 'volume' : 'folder'} ${name}`;

function storeNodes({ volumes, containers }: Facts, order: Order): StoreNode[] {
  const users = new Map<string, string[]>(volumes.map(({ Name }) => [storeKey('volume', Name), []]));
  for (const { Id, Mounts } of containers) {
    for (const { Type, Name, Source } of Mounts) {
      if (Type !== 'volume' && Type !== 'bind') continue;
      const key = storeKey(Type, Name ?? Source);
      if (Type === 'bind' || users.has(key)) users.set(key, [...(users.get(key) ?? []), Id]);
    }
  }
  const nodes = [...users].map(([key, ids]): StoreNode => {
    const name = key.slice(key.indexOf(' ') + 1);
    const kind = key.startsWith('volume') ? 'volume' : 'folder';
    return { kind, key, name, anonymous: kind === 'volume' && /^[0-9a-f]{64}$/.test(name), users: [...new Set(ids)] };
  });
  return inOrder(nodes, order);
}

const tagsOf = ({ RepoTags }: ImageSummary) => (RepoTags ?? []).filter((tag) => tag !== '<none>:<none>').sort();
const byAge = (a: ImageSummary, b: ImageSummary) => a.Created - b.Created || (tagsOf(a)[0] ?? a.Id).localeCompare(tagsOf(b)[0] ?? b.Id);

/** As they first came; newcomers of one moment as they are given. */
function inOrder<T extends { readonly key: string }>(items: readonly T[], order: Order): T[] {
  for (const { key } of items) if (!order.has(key)) order.set(key, order.size);
  const rank = ({ key }: T) => order.get(key) ?? 0;
  return [...items].sort((a, b) => rank(a) - rank(b));
}
