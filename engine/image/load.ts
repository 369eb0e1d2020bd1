import type { ByteSource } from '../base/stream.ts';
import type { ImageStore } from './image-store.ts';

/** What `docker load` prints of one image: its tags, or its ID when it has none. */
export type LoadedImage = { readonly reference: string } | { readonly id: string };

/** `docker load`: the layout that `save` writes, and Docker's older one (`<id>/layer.tar`); gzip is undone. */
export async function loadImages(_images: ImageStore, _archive: ByteSource): Promise<LoadedImage[]> {
  throw new Error('to come');
}
