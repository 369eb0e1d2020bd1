import type { ImageStore } from '../image/image-store.ts';
import type { Image } from '../image/types.ts';
import type { Fetcher } from './fetcher.ts';

/** One message of Docker's pull stream (`POST /images/create`). */
export interface PullMessage {
  readonly status: string;
  /** The layer's short ID, or the tag in "Pulling from". */
  readonly id?: string;
  readonly progressDetail?: { readonly current?: number; readonly total?: number };
}

export interface PullOptions {
  readonly onProgress?: (message: PullMessage) => void;
  readonly signal?: AbortSignal;
}

export interface PullResult {
  readonly image: Image;
  /** What is really served under this name, when it is a stand-in. */
  readonly standIn: string | undefined;
}

/** Brings an image of the catalogue into the store. Nothing is visible before it is whole; complete layers of a failed pull are used again. */
export async function pullImage(_images: ImageStore, _fetch: Fetcher, _name: string, _options: PullOptions = {}): Promise<PullResult> {
  throw new Error('to come');
}
