import { EngineError } from '../base/errors.ts';
import { type ByteSource, collect } from '../base/stream.ts';
import type { Digest } from '../oci/digest.ts';
import { matchesPlatform } from '../oci/platform.ts';
import { familiarString, parseReference } from '../oci/reference.ts';
import { type Descriptor, type ImageConfig, type Index, type Manifest, mediaTypes, type Platform } from '../oci/spec.ts';
import { compressionOf, decompress } from '../tar/decompress.ts';
import { peek } from '../tar/gzip.ts';
import { memberPath } from '../tar/name.ts';
import { readTar } from '../tar/reader.ts';
import { type ArchiveItem, archiveFiles, IMAGE_NAME } from './archive.ts';
import type { ImageStore } from './image-store.ts';
import { referenceKey } from './state.ts';
import type { StagedLayer } from './types.ts';

/** What `docker load` prints of one image: its tags, or its ID when it has none. `replaced` is the image that had the tag. */
export type LoadedImage = { readonly reference: string; readonly replaced?: Digest } | { readonly id: string };

export interface LoadOptions {
  /** Of layers that are not there yet, in bytes as they come; `id` is short. */
  readonly onLayer?: (id: string, current: number, total: number) => void;
  /** Images of other platforms are passed over. */
  readonly platform?: Platform | undefined;
}

/**
 * `docker load`: what `save` writes, Docker's older archives (`<id>/layer.tar`), and a bare OCI layout; gzip is undone. The archive is read
 * once, as it comes: what looks like a layer is stored at once, small files are kept until the manifest, which may come last, says what
 * they are. When anything fails, no image of the archive is there.
 */
export async function loadImages(images: ImageStore, archive: ByteSource, options: LoadOptions = {}): Promise<LoadedImage[]> {
  const contents = new ArchiveContents(images, options.onLayer ?? (() => {}));
  try {
    for await (const { header, content } of readTar(decompress(archive))) {
      const path = memberPath(header.name);
      if (header.type === 'file') await contents.add(path, content, header.size);
      else if (header.type === 'symlink') contents.link(path, memberPath(`${path}/../${header.linkName}`));
      else if (header.type === 'hardlink') contents.link(path, memberPath(header.linkName));
    }
    const loaded: LoadedImage[] = [];
    for (const item of itemsOf(contents)) loaded.push(...(await loadItem(images, contents, item, options.platform)));
    return loaded;
  } finally {
    contents.dispose();
  }
}

/** Larger ones that do not look like a layer are no part of an image. */
const SMALL = 8 << 20;

class ArchiveContents {
  private readonly images: ImageStore;
  private readonly files = new Map<string, Uint8Array>();
  private readonly layers = new Map<string, StagedLayer>();
  private readonly links = new Map<string, string>();

  private readonly onLayer: NonNullable<LoadOptions['onLayer']>;

  constructor(images: ImageStore, onLayer: NonNullable<LoadOptions['onLayer']>) {
    this.images = images;
    this.onLayer = onLayer;
  }

  async add(path: string, content: ByteSource, size: number): Promise<void> {
    const { head, rest } = await peek(content, 512);
    if (isLayer(head)) this.layers.set(path, await this.images.ingestLayer(decompress(this.counted(path, rest, size))));
    else if (size <= SMALL) this.files.set(path, await collect(rest));
  }

  /** In Docker's own archives a layer is named by its digest, so that what is there already is known before it is read. */
  private async *counted(path: string, content: ByteSource, size: number): ByteSource {
    const name = /([0-9a-f]{64})(?:\/layer\.tar)?$/.exec(path)?.[1] ?? '';
    const isNew = this.images.layerInfo(`sha256:${name}`) === undefined;
    let current = 0;
    for await (const chunk of content) {
      current += chunk.length;
      if (isNew && name !== '') this.onLayer(name.slice(0, 12), current, size);
      yield chunk;
    }
  }

  link(path: string, target: string): void {
    this.links.set(path, target);
  }

