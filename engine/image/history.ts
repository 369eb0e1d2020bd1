import type { ImageStore } from './image-store.ts';
import type { Image } from './types.ts';

/** One line of `docker history`, in the API's words. Newest first. */
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

export function historyOf(_images: ImageStore, _image: Image): HistoryLine[] {
  throw new Error('to come');
}
