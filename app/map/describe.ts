import { shortId } from '../../engine/base/ids.ts';
import { size } from '../ui/format.ts';
import type { ContainerNode, ImageNode, LayerNode, MapGraph, MapNode, StoreNode } from './model.ts';
import { instruction } from './steps.ts';

/** The map in words: what a screen reader says of each thing, and of what has just changed. */
export function describe(node: MapNode, graph: MapGraph): string {
  switch (node.kind) {
    case 'layer':
      return describeLayer(node, graph);
    case 'image':
      return describeImage(node);
    case 'container':
      return describeContainer(node, graph);
    default:
      return describeStore(node, graph);
  }
}

/** `nginx`, `nginx:1.22`, `3f2a…`: as people say it. */
export function imageName({ tags, ids, key }: ImageNode): string {
  if (ids.length > 1) return `${ids.length} untagged images`;
  const [tag] = tags;
  return tag === undefined ? (ids.length === 0 ? 'an image that was removed' : shortId(key)) : tag.replace(/:latest$/, '');
}

export function storeName({ name, anonymous, kind }: StoreNode): string {
  return anonymous ? name.slice(0, 12) : kind === 'folder' ? name.replace(/^\/workspace(?=\/|$)/, '') || '/workspace' : name;
}

function describeLayer({ index, size: bytes, made, images }: LayerNode, graph: MapGraph): string {
  const { keyword, rest } = instruction(made);
  const names = images.map((id) => graph.images.get(id)).flatMap((image) => (image ? [imageName(image)] : []));
  const users = names.length === 0 ? `${images.length} images` : list(names);
  return `Layer ${index + 1}, ${size(bytes)}, made by ${`${keyword} ${rest}`.trim().slice(0, 120) || 'an unknown step'}. ${
    images.length > 1 ? `Stored once, shared by ${users}` : `Only in ${users}`
  }`;
}

function describeImage(image: ImageNode): string {
  const { ids, tags, layers, shared, sharedWith, size: bytes, containers } = image;
  if (ids.length > 1) return `${ids.length} untagged images on one base, ${size(bytes)} together. No container uses them`;
  const standing =
    containers.length === 0
      ? 'no containers'
      : `${count(containers.length, 'container')}: ${list(containers.map((one) => `${one.name} ${stateOf(one)}`))}`;
  if (ids.length === 0) return `An image that was removed; ${standing}`;
  const sharing = shared === 0 ? 'none shared' : `${shared} shared with ${list(sharedWith)}`;
  const name = tags.length === 0 ? `Untagged image ${shortId(image.key)}` : `Image ${list(tags)}`;
  return `${name}, ${size(bytes)}, ${count(layers.length, 'layer')}, ${sharing}; ${standing}`;
}

function describeContainer(container: ContainerNode, graph: MapGraph): string {
  const { name, wrote, ports, mounts, networks, below } = container;
  const image = graph.images.get(below);
  const stores = new Map(graph.stores.map((store) => [store.key, store]));
  const nameOf = (key: string) => {
    const found = stores.get(key);
    return found ? `${found.kind} ${storeName(found)}` : key;
  };
  return [
    `Container ${name} ${stateOf(container)}`,
    image && `of ${imageName(image)}`,
    wrote !== undefined && (wrote === 0 ? 'wrote nothing' : `wrote ${size(wrote)}`),
    ...ports.map(({ outside, inside }) => `port ${outside} of the host leads to ${inside}`),
    ...mounts.map(({ store, at }) => `${nameOf(store)} at ${at}`),
    networks.length > 0 && `in ${networks.length > 1 ? 'networks' : 'network'} ${list(networks)}`,
  ]
    .filter(Boolean)
    .join(', ');
}

function describeStore(store: StoreNode, graph: MapGraph): string {
  const names = store.users.map((id) => graph.containers.get(id)?.name ?? shortId(id));
  const kind = store.kind === 'folder' ? 'Folder of the host' : store.anonymous ? 'Unnamed volume' : 'Volume';
  return `${kind} ${storeName(store)}, ${names.length === 0 ? 'used by no container' : `used by ${list(names)}`}`;
}

export function stateOf({ state, exitCode }: ContainerNode): string {
  return state === 'exited' && exitCode !== undefined && exitCode !== 0 ? `exited with code ${exitCode}` : state;
}

/** What happened between two states of the map, in a few sentences. */
export function changes(before: MapGraph, after: MapGraph): string[] {
  const told: string[] = [];
  for (const [key, now] of after.images) {
    const old = before.images.get(key);
    if (now.ids.length !== 1) continue;
    if (old === undefined) told.push(`Image ${imageName(now)} is here`);
    else {
      for (const tag of now.tags) if (!old.tags.includes(tag)) told.push(`Image ${imageName(old)} is also named ${tag}`);
      for (const tag of old.tags) if (!now.tags.includes(tag)) told.push(`The name ${tag} is gone, its image stays`);
    }
  }
  const ids = new Set([...after.images.values()].flatMap((image) => image.ids));
  for (const [key, old] of before.images) if (old.ids.length === 1 && !ids.has(key)) told.push(`Image ${imageName(old)} is deleted`);
  for (const [key, now] of after.containers) {
    const old = before.containers.get(key);
    if (old === undefined) told.push(`Container ${now.name} ${stateOf(now)}`);
    else if (old.state !== now.state) told.push(`Container ${now.name} ${stateOf(now)}`);
    if (old && old.name !== now.name) told.push(`Container ${old.name} is now named ${now.name}`);
  }
  for (const [key, old] of before.containers) if (!after.containers.has(key)) told.push(`Container ${old.name} is removed`);
  const stores = new Set(after.stores.map(({ key }) => key));
  const knew = new Set(before.stores.map(({ key }) => key));
  for (const store of after.stores) if (store.kind === 'volume' && !knew.has(store.key)) told.push(`Volume ${storeName(store)} is here`);
  for (const store of before.stores)
    if (store.kind === 'volume' && !stores.has(store.key)) told.push(`Volume ${storeName(store)} is removed`);
  return told;
}

const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? '' : 's'}`;

/** `a, b and c`; of many the first ones. */
export function list(names: readonly string[]): string {
  if (names.length > 6) return `${names.slice(0, 5).join(', ')} and ${names.length - 5} more`;
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