  file(path: string): Uint8Array | undefined {
    return this.files.get(this.links.get(path) ?? path);
  }

  layer(path: string): StagedLayer | undefined {
    return this.layers.get(this.links.get(path) ?? path);
  }

  json<T>(path: string): T | undefined {
    const bytes = this.file(path);
    if (bytes === undefined) return undefined;
    try {
      return JSON.parse(new TextDecoder().decode(bytes)) as T;
    } catch (cause) {
      throw new EngineError('invalid', `invalid archive: ${path} is not JSON`, { cause });
    }
  }

  dispose(): void {
    for (const layer of this.layers.values()) layer.dispose();
  }
}

/** A tar (an empty one is zeros), or something compressed; the archive's other files are JSON. */
function isLayer(head: Uint8Array): boolean {
  const magic = String.fromCharCode(...head.subarray(257, 262));
  return magic === 'ustar' || compressionOf(head) !== undefined || (head.length >= 512 && head[0] === 0);
}

function itemsOf(contents: ArchiveContents): readonly ArchiveItem[] {
  const items = contents.json<ArchiveItem[]>(archiveFiles.manifest);
  if (items !== undefined) return items;
  const index = contents.json<Index>(archiveFiles.index);
  if (index === undefined) throw new EngineError('invalid', 'invalid archive: does not contain a manifest.json');
  return index.manifests.flatMap((descriptor) => layoutItems(contents, descriptor));
}

/** A manifest of an OCI layout in the terms of `manifest.json`; indexes may nest. */
function layoutItems(contents: ArchiveContents, descriptor: Descriptor): ArchiveItem[] {
  const content = contents.json<Manifest & Index>(blobPath(descriptor));
  if (content === undefined) throw new EngineError('invalid', `invalid archive: ${descriptor.digest} is missing`);
  if (descriptor.mediaType === mediaTypes.index) return content.manifests.flatMap((inner) => layoutItems(contents, inner));
  const name = descriptor.annotations?.[IMAGE_NAME];
  return [{ Config: blobPath(content.config), RepoTags: name === undefined ? null : [name], Layers: content.layers.map(blobPath) }];
}

function blobPath({ digest }: Descriptor): string {
  return `blobs/${digest.replace(':', '/')}`;
}

async function loadItem(
  images: ImageStore,
  contents: ArchiveContents,
  item: ArchiveItem,
  platform: Platform | undefined,
): Promise<LoadedImage[]> {
  const config = contents.file(item.Config);
  if (config === undefined) throw new EngineError('invalid', `invalid archive: ${item.Config} is missing`);
  const parsed = contents.json<ImageConfig>(item.Config);
  if (platform !== undefined && parsed !== undefined && !matchesPlatform(platform, parsed)) return [];
  const expected = parsed?.rootfs?.diff_ids ?? [];
  if (expected.length !== item.Layers.length) {
    throw new EngineError('invalid', `invalid manifest, layers length mismatch: expected ${expected.length}, got ${item.Layers.length}`);
  }
  for (const [at, path] of item.Layers.entries()) {
    const layer = contents.layer(path);
    if (layer === undefined) throw new EngineError('invalid', `invalid archive: ${path} is missing`);
    if (layer.diffID !== expected[at]) {
      throw new EngineError('invalid', `invalid diffID for layer ${at}: expected "${expected[at]}", got "${layer.diffID}"`);
    }
  }
  const references = (item.RepoTags ?? []).map((name) => parseReference(name));
  for (const { tag } of references) if (tag === undefined) throw new EngineError('invalid', `invalid tag ${JSON.stringify(item.RepoTags)}`);
  const before = references.map((reference) => images.state.references.get(referenceKey(reference)));
  const image = await images.createImage({ config, references: item.RepoTags ?? [], quiet: true });
  images.emit('load', image);
  if (references.length === 0) return [{ id: image.id }];
  return references.map((reference, at) => {
    const replaced = before[at];
    return { reference: familiarString(reference), ...(replaced !== undefined && replaced !== image.id && { replaced }) };
  });
}
