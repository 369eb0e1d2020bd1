import type { ImageStore } from './image-store.ts';
import type { DeletedImage } from './types.ts';

/** `docker rmi` of one name: conflicts, order and words as in dockerd. */
export async function removeImage(
  _images: ImageStore,
  _nameOrID: string,
  _options: { force?: boolean; prune?: boolean } = {},
): Promise<DeletedImage[]> {
  throw new Error('to come');
}

export interface PruneOptions {
  /** Only images without a tag. Default true; false is `docker image prune -a`. */
  readonly dangling?: boolean;
  /** Only images made before this time, in milliseconds. */
  readonly until?: number;
  /** Only images whose labels pass. */
  readonly matches?: (labels: Readonly<Record<string, string>>) => boolean;
}

export async function pruneImages(
  _images: ImageStore,
  _options: PruneOptions = {},
): Promise<{ deleted: DeletedImage[]; spaceReclaimed: number }> {
  throw new Error('to come');
}
