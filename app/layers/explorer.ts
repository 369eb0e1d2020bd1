import type { ContainerSummary } from '../../engine/api/types/container.ts';
import type { ViewTarget } from '../../engine/lesson/view.ts';
import { type ImageRow, imageName, type Objects } from '../objects/objects.ts';
import { createStore } from '../session/store.ts';
import { containerName } from '../ui/format.ts';
import type { Filter } from './tree.ts';
import type { LayerRef } from './words.ts';

type Listed = Pick<Objects, 'images' | 'containers'>;

export interface Chosen {
  readonly kind: 'image' | 'container';
  /** As it was asked for: a name or an ID. */
  readonly name: string;
}

/** What the explorer shows, kept while the visitor is elsewhere on the page. */
export interface Explorer {
  /** Undefined: what there is is chosen from. */
  readonly of: Chosen | undefined;
  /** Nobody chose it: when it goes, something else takes its place. */
  readonly byDefault: boolean;
  readonly shown: 'merged' | 'waste' | LayerRef;
  readonly compare: string | undefined;
  readonly path: string | undefined;
  readonly filter: Filter;
  /** The part that a narrow box shows. */
  readonly pane: 'stack' | 'files' | 'path';
  /** Open folders, by tree. */
  readonly open: ReadonlyMap<string, ReadonlySet<string>>;
}

const nothing: Explorer = {
  of: undefined,
  byDefault: false,
  shown: 'merged',
  compare: undefined,
  path: undefined,
  filter: { text: '', onlySigned: false },
  pane: 'stack',
  open: new Map(),
};

export const explorer = createStore<Explorer>(nothing);
export const change = (part: Partial<Explorer>): void => explorer.set((state) => ({ ...state, ...part }));

type Target = Extract<ViewTarget, { kind: 'layers' }>;
let followed: Target | undefined;

/** A link is followed once; one that names nothing shows what was shown last. */
export function follow(target: Target): void {
  if (target === followed) return;
  followed = target;
  const { image, container, layer, path, compare } = target;
  if (image === undefined && container === undefined && layer === undefined && path === undefined && compare === undefined) return;
  const { of } = explorer.get();
  explorer.set({
    ...nothing,
    of: container !== undefined ? { kind: 'container', name: container } : image !== undefined ? { kind: 'image', name: image } : of,
    shown: layer ?? 'merged',
    compare,
    path: path === undefined || path.startsWith('/') ? path : `/${path}`,
    pane: path !== undefined ? 'path' : layer !== undefined || compare !== undefined ? 'files' : 'stack',
  });
}

/** Another image or container: the same path is asked of it. */
export const choose = (of: Chosen): void =>
  explorer.set(({ path, compare }) => ({
    ...nothing,
    of,
    path,
    compare: of.kind === 'image' && of.name === compare ? undefined : compare,
  }));

const isId = (id: string, given: string) => given.length >= 4 && id.replace('sha256:', '').startsWith(given.replace('sha256:', ''));
export const findImage = ({ images }: Listed, name: string): ImageRow | undefined =>
  images?.find((row) => imageName(row) === name || `${row.repository}:${row.tag}` === name) ?? images?.find(({ id }) => isId(id, name));
export const findContainer = ({ containers }: Listed, name: string): ContainerSummary | undefined =>
  containers?.find((container) => containerName(container) === name.replace(/^\//, '')) ?? containers?.find(({ Id }) => isId(Id, name));

/** Something is shown, if there is anything; what was asked for stays, even when it is gone. */
export function settle(all: Listed): void {
  const { of, byDefault } = explorer.get();
  const gone = of !== undefined && (of.kind === 'container' ? findContainer : findImage)(all, of.name) === undefined;
  const next = of === undefined || (byDefault && gone) ? sensible(all) : of;
  if (next?.kind !== of?.kind || next?.name !== of?.name)
    explorer.set((state) => ({ ...nothing, path: state.path, of: next, byDefault: true }));
}

/** What is shown when nothing was asked for: a running container, or else an image. */
export function sensible({ images, containers }: Listed): Chosen | undefined {
  const container = containers?.find(({ State }) => State === 'running') ?? containers?.[0];
  if (container) return { kind: 'container', name: containerName(container) };
  const image = images?.[0];
  return image && { kind: 'image', name: imageName(image) };
}
