import { EngineError } from '../base/errors.ts';
import { familiarString } from '../oci/reference.ts';
import type { ImageStore } from './image-store.ts';
import type { Image } from './types.ts';

/** One line of `docker history`, in the API's words. */
export interface HistoryLine {
  /** Image ID, or `<missing>`. */
  readonly Id: string;
  /** Seconds since the epoch. */
  readonly Created: number;
  readonly CreatedBy: string;
  readonly Tags: readonly string[] | null;
  readonly Size: number;
  readonly Comment: string;
}

/** Newest first. The image's own ID stands on the first line, its parents' on the next ones (daemon/images/image_history.go). */
export function historyOf(images: ImageStore, image: Image): HistoryLine[] {
  const layers = [...image.layers];
  const lines = (image.config.history ?? []).map((entry): HistoryLine => {
    const layer = entry.empty_layer ? undefined : layers.shift();
    if (layer === undefined && !entry.empty_layer) throw new EngineError('internal', 'too many non-empty layers in History section');
    return {
      Id: '<missing>',
      Created: Math.floor((Date.parse(entry.created ?? '') || 0) / 1000),
      CreatedBy: entry.created_by ?? '',
      Tags: null,
      Size: layer?.size ?? 0,
      Comment: entry.comment ?? '',
    };
  });
  let known: Image | undefined = image;
  return lines.reverse().map((line) => {
    if (known === undefined) return line;
    const { id, parent } = known;
    const tags = images.state.referencesOf(id).filter(({ tag }) => tag !== undefined);
    known = parent === undefined ? undefined : images.get(parent);
    return { ...line, Id: id, Tags: tags.length === 0 ? null : tags.map(familiarString) };
  });
}
