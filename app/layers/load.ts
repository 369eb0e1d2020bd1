import { type RefObject, useEffect, useMemo, useState } from 'react';
import { messageOf } from '../../engine/base/errors.ts';
import type { ImageInsight, LayerEntry, Subject, WritableLayer } from '../../engine/insight/insight.ts';
import { objects } from '../objects/objects.ts';
import { whenStarted } from '../session/engine.ts';
import { useStore } from '../session/store.ts';
import { containerName } from '../ui/format.ts';
import { watchWrites } from '../writes/watch.ts';
import { type Chosen, findContainer, findImage } from './explorer.ts';
import { entriesOf, type Merged, merge } from './merge.ts';

/** An image or container with all that is known of its files so far; parts come as they are read. */
export interface Opened {
  readonly subject: Subject;
  readonly title: string;
  readonly image: ImageInsight;
  readonly container?: { readonly id: string; readonly name: string };
  readonly layers?: ReadonlyArray<readonly LayerEntry[]>;
  readonly writable?: WritableLayer;
  readonly merged?: Merged;
}

/** A layer on the same layers below never changes. The latest are kept. */
const kept = new Map<string, Promise<LayerEntry[]>>();
const mostKept = 48;

function entriesOfLayer(image: ImageInsight, index: number): Promise<LayerEntry[]> {
  const key = image.layers[index]?.chainID ?? '';
  const known = kept.get(key);
  const entries = known ?? whenStarted.then(({ insight }) => insight.layer(image.id, index));
  kept.delete(key);
  kept.set(key, entries);
  if (known === undefined) entries.catch(() => kept.delete(key));
  for (const old of kept.keys()) {
    if (kept.size <= mostKept) break;
    kept.delete(old);
  }
  return entries;
}

export function useImage(name: string | undefined): { readonly image?: ImageInsight; readonly failure?: string } {
  const [state, setState] = useState<{ name: string; image?: ImageInsight; failure?: string }>();
  const all = useStore(objects);
  // Tags, and who shares a layer, change with the images there are.
  const there = all.images?.map(({ key }) => key).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: `there` says when to ask again
  useEffect(() => {
    if (name === undefined) return;
    let current = true;
    whenStarted
      .then(({ insight }) => insight.image(name))
      .then(
        (image) => current && setState({ name, image }),
        (error) => current && setState({ name, failure: messageOf(error) }),
      );
    return () => {
      current = false;
    };
  }, [name, there]);
  return state?.name === name ? (state ?? {}) : {};
}

export function useLayers(image: ImageInsight | undefined): { readonly layers?: LayerEntry[][]; readonly failure?: string } {
  const [state, setState] = useState<{ id: string; layers?: LayerEntry[][]; failure?: string }>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: an image is its ID
  useEffect(() => {
    if (image === undefined) return;
    let current = true;
    Promise.all(image.layers.map((_, index) => entriesOfLayer(image, index))).then(
      (layers) => current && setState({ id: image.id, layers }),
      (error) => current && setState({ id: image.id, failure: messageOf(error) }),
    );
    return () => {
      current = false;
    };
  }, [image?.id]);
  return state !== undefined && state.id === image?.id ? state : {};
}

/** What is chosen, opened. `place` is where it is seen: a container's writable layer is looked at only then. */
export function useOpened(
  of: Chosen | undefined,
  place: RefObject<Element | null>,
): { readonly opened?: Opened; readonly failure?: string; readonly missing?: boolean } {
  const all = useStore(objects);
  const container = of?.kind === 'container' ? findContainer(all, of.name) : undefined;
  const wanted = of?.kind === 'container' ? container?.ImageID : of && (findImage(all, of.name)?.id ?? of.name);
  const missing = of?.kind === 'container' && all.containers !== undefined && container === undefined;
  const { image, failure } = useImage(wanted);
  const { layers, failure: unread } = useLayers(image);
  const [writable, setWritable] = useState<WritableLayer>();
  const [unseen, setUnseen] = useState<string>();
  const id = container?.Id;
  useEffect(() => {
    if (id === undefined || place.current === null) return;
    return watchWrites({
      container: id,
      every: 1000,
      place: place.current,
      tell: (now) => {
        setUnseen(undefined);
        setWritable(now);
      },
      fail: setUnseen,
    });
  }, [id, place]);
  const own = writable?.container === id ? writable : undefined;
  // Without its writable layer a container would be taken for its image.
  const whole = id === undefined || own !== undefined || unseen !== undefined;
  const merged = useMemo(() => (layers && whole ? merge(layers, own && entriesOf(own)) : undefined), [layers, own, whole]);
  if (image === undefined) return { ...(failure !== undefined && { failure }), missing };
  const problem = failure ?? unread ?? (id === undefined ? undefined : unseen);
  return {
    ...(problem !== undefined && { failure: problem }),
    missing,
    opened: {
      subject: container ? { container: container.Id } : { image: image.id },
      title: container ? containerName(container) : (of?.name ?? ''),
      image,
      ...(container && { container: { id: container.Id, name: containerName(container) } }),
      ...(layers && { layers }),
      ...(own && { writable: own }),
      ...(merged && { merged }),
    },
  };
}
